"""A rehearsal through the page: what the reader sees, and that nothing said is lost or doubled."""

import shutil
import threading
from collections.abc import Callable
from typing import NoReturn

import pytest

from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.scenario import Difficulty
from rehearse.errors import Refused
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.pages.speaking import Speech
from rehearse.resources import data_root
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.pages.conftest import Reader, WordGrader

Visit = Callable[..., Reader]


@pytest.fixture
def talk(visit: Visit) -> Reader:
    """A reader who has just begun to talk."""
    reader = visit()
    reader.press("Rehearse with Kit")
    return reader


def spoken(reader: Reader) -> list[str]:
    """What both have said, in order, as it stands in the store."""
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, reader.address["rehearsal"]))
    return [turn.text for turn in view.turns[1:]]


def test_start_offers_the_situations_and_says_what_this_is(visit: Visit) -> None:
    start = visit()
    assert [b for b in start.buttons if b.startswith("Rehearse with")] == [
        "Rehearse with Bev",
        "Rehearse with Frankie",
        "Rehearse with Kit",
    ]
    assert "can be wrong" in start.html
    assert "stays on this computer" in start.html


def test_a_database_elsewhere_is_not_called_this_computer(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("REHEARSE_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    assert "stays on this computer" not in visit().html


def test_language_of_app_and_of_talk_are_apart(visit: Visit) -> None:
    reader = visit()
    reader.at.segmented_control(key="ui-choice").set_value("nl").run()
    assert "Oefen het gesprek" in reader.html
    assert reader.address == {"ui": "nl"}
    assert "Oefen met Kit" in reader.buttons
    reader.at.segmented_control(key="spoken").set_value("nl").run()
    reader.press("Oefen met Kim")
    assert reader.address["ui"] == "nl"
    assert "Hoe Kim erbij zit" in reader.html
    reader.at.segmented_control(key="ui-choice").set_value("en").run()
    assert "How Kim is doing" in reader.html
    assert 'lang="nl" dir="auto"' in reader.html


def test_difficulty_goes_along(visit: Visit) -> None:
    reader = visit()
    reader.at.segmented_control(key="difficulty").set_value(Difficulty.HARD).run()
    reader.press("Rehearse with Bev")
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, reader.address["rehearsal"]))
    assert view.difficulty is Difficulty.HARD


def test_a_turn_shows_its_words_its_chips_and_the_answer(talk: Reader) -> None:
    talk.say("mine <b>&\n\n*this* ![x](http://x.invalid)")
    page = talk.html
    assert '<mark class="clear">mine</mark><sup class="letter">a</sup> &lt;b&gt;&amp;' in page
    assert "\n\n*this* ![x](http://x.invalid)" in page
    assert "<b>Own part</b>" in page
    assert "More room than just now: you named what you did yourself." in page
    assert talk.aloud.startswith("Kit: ")
    assert talk.aloud.endswith("Your turn: Own part clear.")
    assert talk.box == ""


def test_the_note_explains_each_level(talk: Reader) -> None:
    talk.say("denied")
    talk.say("maybe")
    talk.say("unreadable")
    talk.say("nothing in it")
    page = talk.html
    assert "“denied”" in page
    assert "I kept &lt;quiet&gt;." in page
    assert "lies between ‘partly’ and ‘clear’" in page
    assert 'class="sign doubt"' in page
    assert "Not scored: the grading failed" in page
    assert "None of the seven steps" in page


def test_a_reload_and_a_second_tab_come_back_to_the_same_place(talk: Reader, visit: Visit) -> None:
    talk.say("mine one")
    talk.say("mine two")
    again = visit(**talk.address)
    assert again.html == talk.html


def test_a_turn_under_way_is_followed_to_its_end(
    talk: Reader, visit: Visit, grader: WordGrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, rehearsal = runtime(), talk.address["rehearsal"]
    root = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).leaf.id
    grader.gate.clear()
    services.wait(services.app.rehearsing.say(LOCAL, new_id(), root, "mine, from another tab"))
    play = Speech.play

    def let_go_once_someone_follows(speech: Speech) -> None:
        threading.Timer(0.5, grader.gate.set).start()
        play(speech)

    monkeypatch.setattr(Speech, "play", let_go_once_someone_follows)
    other = visit(**talk.address)
    assert "from another tab" in other.html
    assert other.aloud.startswith("Kit: ")
    assert other.box == ""


def test_the_same_click_twice_is_one_turn(talk: Reader) -> None:
    services = runtime()
    root = services.wait(services.app.rehearsing.open(LOCAL, talk.address["rehearsal"])).leaf.id
    turn = talk.at.session_state["next_ids"][root]
    talk.say("mine")
    services.wait(services.app.rehearsing.say(LOCAL, turn, root, "mine"))
    assert spoken(talk) == ["mine"]


@pytest.mark.parametrize(
    ("words", "told"),
    [(" \n\t ", "no words"), ("x" * 20_001, "more than 20,000")],
    ids=["blank", "too long"],
)
def test_words_that_cannot_be_said_go_back_in_the_box(talk: Reader, words: str, told: str) -> None:
    talk.say(words)
    assert told in talk.html
    assert talk.box == words
    assert spoken(talk) == []


def test_a_refused_turn_keeps_its_words_and_can_be_said_again(
    talk: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise Refused("busy")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Rehearsing, "say", refuse)
        talk.say("mine, kept")
    assert 'role="alert"' in talk.html
    assert talk.box == "mine, kept"
    talk.press("Say it")
    assert spoken(talk) == ["mine, kept"]
    assert 'role="alert"' not in talk.html


def test_what_breaks_on_a_click_is_one_calm_sentence(
    talk: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_(*_: object) -> NoReturn:
        raise ZeroDivisionError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Rehearsing, "say", break_)
        talk.say("mine")
    assert "Something went wrong here." in talk.html
    assert talk.box == "mine"
    assert not talk.at.exception


def test_a_colleague_who_cannot_answer_is_asked_again(
    talk: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_(*_: object) -> NoReturn:
        raise ZeroDivisionError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ScriptedColleague, "choose", break_)
        talk.say("mine")
    assert 'role="alert"' in talk.html
    assert "mine" in talk.html
    talk.press("Try once more")
    assert 'role="alert"' not in talk.html
    assert talk.aloud.startswith("Kit: ")
    assert spoken(talk) == ["mine"]


def test_saying_a_turn_differently_keeps_both(talk: Reader, visit: Visit) -> None:
    talk.say("mine one")
    talk.say("denied two")
    talk.say("mine three")
    talk.press("Say turn 2 differently")
    assert talk.box == "denied two"
    assert "denied two" not in talk.html
    assert "What you said before is kept." in talk.html
    reloaded = visit(**talk.address)
    assert reloaded.box == "denied two"
    talk.say("mine instead")
    assert spoken(talk) == ["mine one", "mine instead"]
    assert "You, turn 2, version 2 of 2" in talk.html
    talk.press("Turn 2: show version 1")
    assert spoken(talk) == ["mine one", "denied two", "mine three"]
    talk.press("Turn 2: show version 2")
    elsewhere = visit(**talk.address)
    elsewhere.press("Turn 2: show version 1")
    assert spoken(elsewhere) == ["mine one", "denied two", "mine three"]


def test_leaving_it_as_it_was(talk: Reader) -> None:
    talk.say("mine one")
    before = talk.html
    talk.press("Say turn 1 differently")
    talk.press("Leave it as it was")
    assert talk.html == before


def test_a_turn_can_be_said_differently_more_than_once(talk: Reader) -> None:
    talk.say("mine one")
    for words in ("mine two", "mine three"):
        talk.press("Say turn 1 differently")
        talk.say(words)
        assert spoken(talk) == [words]
    assert "version 3 of 3" in talk.html


def test_when_the_colleague_leaves_there_are_two_ways_on(talk: Reader) -> None:
    for n in range(3):
        talk.say(f"denied {n}")
    assert "Kit has ended the conversation." in talk.html
    assert talk.aloud.endswith("Kit has ended the conversation.")
    assert talk.box is None
    first = talk.address
    talk.press("Begin again with Kit")
    assert talk.address != first
    assert spoken(talk) == []
    talk.at.query_params.update(first)
    talk.at.run()
    talk.press("Say turn 3 differently")
    assert talk.box == "denied 2"


def test_going_back_and_on_again(talk: Reader) -> None:
    talk.say("mine")
    talk.press("Finish and go back to the start")
    assert "up to and including your first turn" in talk.html
    talk.press("Go on with Kit")
    assert "You had finished this conversation." in talk.html
    talk.say("mine again")
    assert spoken(talk) == ["mine", "mine again"]


@pytest.mark.parametrize(
    "unknown", ["no-such", "<img src=x>", "0190b3a4-0000-7000-8000-000000000000"]
)
def test_an_unknown_id_in_the_address(visit: Visit, unknown: str) -> None:
    reader = visit(rehearsal=unknown)
    assert "can’t be found here" in reader.html
    assert unknown not in reader.html
    reader.press("Back to the start")
    assert "Rehearse with Kit" in reader.buttons


def test_no_id_in_the_address_leads_to_the_start(visit: Visit) -> None:
    assert "Rehearse with Kit" in visit(ui="en").buttons


def test_a_database_that_cannot_be_used(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    (folder / "rehearse.db").write_bytes(b"these are not the bytes of a database" * 50)
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(folder))
    reader = visit()
    assert 'role="alert"' in reader.html
    assert not reader.at.exception
    (folder / "rehearse.db").unlink()
    reader.press("Try once more")
    assert "Rehearse with Kit" in reader.buttons


def test_one_broken_situation_does_not_hide_the_others(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    prompts = tmp_path_factory.mktemp("prompts") / "prompts"
    shutil.copytree(data_root() / "prompts", prompts)
    (prompts / "scenarios" / "moved-work" / "en.yaml").write_text("title: [", "utf-8")
    monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(prompts))
    reader = visit()
    assert "en.yaml" in reader.html
    assert "Rehearse with Kit" in reader.buttons
    assert "Rehearse with Frankie" not in reader.buttons
