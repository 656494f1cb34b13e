"""Saying a turn differently; every version is kept."""

from tests.pages.conftest import Reader, Visit
from tests.pages.talk.reading import spoken


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
    talk.press("Turn 2: 2 versions")
    talk.press("Turn 2: show version 1")
    assert spoken(talk) == ["mine one", "denied two", "mine three"]
    talk.press("Turn 2: show version 2")
    elsewhere = visit(**talk.address)
    elsewhere.press("Turn 2: 2 versions")
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


def test_a_version_gets_a_name(talk: Reader) -> None:
    talk.say("mine one")
    for words in ("denied two", "maybe three"):
        talk.press("Say turn 1 differently")
        talk.say(words)
    talk.press("Turn 1: 3 versions")
    assert "mine one" in talk.html
    assert "denied two" in talk.html
    talk.at.text_input[0].input("with <b>a question</b>")
    talk.press("Keep the name")
    assert "version 3 of 3 · with &lt;b&gt;a question&lt;/b&gt;" in talk.html
    talk.press("Turn 1: 3 versions")
    talk.press("Turn 1: show version 1")
    assert spoken(talk) == ["mine one"]
