"""A rehearsal through the page: what the reader sees, and that nothing said is lost or doubled."""

import threading
from collections.abc import Callable
from typing import NoReturn

import pytest

from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Step
from rehearse.conversation.scenario import Move
from rehearse.errors import Refused
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.pages.scene import TURNS_IN_VIEW
from rehearse.pages.speaking import Speech, Voice, line
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.pages.conftest import Reader, WordGrader, click_twice

Visit = Callable[..., Reader]


@pytest.fixture
def talk(visit: Visit) -> Reader:
    """A reader who has just begun to talk."""
    rehearsal = new_id()
    services = runtime()
    services.wait(services.app.rehearsing.start(LOCAL, rehearsal, "promised-raise", "en"))
    return visit(rehearsal=rehearsal)


def spoken(reader: Reader) -> list[str]:
    """What both have said, in order, as it stands in the store."""
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, reader.address["rehearsal"]))
    return [turn.text for turn in view.turns[1:]]


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
    assert "between ‘partly’ and ‘clear’" in page
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


def test_a_new_talk_does_not_tell_aloud_what_was_said_in_another(talk: Reader) -> None:
    talk.say("mine")
    assert talk.aloud.startswith("Kit: ")
    services, other = runtime(), new_id()
    services.wait(services.app.rehearsing.start(LOCAL, other, "promised-raise", "en"))
    talk.at.query_params["rehearsal"] = other
    talk.at.run()
    assert talk.aloud == ""
    talk.check("denied")
    assert talk.aloud == "Checked, not said yet: Own part against."


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


def test_when_the_colleague_leaves_there_are_two_ways_on(talk: Reader) -> None:
    for n in range(3):
        talk.say(f"denied {n}")
    assert "Kit has ended the conversation." in talk.html
    assert talk.aloud.endswith("Kit has ended the conversation.")
    assert talk.box is None
    assert "Begin again with Kit" in talk.buttons
    assert "Finish and look back" in talk.buttons
    talk.press("Say turn 3 differently")
    assert talk.box == "denied 2"


def test_words_that_were_only_checked_follow_a_talk_that_went_on_in_another_tab(
    talk: Reader, visit: Visit
) -> None:
    other = visit(**talk.address)
    talk.say("mine, in this tab")
    other.check("mine, and longer, in the other")
    assert other.box == "mine, and longer, in the other"
    assert "gone on in another window" in other.html
    assert other.aloud == ""
    other.at.run()
    assert other.box == "mine, and longer, in the other"
    assert "gone on in another window" not in other.html
    other.check("mine, and longer, in the other")
    assert other.aloud.startswith("Checked, not said yet")


def test_words_outlive_asking_for_a_hint_where_a_talk_went_on_in_another_tab(
    talk: Reader, visit: Visit
) -> None:
    other = visit(**talk.address)
    talk.say("mine, in this tab")
    other.at.text_area[0].input("half a sentence")
    other.press("A hint")
    assert other.box == "half a sentence"
    assert "gone on in another window" in other.html


def test_words_that_were_checked_where_the_colleague_has_left_meanwhile_are_still_seen(
    talk: Reader, visit: Visit
) -> None:
    other = visit(**talk.address)
    for n in range(3):
        talk.say(f"denied {n}")
    other.check("mine after all")
    for _ in range(2):
        assert "Kit has ended the conversation." in other.html
        assert [(box.label, box.value) for box in other.at.text_area] == [
            ("You had typed this; it was not said", "mine after all")
        ]
        other.at.run()
    other.press("Say turn 3 differently")
    assert other.box == "mine after all"


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


def test_a_finished_talk_can_go_on(talk: Reader, visit: Visit) -> None:
    talk.say("mine")
    there = talk.address
    talk.press("Finish and look back")
    back = visit(**there)
    assert "You finished this conversation earlier." in back.html
    back.say("mine again")
    assert spoken(back) == ["mine", "mine again"]


@pytest.mark.parametrize(
    "unknown", ["no-such", "<img src=x>", "0190b3a4-0000-7000-8000-000000000000"]
)
def test_an_unknown_id_in_the_address(visit: Visit, unknown: str) -> None:
    reader = visit(rehearsal=unknown)
    assert "can’t be found here" in reader.html
    assert unknown not in reader.html
    reader.press("Back to the start")
    assert "Rehearse with Kit" in reader.buttons


def test_checked_words_are_read_and_not_said(talk: Reader, visit: Visit) -> None:
    talk.check("denied")
    assert "Checked, not said yet" in talk.html
    assert "Kit has not heard this." in talk.html
    assert "I kept &lt;quiet&gt;." in talk.html
    assert talk.box == "denied"
    assert talk.aloud == "Checked, not said yet: Own part against."
    assert spoken(talk) == []
    reloaded = visit(**talk.address)
    assert "Checked, not said yet" in reloaded.html
    assert reloaded.box == "denied"
    talk.say("mine, rather")
    assert "Checked, not said yet" not in talk.html
    assert spoken(talk) == ["mine, rather"]


def test_nothing_to_check_is_said_so(talk: Reader) -> None:
    talk.check(" ")
    assert "no words" in talk.html
    assert "Checked, not said yet" not in talk.html


def test_a_hint_is_there_for_who_asks_until_the_next_turn(talk: Reader) -> None:
    assert 'class="sheet hint"' not in talk.html
    talk.at.text_area[0].input("half a sentence")
    talk.press("A hint")
    first = talk.html.partition('class="sheet hint"')[2].partition("</p>")[0]
    assert len(first) > 40
    assert talk.box == "half a sentence"
    # No button without a use while the hint stands there.
    assert "A hint" not in talk.buttons
    talk.check("half a sentence more")
    assert first in talk.html
    talk.say("mine")
    assert 'class="sheet hint"' not in talk.html
    talk.press("A hint")
    assert talk.html.partition('class="sheet hint"')[2].partition("</p>")[0] != first


def test_a_note_can_be_marked_as_not_right(talk: Reader, visit: Visit) -> None:
    talk.say("mine")
    assert not talk.at.pills
    talk.press("Turn 1: is something not right?")
    marks = next(group for group in talk.at.pills if group.label.startswith("Turn 1"))
    marks.set_value([Step.OWN_PART]).run()
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, talk.address["rehearsal"]))
    assert view.leaf.disputed == {Step.OWN_PART}
    again = visit(**talk.address)
    assert next(g for g in again.at.pills if g.label.startswith("Turn 1")).value == [Step.OWN_PART]


def test_what_is_marked_as_not_right_is_said_to_be_noted_and_where_it_stays(talk: Reader) -> None:
    talk.say("mine")
    talk.press("Turn 1: is something not right?")
    assert "stays with this conversation, for whoever looks at it with you" in talk.html
    assert "stays on this computer" in talk.html
    assert "Noted." not in talk.html

    def mark(*steps: Step) -> None:
        group = next(group for group in talk.at.pills if group.label.startswith("Turn 1"))
        group.set_value(list(steps)).run()

    mark(Step.OWN_PART)
    assert "Noted." in talk.html
    assert talk.aloud == "Noted."
    mark()
    assert "Noted." not in talk.html + talk.aloud


def test_a_silence_is_told_and_never_shown_as_dots(
    talk: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Reply(move=Move.SILENCE, text="...", gesture="caps a pen")
    monkeypatch.setattr(ScriptedColleague, "choose", lambda *_: silent)
    talk.say("mine")
    assert '<em lang="en">caps a pen</em>' in talk.html
    assert '<p class="speech silent" lang="en" dir="auto">says nothing</p>' in talk.html
    assert "..." not in talk.html
    assert talk.aloud.startswith("Kit says nothing. ")


def test_an_answer_that_was_stopped_is_told_and_can_be_had_after_all(
    talk: Reader, grader: WordGrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, turn = runtime(), new_id()
    root = services.wait(services.app.rehearsing.open(LOCAL, talk.address["rehearsal"])).leaf
    grader.gate.clear()
    services.wait(services.app.rehearsing.say(LOCAL, turn, root.id, "mine"))
    services.wait(services.app.rehearsing.stop(LOCAL, turn))
    play = Speech.play

    def let_go_once_someone_follows(speech: Speech) -> None:
        grader.gate.set()
        play(speech)

    monkeypatch.setattr(Speech, "play", let_go_once_someone_follows)
    talk.at.run()
    for told in ("doesn’t get to speak", "You stopped the answer before Kit had said anything."):
        assert told in talk.html
    assert "You stopped the answer before Kit had said anything." in talk.aloud
    next(button for button in talk.at.button if button.label == "Say the same again").click()
    click_twice(talk)
    assert "You stopped the answer" not in talk.html
    assert "version 2 of 2" in talk.html
    assert "Say the same again" not in talk.buttons


def test_dots_that_more_may_follow_are_not_shown_either() -> None:
    voice = Voice("Kit", "en")
    assert ".</p>" not in line(voice, "...", speaking=True)
    assert "says nothing" not in line(voice, "…", speaking=True)
    assert "... Fine." in line(voice, "... Fine.", speaking=True)


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


def test_words_only_shows_no_signs_no_levels_and_no_line(talk: Reader, visit: Visit) -> None:
    talk.say("denied")
    assert "line-of-trust" in talk.html
    talk.at.toggle[0].set_value(True).run()
    page = talk.html
    assert "line-of-trust" not in page
    assert 'class="sign' not in page
    assert "against</span>" not in page
    assert "1 margin note" in page
    assert "<b>Own part</b>" in page
    assert "1 margin note" in visit(**talk.address).html
    talk.say("mine")
    assert "Own part" not in talk.aloud
    talk.check("denied")
    assert talk.aloud == "Checked, not said yet"
    talk.say("unreadable")
    assert "<b>Not scored</b>" in talk.html
    assert 'class="sign' not in talk.html


def test_a_long_talk_shows_its_latest_turns_first(talk: Reader) -> None:
    for n in range(TURNS_IN_VIEW + 2):
        talk.say(f"mine {n}x")
    assert " 0x</p>" not in talk.html
    assert f" {TURNS_IN_VIEW + 1}x</p>" in talk.html
    talk.press("Show what was said before (two turns)")
    assert " 0x</p>" in talk.html
    assert "Say turn 1 differently" in talk.buttons


def test_one_turn_that_is_out_of_view_is_one_turn(talk: Reader) -> None:
    for n in range(TURNS_IN_VIEW + 1):
        talk.say(f"mine {n}x")
    assert "Show what was said before (one turn)" in talk.buttons


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
