"""What goes wrong in a talk, and what is said of it."""

from typing import NoReturn

import pytest

from rehearse.colleague.scripted import ScriptedColleague
from rehearse.errors import Refused
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.pages.conftest import Reader, Visit
from tests.pages.talk.reading import spoken


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
        raise Refused("busy", name="Noor")

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


def test_half_a_character_in_what_was_said_checked_or_named_shuts_no_page(
    talk: Reader, visit: Visit
) -> None:
    services, rehearsal = runtime(), talk.address["rehearsal"]
    rehearsing, turn = services.app.rehearsing, new_id()
    root = services.wait(rehearsing.open(LOCAL, rehearsal)).leaf.id
    services.wait(rehearsing.say(LOCAL, turn, root, "mine \ud800 half"))
    list(services.follow(rehearsing.events(LOCAL, turn)))
    services.wait(rehearsing.say(LOCAL, new_id(), root, "mine"))
    services.wait(rehearsing.label(LOCAL, turn, "named \ud800"))
    services.wait(rehearsing.reopen(LOCAL, rehearsal, turn))
    services.wait(rehearsing.check(LOCAL, turn, "mine \ud800 checked"))
    reader = visit(**talk.address)
    assert reader.box == "mine \ufffd checked"
    reader.press("Turn 1: 2 versions")
    assert [box.value for box in reader.at.text_input] == ["named \ufffd"]
    reader.press("Say turn 1 differently")
    assert reader.box == "mine \ufffd half"
    assert 'role="alert"' not in reader.html


@pytest.mark.parametrize(
    "unknown", ["no-such", "<img src=x>", "0190b3a4-0000-7000-8000-000000000000"]
)
def test_an_unknown_id_in_the_address(visit: Visit, unknown: str) -> None:
    reader = visit(rehearsal=unknown)
    assert "can’t be found here" in reader.html
    assert unknown not in reader.html
    reader.press("Back to the start")
    assert "Rehearse with Kit" in reader.buttons


def test_an_address_without_an_id_says_so_with_a_way_to_the_start(visit: Visit) -> None:
    """Leading on by itself would catch the browser's Back: each time one comes here, one leaves."""
    reader = visit(ui="en")
    assert 'role="alert"' in reader.html
    reader.press("Back to the start")
    assert "Rehearse with Kit" in reader.buttons


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
