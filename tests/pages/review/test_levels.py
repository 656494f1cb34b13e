"""A turn at a time: levels, the words that earned them, comments."""

import pytest

from rehearse.coaching.review import Goal
from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step
from rehearse.locale import phrase
from tests.pages.conftest import Visit
from tests.pages.review.reading import (
    choose,
    chosen,
    coach,
    press,
    read,
    review_of,
    shared,
    talk_of,
)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_words_every_level_of_every_step(visit: Visit, language: Language) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, ui=language)
    for step in Step:
        for level in ("clear", "partial", "against"):
            assert phrase(f"review.guide.{step.value}.{level}", language) in reader.html
