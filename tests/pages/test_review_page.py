"""Review as a coach has it: who one is, the list, a turn at a time, and handing it in."""

from collections.abc import Callable

import pytest

from rehearse.coaching.parcel import packed
from rehearse.coaching.review import Goal, Review, Wanted
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step
from rehearse.errors import StorageTrouble
from rehearse.ids import new_id
from rehearse.locale import phrase
from rehearse.pages import review_list
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.reviewing import Reviewing
from tests.pages.conftest import Reader
from tests.pages.test_history import begin, say

Visit = Callable[..., Reader]
TURNS = ("good morning", "mine, all of it. And a second sentence.", "maybe?")
"""The first touches nothing, the second is clear, the third in doubt (see ``READ_AS``)."""


def shared(*turns: str, disputed: int | None = None) -> str:
    """A talk with these turns that was shared on this machine; in the turn with this number, from
    0, the manager marked all notes as not right."""
    (rehearsal,) = begin()
    for words in turns or TURNS:
        say(rehearsal, words)
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, rehearsal))
    if disputed is not None:
        turn = view.spoken[disputed]
        steps = frozenset(s.step for s in turn.graded.scores if s.evidence) if turn.graded else None
        services.wait(services.app.rehearsing.dispute(LOCAL, turn.id, steps or frozenset()))
    share = new_id()
    services.wait(services.app.sharing.share(LOCAL, share, rehearsal, view.leaf.id))
    return share


def coach(name: str = "Anna") -> str:
    services = runtime()
    return services.wait(services.app.reviewing.name_coach(LOCAL, name)).id


def review_of(share: str, name: str = "Anna") -> Review:
    """What a coach's review holds by now."""
    services = runtime()
    found = services.wait(services.app.reviewing.read(LOCAL, coach(name), share)).review
    assert found is not None
    return found


def talk_of(share: str, name: str = "Anna") -> SharedTalk:
    services = runtime()
    return services.wait(services.app.reviewing.read(LOCAL, coach(name), share)).talk


def listed(reader: Reader) -> Reader:
    reader.at.query_params["ui"] = "en"
    reader.at.switch_page("rehearse/pages/review_page.py").run()
    return reader


def read(reader: Reader, share: str, **params: str) -> Reader:
    reader.at.query_params.update({"ui": "en", "talk": share, **params})
    reader.at.switch_page("rehearse/pages/reading_page.py").run()
    assert not reader.at.exception
    return reader


def press(reader: Reader, key: str) -> None:
    next(button for button in reader.at.button if (button.key or "").startswith(key)).click().run()


def choose(reader: Reader, step: Step, level: Level) -> None:
    named = f"level-{step.value}-"
    next(r for r in reader.at.radio if (r.key or "").startswith(named)).set_value(level).run()


def chosen(reader: Reader) -> list[Level | None]:
    return [radio.value for radio in reader.at.radio]


def test_a_name_is_asked_once(visit: Visit) -> None:
    reader = listed(visit())
    assert "What is your name?" in reader.html
    reader.press("Keep my name")
    assert "There is no name" in reader.html or 'role="alert"' in reader.html
    reader.at.text_input[0].input("  Anna ")
    reader.press("Keep my name")
    assert "You are reviewing as Anna." in reader.html
    assert "Conversations that were shared with you appear here." in reader.html
    assert listed(visit()).html.count("You are reviewing as Anna.") == 1


def test_of_several_coaches_one_chooses(visit: Visit) -> None:
    visit()
    coach("Anna"), coach("Bas")
    reader = listed(visit())
    assert "Who is reviewing?" in reader.html
    reader.press("I’m Bas")
    assert "You are reviewing as Bas." in reader.html
    assert reader.address["coach"] == coach("Bas")
    reader.press("Are you someone else?")
    reader.press("I’m Anna")
    assert "You are reviewing as Anna." in reader.html


def test_the_list_says_what_asks_for_a_coach(visit: Visit) -> None:
    visit()
    share, other = shared(disputed=1), shared("good evening")
    coach()
    reader = listed(visit())
    # The one with a note marked as not right comes first, though it was shared earlier.
    assert reader.html.index("three turns") < reader.html.index("one turn")
    assert "steps marked not right: 1" in reader.html
    assert "steps in doubt: 1" in reader.html
    reader.at.segmented_control(key="review-wanted").set_value(Wanted.UNSURE).run()
    keys = [button.key for button in reader.at.button]
    assert f"read-{share}" in keys
    assert f"read-{other}" not in keys
    reader.at.text_input(key="review-search").input("nobody").run()
    assert "Nothing found." in reader.html
    assert f"erase-{share}" not in keys


def test_a_long_list_shows_its_beginning_and_more_on_request(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_list, "SHOWN_AT_ONCE", 2)
    visit()
    shares = [shared("good evening") for _ in range(3)]
    coach()
    reader = listed(visit())
    for shown in (shares[:0:-1], shares[::-1]):
        keys = [button.key or "" for button in reader.at.button]
        assert [key for key in keys if key.startswith("read-")] == [f"read-{s}" for s in shown]
        if "more" in keys:
            press(reader, "more")
    assert "more" not in keys


def test_a_talk_that_came_as_a_file_is_read_and_erased(visit: Visit) -> None:
    visit()
    coach()
    services = runtime()
    talk = services.wait(services.app.reviewing.read(LOCAL, coach(), shared())).talk
    moved = packed(talk.model_copy(update={"id": new_id(), "title": "Else<b>where"}))
    reader = listed(visit())
    for told in ("‘Else&lt;b&gt;where’ is in the list now.", "was here already"):
        reader.at.file_uploader[0].set_value(("talk.json", moved, "application/json")).run()
        assert told in reader.html
        assert "Else" in reader.aloud
    press(reader, "erase-")
    assert "Once erased, it’s gone for good." in reader.html
    reader.press("Yes, erase it")
    assert reader.aloud == "Erased."
    assert "Else" not in reader.html


@pytest.mark.parametrize("data", [b"no such thing", b'{"format": "rehearse.shared-talk", "ver'])
def test_a_file_that_is_none_is_told_in_words(visit: Visit, data: bytes) -> None:
    reader = visit()
    coach()
    reader = listed(reader)
    reader.at.file_uploader[0].set_value(("talk.json", data, "application/json")).run()
    assert 'role="alert"' in reader.html
    assert reader.aloud == ""


def test_nothing_is_chosen_until_the_coach_does_and_each_choice_is_kept(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")
    assert chosen(reader) == [None] * 7
    assert "Turn 2 of 3" in reader.html
    assert "Manager" in reader.html
    assert '<mark class="clear">mine</mark>' in reader.html
    assert not reader.at.selectbox
    choose(reader, Step.OWN_PART, Level.PARTIAL)
    assert "differs" in reader.html
    assert reader.aloud == "Kept: Own part, partly."
    assert '<span class="saved">kept</span>' in reader.html
    sentence = reader.at.selectbox[0]
    assert sentence.value is None
    assert sentence.options == ["mine, all of it.", "And a second sentence."]
    sentence.select_index(1).run()
    kept = review_of(share).turns
    (only,) = kept.values()
    given = only.steps[Step.OWN_PART]
    assert (given.level, given.blind) == (Level.PARTIAL, False)
    assert given.passage is not None
    assert given.passage.text == "And a second sentence."
    choose(reader, Step.OWN_PART, Level.ABSENT)
    assert not reader.at.selectbox


def test_the_levels_are_taken_over_where_there_are_none(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")
    choose(reader, Step.ASK, Level.CLEAR)
    press(reader, "read-take-over")
    assert "You agree with the grader on 6 of 7 steps." in reader.html
    assert chosen(reader)[:4] == [Level.ABSENT, Level.CLEAR, Level.ABSENT, Level.CLEAR]
    assert "1 of 3 turns done" in reader.html
    press(reader, "read-undo")
    assert "Undone: the grader’s levels for turn 2." in reader.html
    assert chosen(reader)[:4] == [None, None, None, Level.CLEAR]
    press(reader, "read-undo")
    assert reader.aloud == "Undone: Asking in turn 2."
    assert next(b for b in reader.at.button if b.key == "read-undo").disabled


def test_a_row_that_comes_without_a_choice_leaves_what_was_chosen(visit: Visit) -> None:
    """So it comes where a click on a level and an undo cross on their way."""
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")
    choose(reader, Step.ASK, Level.CLEAR)
    row = next(radio for radio in reader.at.radio if (radio.key or "").startswith("level-ask-"))
    row.set_value(None).run()
    assert not reader.at.exception
    assert chosen(reader)[3] is Level.CLEAR


def test_rows_are_others_after_an_undo(visit: Visit) -> None:
    """What a browser still holds of those before, and sends once more, chooses nothing again."""
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")
    press(reader, "read-take-over")
    before = {row.key for row in reader.at.radio}
    press(reader, "read-undo")
    assert before.isdisjoint(row.key for row in reader.at.radio)
    choose(reader, Step.ASK, Level.CLEAR)
    assert chosen(reader)[3] is Level.CLEAR


def test_a_comment_is_kept_on_the_way_on_and_comes_back(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="1")
    reader.at.text_area[0].input("Say <more>.")
    press(reader, "read-on")
    assert "Turn 2 of 3" in reader.html
    assert reader.box == ""
    press(reader, "read-before")
    assert reader.box == "Say <more>."
    press(reader, "read-undo")
    assert reader.box == ""
    assert reader.aloud == "Undone: your comment on turn 1."


def test_a_tab_in_which_nobody_wrote_takes_no_words_away(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    first, second = (read(visit(), share, turn="1") for _ in range(2))
    first.at.text_area[0].input("Written in the first.").run()
    press(second, "read-on")
    assert "Turn 2 of 3" in second.html
    (only,) = review_of(share).turns.values()
    assert only.comment == "Written in the first."
    press(second, "read-before")
    assert second.box == "Written in the first."
    first, second = (read(visit(), share, turn="end") for _ in range(2))
    first.at.text_area[0].input("On the whole.").run()
    first.at.text_area[1].input("Ask more.").run()
    first.at.pills[0].set_value(Step.ASK).run()
    second.at.text_area[1].input("Ask once.").run()
    found = review_of(share)
    assert (found.overall, found.goal) == ("On the whole.", Goal(text="Ask once.", step=Step.ASK))
    assert second.at.text_area[0].value == "On the whole."
    assert second.at.pills[0].value is Step.ASK


def test_the_step_of_a_goal_can_be_chosen_first_and_taken_away(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="end")
    reader.at.pills[0].set_value(Step.WORTH).run()
    assert reader.at.pills[0].value is Step.WORTH
    reader.at.text_area[1].input("Ask more. ").run()
    assert review_of(share).goal == Goal(text="Ask more.", step=Step.WORTH)
    reader.at.pills[0].set_value(None).run()
    assert review_of(share).goal == Goal(text="Ask more.")
    reader.at.text_area[1].input("").run()
    assert review_of(share).goal is None


def test_one_begins_at_what_the_manager_marked_and_goes_on_where_one_was(visit: Visit) -> None:
    visit()
    share = shared(disputed=1)
    coach()
    reader = read(visit(), share)
    assert "Turn 2 of 3" in reader.html
    assert "The manager says something is not right here: Own part." in reader.html
    press(reader, "read-take-over")
    assert "Turn 2 of 3" in reader.html
    assert "Turn 1 of 3" in read(visit(), share).html


def test_what_is_in_doubt_or_not_scored_says_so(visit: Visit) -> None:
    visit()
    share = shared("maybe?", "unreadable")
    coach()
    reader = read(visit(), share, turn="1")
    assert "clear, open to doubt" in reader.html
    press(reader, "read-next")
    assert "not scored" in reader.html
    assert "read-take-over" not in [button.key for button in reader.at.button]
    for step in Step:
        choose(reader, step, Level.ABSENT)
    assert "differs" not in reader.html
    assert "You chose for 7 of 7 steps." in reader.html


def test_decided_first_then_compared(visit: Visit) -> None:
    visit()
    share = shared(disputed=1)
    coach()
    reader = read(visit(), share, turn="2", blind="yes")
    hidden = ("<mark", "Grader:", "not right")
    assert not any(sign in reader.html for sign in hidden)
    assert "read-take-over" not in [button.key for button in reader.at.button]
    for step in Step:
        choose(reader, step, Level.CLEAR)
    assert all(sign in reader.html for sign in hidden)
    assert "You agree with the grader on 1 of 7 steps." in reader.html
    choose(reader, Step.WORTH, Level.ABSENT)
    (only,) = review_of(share).turns.values()
    assert [given.blind for given in only.steps.values()] == [False, *[True] * 6]


def test_what_was_on_screen_before_is_not_decided_blind(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")
    reader.at.toggle[0].set_value(True).run()
    assert "<mark" not in reader.html
    choose(reader, Step.WORTH, Level.ABSENT)
    (only,) = review_of(share).turns.values()
    assert not only.steps[Step.WORTH].blind


def test_nor_is_what_was_on_screen_before_the_page_was_opened_anew(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    read(visit(), share, turn="2")
    reader = read(visit(), share, turn="2", blind="yes")
    assert "<mark" not in reader.html
    choose(reader, Step.WORTH, Level.ABSENT)
    press(reader, "read-before")
    choose(reader, Step.WORTH, Level.ABSENT)
    first, second = (turn.id for turn in talk_of(share).turns[:2])
    turns = review_of(share).turns
    assert not turns[second].steps[Step.WORTH].blind
    assert turns[first].steps[Step.WORTH].blind


def test_the_end_one_goal_and_handing_in(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="end")
    assert "You have reviewed 0 of 3 turns in full." in reader.html
    press(reader, "hand-in-now")
    assert 'role="alert"' in reader.html
    reader.at.text_area[0].input("Good start.").run()
    reader.at.text_area[1].input("Ask what it did.").run()
    reader.at.pills[0].set_value(Step.ASK).run()
    press(reader, "hand-in-now")
    assert reader.aloud == "Handed in."
    assert "Handed in on " in reader.html
    assert "The manager sees it now" in reader.html
    assert not reader.at.download_button
    found = review_of(share)
    assert (found.overall, found.goal and found.goal.text) == ("Good start.", "Ask what it did.")
    assert found.goal
    assert found.goal.step is Step.ASK
    reader.at.text_area[0].input("A good start.").run()
    assert "You have changed something since." in reader.html
    reader.press("Hand in again")
    assert "You have changed something since." not in reader.html
    press(reader, "to-open")
    assert "Turn 1 of 3" in reader.html


def test_a_talk_of_one_turn_is_not_told_as_turns(visit: Visit) -> None:
    visit()
    share, me = shared("mine"), coach()
    reader = read(visit(), share, turn="end")
    assert "You haven’t reviewed the only turn in full yet." in reader.html
    reviewing = runtime().app.reviewing
    turn = runtime().wait(reviewing.read(LOCAL, me, share)).talk.turns[0]
    runtime().wait(reviewing.agree(LOCAL, me, share, turn.id))
    reader.at.run()
    assert "You have reviewed the only turn in full." in reader.html
    assert "1 of 1 turn" in listed(reader).html
    assert "1 turns" not in reader.html


def test_what_came_as_a_file_goes_back_as_one(visit: Visit) -> None:
    visit()
    coach()
    services = runtime()
    talk = services.wait(services.app.reviewing.read(LOCAL, coach(), shared())).talk
    away = talk.model_copy(update={"id": new_id()})
    services.wait(services.app.sharing.take_in(LOCAL, packed(away)))
    reader = read(visit(), away.id, turn="end")
    reader.at.text_area[0].input("Good.").run()
    assert not reader.at.download_button
    press(reader, "hand-in-now")
    assert [button.key for button in reader.at.download_button] == ["handed-in-file"]
    assert "Once you have sent it, you can’t take it back." in reader.html


def test_what_cannot_be_kept_is_told_and_not_shown_as_kept(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")

    async def refuse(*_: object, **__: object) -> None:
        raise StorageTrouble("read_only", where="rehearse.db")

    monkeypatch.setattr(Reviewing, "level", refuse)
    monkeypatch.setattr(Reviewing, "comment", refuse)
    choose(reader, Step.ASK, Level.CLEAR)
    assert 'role="alert"' in reader.html
    assert chosen(reader) == [None] * 7
    assert reader.aloud == ""
    reader.at.text_area[0].input("Do not lose this.")
    press(reader, "read-on")
    assert "Turn 2 of 3" in reader.html
    assert reader.box == "Do not lose this."


def test_two_coaches_do_not_see_each_other(visit: Visit) -> None:
    visit()
    share = shared()
    anna, bas = coach("Anna"), coach("Bas")
    reader = read(visit(), share, turn="2", coach=anna)
    press(reader, "read-take-over")
    assert None not in chosen(reader)
    assert chosen(read(visit(), share, turn="2", coach=bas)) == [None] * 7


def test_a_talk_that_was_withdrawn_is_not_there(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")
    services = runtime()
    services.wait(services.app.sharing.withdraw(LOCAL, share))
    choose(reader, Step.ASK, Level.CLEAR)
    assert 'role="alert"' in reader.html
    assert "mine" not in reader.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_words_every_level_of_every_step(visit: Visit, language: Language) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, ui=language)
    for step in Step:
        for level in ("clear", "partial", "against"):
            assert phrase(f"review.guide.{step.value}.{level}", language) in reader.html
