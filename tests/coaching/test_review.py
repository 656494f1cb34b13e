"""A review is a value: each choice makes a new one, and leaves the one before as it was."""

from datetime import timedelta

import pytest

from rehearse.coaching.review import Review, StepReview, differences
from rehearse.coaching.shared import SharedTurn
from rehearse.conversation.rubric import Level, NotScored, NotScoredCode, Step
from tests.coaching.said import NOW, review, said, talk, turn_id

TALK = talk([said("Ik liet je zitten."), said("Wat deed dat?", 2)])
FIRST, SECOND = TALK.turns
LATER = NOW + timedelta(minutes=1)
EMPTY = review(TALK, "").model_copy(update={"turns": {}, "handed_in_at": None})


def level(level: Level) -> StepReview:
    return StepReview(level=level, blind=False, made_at=LATER)


def test_a_level_takes_the_place_of_the_one_before() -> None:
    once = EMPTY.with_level(FIRST.id, Step.ASK, level(Level.CLEAR), LATER)
    again = once.with_level(FIRST.id, Step.ASK, level(Level.ABSENT), LATER)
    assert once.of(FIRST.id).steps[Step.ASK].level is Level.CLEAR
    assert again.of(FIRST.id).steps[Step.ASK].level is Level.ABSENT
    assert EMPTY.turns == {}
    assert (EMPTY.changed_at, once.changed_at) == (NOW, LATER)
    gone = again.with_level(FIRST.id, Step.ASK, None, LATER)
    assert gone.of(FIRST.id).steps == {}
    assert gone.with_level(FIRST.id, Step.ASK, None, LATER) == gone


def test_steps_stand_in_the_order_of_the_guide() -> None:
    made = EMPTY
    for step in reversed(Step):
        made = made.with_level(FIRST.id, step, level(Level.PARTIAL), LATER)
    assert tuple(made.of(FIRST.id).steps) == tuple(Step)
    assert made.of(FIRST.id).complete
    assert not made.of(SECOND.id).complete


def test_agreeing_leaves_what_the_coach_chose_and_takes_over_the_rest() -> None:
    unseen = level(Level.AGAINST).model_copy(update={"blind": True})
    own = EMPTY.with_level(FIRST.id, Step.OWN_PART, unseen, LATER)
    agreed = own.agreeing(FIRST, LATER)
    given, graded = agreed.of(FIRST.id), FIRST.graded
    assert graded is not None
    assert given.complete
    assert given.steps[Step.OWN_PART] == unseen
    others = [step for step in Step if step is not Step.OWN_PART]
    assert [given.steps[step].level for step in others] == [graded[s].level for s in others]
    assert not any(given.steps[step].blind for step in others)
    assert differences(TALK, agreed) == 1
    whole = agreed.agreeing(SECOND, LATER)
    assert whole.of(SECOND.id).complete
    assert whole.of(SECOND.id).steps[Step.OWN_PART].passage is not None


def test_agreeing_with_no_grade_gives_none() -> None:
    for grade in (None, NotScored(code=NotScoredCode.FAILED)):
        turn = SharedTurn(id=turn_id(9), text="x", grade=grade)
        assert EMPTY.agreeing(turn, LATER) == EMPTY
        given = EMPTY.with_level(turn.id, Step.ASK, level(Level.CLEAR), LATER)
        assert differences(talk([turn]), given) == 0


def test_a_comment_stands_beside_the_levels() -> None:
    made = EMPTY.with_level(FIRST.id, Step.ASK, level(Level.CLEAR), LATER)
    made = made.with_comment(FIRST.id, "Mooi", LATER)
    assert made.of(FIRST.id).comment == "Mooi"
    assert Step.ASK in made.of(FIRST.id).steps
    assert made.of(SECOND.id).comment == ""


@pytest.mark.parametrize(("longest", "field"), [(4000, "overall"), (4000, "comment"), (60, "name")])
def test_words_have_a_longest_length(longest: int, field: str) -> None:
    def made(length: int) -> dict[str, object]:
        values = review(TALK, "").model_dump()
        if field == "name":
            values["coach"]["name"] = "x" * length
        elif field == "comment":
            values["turns"] = {FIRST.id: {"comment": "x" * length}}
        else:
            values[field] = "x" * length
        return values

    Review.model_validate(made(longest))
    with pytest.raises(ValueError, match="at most"):
        Review.model_validate(made(longest + 1))
