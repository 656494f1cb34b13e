"""A talk as it goes: turns, notes, answers."""

import threading

import pytest

from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Step
from rehearse.conversation.scenario import Move
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.pages.scene import TURNS_IN_VIEW
from rehearse.pages.speaking import Speech, Voice, line
from rehearse.service.rehearsing import LOCAL
from tests.pages.conftest import Reader, Visit, WordGrader, click_twice
from tests.pages.talk.reading import spoken


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


def test_a_finished_talk_can_go_on(talk: Reader, visit: Visit) -> None:
    talk.say("mine")
    there = talk.address
    talk.press("Finish and look back")
    back = visit(**there)
    assert "You finished this conversation earlier." in back.html
    back.say("mine again")
    assert spoken(back) == ["mine", "mine again"]


def test_a_note_can_be_marked_as_not_right(talk: Reader, visit: Visit) -> None:
    talk.say("mine")
    assert not talk.at.pills
    talk.press("Turn 1: disagree?")
    marks = next(group for group in talk.at.pills if group.label.startswith("Turn 1"))
    marks.set_value([Step.OWN_PART]).run()
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, talk.address["rehearsal"]))
    assert view.leaf.disputed == {Step.OWN_PART}
    again = visit(**talk.address)
    assert next(g for g in again.at.pills if g.label.startswith("Turn 1")).value == [Step.OWN_PART]


def test_what_is_marked_as_not_right_is_said_to_be_noted_and_where_it_stays(talk: Reader) -> None:
    talk.say("mine")
    talk.press("Turn 1: disagree?")
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
