"""Start: what is offered, in which language, and the way back to where one was."""

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rehearse.ids import new_id
from rehearse.pages import clock
from rehearse.pages.runtime import runtime
from rehearse.resources import data_root
from rehearse.service.rehearsing import LOCAL
from tests.pages.conftest import Reader, Visit


@pytest.fixture
def prompts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A prompts folder of one's own, which the app reads."""
    folder = tmp_path / "prompts"
    shutil.copytree(data_root() / "prompts", folder)
    monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(folder))
    return folder


def offered(reader: Reader) -> list[str]:
    """Whom one can rehearse with, in the order of the page."""
    begin = "Rehearse with "
    return [b.removeprefix(begin) for b in reader.buttons if b.startswith(begin)]


def talked(situation: str, words: Sequence[str] = (), *, finished: bool = False) -> str:
    """A rehearsal from before; returns its id."""
    services, rehearsal = runtime(), new_id()
    rehearsing = services.app.rehearsing
    services.wait(rehearsing.start(LOCAL, rehearsal, situation, "en"))
    for said in words:
        talk_on(rehearsal, said)
    if finished:
        services.wait(rehearsing.finish(LOCAL, rehearsal))
    return rehearsal


def talk_on(rehearsal: str, said: str) -> None:
    services = runtime()
    rehearsing = services.app.rehearsing
    leaf = services.wait(rehearsing.open(LOCAL, rehearsal)).leaf.id
    turn = new_id()
    services.wait(rehearsing.say(LOCAL, turn, leaf, said))
    list(services.follow(rehearsing.events(LOCAL, turn)))


def test_it_says_what_this_is_and_offers_the_situations(visit: Visit) -> None:
    start = visit()
    assert offered(start)[:3] == ["Kit", "Bev", "Frankie"]
    assert "can be wrong" in start.html
    assert "stays on this computer" in start.html


def test_a_database_elsewhere_is_not_called_this_computer(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REHEARSE_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    assert "stays on this computer" not in visit().html


@pytest.mark.parametrize("running", [False, True])
def test_a_setting_that_cannot_be_used_is_a_warning_without_its_value(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, running: bool
) -> None:
    if running:
        runtime()
    monkeypatch.setenv("REHEARSE_LANGUAGE", "sk-secret")
    monkeypatch.setenv("REHEARSE_BUDGET", "sk-secret")
    monkeypatch.setenv("REHEARSE_MODEL", "openai/some")
    reader = visit()
    for _ in range(2):
        assert not reader.at.exception
        told = reader.html
        assert told.count("REHEARSE_LANGUAGE can only be one of these: nl, en.") == 1
        assert told.count("REHEARSE_BUDGET isn’t a number that can be used.") == 1
        assert "REHEARSE_BUDGET is set in your environment variables." in told
        assert "no language model takes part" in told
        assert "sk-secret" not in told + caplog.text
        reader.at.switch_page("rehearse/pages/settings_page.py").run()
    assert runtime().app.models is None


def test_a_file_of_settings_that_cannot_be_read_is_told_with_what_to_do(
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    file = tmp_path / "env"
    file.write_bytes(b"OPENAI_API_KEY=sk-secret\xff")
    monkeypatch.setenv("REHEARSE_ENV_FILE", str(file))
    reader = visit()
    assert not reader.at.exception
    assert "Save it as UTF-8 and try again." in reader.html
    assert "sk-secret" not in reader.html + caplog.text
    file.write_text("")
    reader.press("Try once more")
    assert offered(reader)


def test_the_button_brings_the_situations_into_view_each_time(visit: Visit) -> None:
    start = visit()
    scrolls = []
    for _ in range(2):
        start.press("Choose a situation")
        bodies = [element.proto.body for element in start.at.get("html")]
        scrolls += [body for body in bodies if ".st-key-situations" in body and "<script" in body]
    assert len(set(scrolls)) == 2


def choose_app(reader: Reader, language: str) -> None:
    reader.at.segmented_control(key="ui-choice").set_value(language).run()


def test_the_talk_is_in_the_language_of_the_app_until_it_is_chosen(visit: Visit) -> None:
    reader = visit()
    choose_app(reader, "nl")
    assert "Oefen met Kim" in reader.buttons
    reader.press("Ik oefen liever in het Engels")
    assert "Oefen met Kit" in reader.buttons
    for language in ("en", "nl"):
        choose_app(reader, language)
    reader.press("Oefen met Kit")
    assert "You run service planning" in reader.html


def test_prepare_is_in_the_language_of_the_app_as_well_until_it_is_chosen(visit: Visit) -> None:
    reader = visit()
    reader.press("Rehearse with Kit")
    assert "You run service planning" in reader.html
    assert "spoken" not in reader.address
    reader.at.session_state["ui"] = "nl"
    reader.at.run()
    assert "Je leidt de planning" in reader.html


def test_language_of_app_and_of_talk_are_apart(visit: Visit) -> None:
    reader = visit()
    choose_app(reader, "nl")
    reader.press("Ik oefen liever in het Engels")
    assert "Oefen het gesprek" in reader.html
    assert reader.address == {"ui": "nl", "spoken": "en"}
    assert "Oefen met Kit" in reader.buttons
    reader.press("Ik oefen liever in het Nederlands")
    reader.press("Oefen met Kim")
    reader.press("Ga het gesprek in")
    assert reader.address["ui"] == "nl"
    assert "Hoe Kim erbij zit" in reader.html
    reader.at.segmented_control(key="ui-choice").set_value("en").run()
    assert "How Kim is doing" in reader.html
    assert 'lang="nl" dir="auto"' in reader.html


def test_the_language_in_the_address_outlives_a_link_of_the_navigation(visit: Visit) -> None:
    reader = visit(ui="nl")
    reader.at.query_params.clear()
    reader.at.switch_page("rehearse/pages/start_page.py").run()
    assert "Oefen het gesprek" in reader.html
    assert reader.address["ui"] == "nl"


def test_who_is_new_has_no_last_time(visit: Visit) -> None:
    assert "Last time" not in visit().html


def test_last_time_is_where_one_talked_last_not_what_one_began_last(visit: Visit) -> None:
    older = talked("promised-raise", ["mine"])
    talked("moved-work", ["mine"])
    talk_on(older, "and mine again")
    start = visit()
    told = "Earlier today you stopped in the conversation with Kit, after turn 2."
    assert told in start.html
    start.press("Go on with Kit")
    assert start.address["rehearsal"] == older
    assert "and mine again" in start.html


def test_a_talk_that_was_only_opened_does_not_hide_an_unfinished_one(visit: Visit) -> None:
    unfinished = talked("promised-raise", ["mine"])
    talked("moved-work")
    start = visit()
    assert "in the conversation with Kit, after your first turn" in start.html
    assert "Frankie" not in start.html.partition("Last time")[2].partition("</p>")[0]
    start.press("Go on with Kit")
    assert start.address["rehearsal"] == unfinished


def test_a_talk_that_is_finished_is_looked_back_on(visit: Visit) -> None:
    done = talked("promised-raise", ["mine"], finished=True)
    start = visit()
    assert "you finished the conversation with Kit" in start.html
    start.press("Look back")
    assert start.address["rehearsal"] == done
    assert "How Kit is doing" not in start.html


def test_a_talk_that_the_colleague_ended_is_looked_back_on(visit: Visit) -> None:
    left = talked("promised-raise", ["denied 1", "denied 2", "denied 3"])
    start = visit()
    assert "Earlier today Kit ended the conversation." in start.html
    assert "Go on with Kit" not in start.buttons
    start.press("Look back")
    assert start.address["rehearsal"] == left


def test_a_talk_in_which_nothing_was_said_goes_on_even_when_it_was_finished(visit: Visit) -> None:
    talked("promised-raise", finished=True)
    start = visit()
    assert "but hadn’t said anything yet." in start.html
    assert "Go on with Kit" in start.buttons


@pytest.mark.parametrize(
    ("passed", "told"), [(1, "Yesterday you stopped"), (3, "On {day} you stopped")]
)
def test_when_it_was_is_said_in_words(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, passed: int, told: str
) -> None:
    talked("promised-raise", ["mine"])
    then = datetime.now(UTC).date()
    monkeypatch.setattr(clock, "today", lambda: then + timedelta(days=passed))
    assert told.format(day=in_english(then, then.year)) in visit().html


def in_english(day: date, this_year: int) -> str:
    words = day.strftime("%A %-d %B")
    return words if (day + timedelta(days=3)).year == this_year else f"{words} {day.year}"


def test_one_broken_situation_does_not_hide_the_others(visit: Visit, prompts: Path) -> None:
    (prompts / "scenarios" / "moved-work" / "en.yaml").write_text("title: [", "utf-8")
    reader = visit()
    assert "en.yaml" in reader.html
    assert "Kit" in offered(reader)
    assert "Frankie" not in offered(reader)


def test_more_than_three_situations_stand_in_rows_below(visit: Visit, prompts: Path) -> None:
    for path in (prompts / "scenarios").iterdir():
        if path.name not in ("promised-raise", "doubted-idea", "moved-work"):
            shutil.rmtree(path)
    for other in ("aaa-first", "zzz-last"):
        shutil.copytree(prompts / "scenarios" / "moved-work", prompts / "scenarios" / other)
        rules = prompts / "scenarios" / other / "scenario.yaml"
        rules.write_text(rules.read_text("utf-8").replace("id: moved-work", f"id: {other}"))
    reader = visit()
    assert "Two more situations" in reader.html
    assert offered(reader) == ["Kit", "Bev", "Frankie", "Frankie", "Frankie"]


def test_no_situation_at_all_is_said_with_where_they_should_be(visit: Visit, prompts: Path) -> None:
    shutil.rmtree(prompts / "scenarios")
    reader = visit()
    assert 'role="alert"' in reader.html
    assert "scenarios" in reader.html
    assert "Rehearse the conversation before" in reader.html


def test_words_of_a_situation_are_never_markup(visit: Visit, prompts: Path) -> None:
    file = prompts / "scenarios" / "promised-raise" / "en.yaml"
    words = file.read_text("utf-8").replace('name: "Kit"', 'name: "Kit <b>*x*</b>"', 1)
    file.write_text(words, "utf-8")
    reader = visit()
    assert "With Kit &lt;b&gt;*x*&lt;/b&gt;" in reader.html
    assert "Rehearse with Kit \\<b>\\*x\\*\\</b>" in reader.buttons
