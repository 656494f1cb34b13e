"""Corrections as labelled turns: whose levels, which words, whose names, and what stays out."""

from datetime import timedelta

import pytest

from evals.cases import Case
from rehearse.coaching.as_cases import as_cases
from rehearse.coaching.review import Coach, Review, StepReview, TurnReview
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
from rehearse.conversation.rubric import Level, Passage, Reason, Step, StepScore, TurnGrade
from tests.coaching import reviewed
from tests.coaching.reviewed import LOCAL, START, UNSCORED, talk

TEXT = "Pieter belde mij op 06-12345678 en ik zei niks."
OWN = "ik zei niks"


def passage(words: str, text: str = TEXT) -> Passage:
    start = text.index(words)
    return Passage(text=words, start=start, end=start + len(words))


def graded(own_part: int = 1) -> TurnGrade:
    if not own_part:
        return reviewed.graded({})
    score = StepScore(
        step=Step.OWN_PART,
        level=Level(own_part),
        evidence=passage("Pieter belde mij"),
        reason=Reason(code="owned"),
    )
    rest = {step: StepScore(step=step, level=Level.ABSENT) for step in Step}
    scores = tuple((rest | {Step.OWN_PART: score})[step] for step in Step)
    return TurnGrade(grader=LOCAL, language="nl", scores=scores)


def shared(*turns: SharedTurn, allowed: bool = True) -> SharedTalk:
    asked = turns or (SharedTurn(id="turn-0123456789ab", text=TEXT, grade=graded()),)
    return talk([]).model_copy(
        update={"turns": asked, "cases_allowed": allowed, "opening": Answer(text="Ja?")}
    )


def made(level: int, words: str | None = OWN, **others: int) -> TurnReview:
    given = {step: others.get(step.value, 0) for step in Step} | {Step.OWN_PART: level}
    quote = passage(words) if words else None
    return TurnReview(
        steps={
            step: StepReview(
                level=Level(one),
                passage=quote if step is Step.OWN_PART and one else None,
                blind=True,
                made_at=START,
            )
            for step, one in given.items()
        }
    )


def review(of: SharedTalk, *turns: TurnReview, days: int = 0) -> Review:
    moment = START + timedelta(days=days)
    return Review(
        id="r",
        share_id=of.id,
        talk_digest="0" * 64,
        coach=Coach(id="0198c1c2-7d2e-7a30-b1c0-5f0e8a3d9c11", name="../Anna & Ünal"),
        turns={turn.id: one for turn, one in zip(of.turns, turns, strict=True)},
        begun_at=moment,
        changed_at=moment,
        handed_in_at=moment,
    )


def test_a_correction_becomes_a_case_that_the_evals_read() -> None:
    of = shared()
    (found,) = as_cases([(of, review(of, made(2)))]).turns
    case = Case.model_validate_json(found.line())
    assert case.levels[Step.OWN_PART] is Level.CLEAR
    assert case.evidence == {Step.OWN_PART: (OWN,)}
    assert (case.writer, case.id) == ("anna-unal-3d9c11", "anna-unal-3d9c11-0123456789ab")
    assert (case.story, case.colleague_last) == ("gemiste-promotie", "Ja?")
    assert case.consent is not None
    assert (case.consent.share, case.consent.given_at) == (of.id, of.shared_at)


def test_names_and_numbers_are_always_replaced_and_quotes_stay_on_their_words() -> None:
    of = shared()
    cases = as_cases([(of, review(of, made(1, words="Pieter belde", ask=2)))], ["Noor"])
    assert cases.unquoted[0].step is Step.ASK
    cases = as_cases([(of, review(of, made(2, words="Pieter belde mij op 06-12345678")))], ["Noor"])
    (found,) = cases.turns
    assert "Pieter" not in found.line()
    assert "06-12345678" not in found.line()
    (words,) = found.evidence[Step.OWN_PART]
    assert found.turn.startswith(words)
    assert words.endswith(found.turn[len(words) - 3 : len(words)])
    assert cases.replaced == ("Noor", "Pieter")


def test_whoever_is_in_no_talk_is_not_told_as_replaced() -> None:
    said = "PIETERS baas, mevrouw De Wit, belde mij op jan@wit.nl en ik zei niks."
    of = shared(SharedTurn(id="t", text=said, grade=graded(0)))
    quote = StepReview(level=Level.CLEAR, passage=passage(OWN, said), blind=True, made_at=START)
    label = made(2).model_copy(update={"steps": made(2).steps | {Step.OWN_PART: quote}})
    names = ["Pieter Post", "Anna de Wit", "Jan", "De Boer", "Femke"]
    assert as_cases([(of, review(of, label))], names).replaced == ("Pieter Post", "Anna de Wit")


def test_without_words_of_the_coach_those_of_the_grader_count_where_both_see_good() -> None:
    turn = SharedTurn(id="t", text=TEXT, grade=graded(1))
    of = shared(turn)
    for level in (1, 2):
        both = as_cases([(of, review(of, made(level, words=None)))], agreed=True)
        assert both.turns[0].evidence[Step.OWN_PART][0].endswith("belde mij")
    other = as_cases([(of, review(of, made(-1, words=None)))])
    assert other.turns == ()
    assert [(left.n, left.step) for left in other.unquoted] == [(1, Step.OWN_PART)]


@pytest.mark.parametrize("agreed", [False, True])
def test_turns_in_which_nothing_was_corrected_are_cases_only_on_request(agreed: bool) -> None:
    of = shared()
    assert len(as_cases([(of, review(of, made(1)))], agreed=agreed).turns) == agreed


def test_a_turn_that_was_not_scored_is_no_correction_and_can_be_a_case() -> None:
    of = shared(SharedTurn(id="t", text=TEXT, grade=UNSCORED))
    assert as_cases([(of, review(of, made(2)))]).turns == ()
    (found,) = as_cases([(of, review(of, made(2)))], agreed=True).turns
    assert Case.model_validate_json(found.line()).levels[Step.OWN_PART] is Level.CLEAR


def test_without_the_managers_consent_nothing_becomes_a_case() -> None:
    of = shared(allowed=False)
    cases = as_cases([(of, review(of, made(2)))], agreed=True)
    assert (cases.turns, cases.refused) == ((), 1)


def test_a_turn_with_a_step_unchosen_stays_out_and_is_counted() -> None:
    of = shared()
    steps = {step: one for step, one in made(2).steps.items() if step is not Step.ASK}
    cases = as_cases([(of, review(of, TurnReview(steps=steps)))], agreed=True)
    assert (cases.turns, cases.unfinished) == ((), 1)


def test_of_two_reviews_of_a_turn_by_one_coach_the_later_counts() -> None:
    of = shared()
    cases = as_cases([(of, review(of, made(2), days=2)), (of, review(of, made(-1), days=1))])
    (found,) = cases.turns
    assert found.levels[Step.OWN_PART] is Level.CLEAR


def test_a_correction_that_its_coach_took_back_is_no_case() -> None:
    first, again = shared(), shared().model_copy(update={"id": "again"})
    taken_back = [(first, review(first, made(2))), (again, review(again, made(1), days=1))]
    assert as_cases(taken_back).turns == ()
    (found,) = as_cases(taken_back, agreed=True).turns
    assert (found.levels[Step.OWN_PART], found.consent.share) == (Level.PARTIAL, "again")


def test_a_later_label_without_words_takes_the_earlier_ones_place_too() -> None:
    of = shared()
    cases = as_cases([(of, review(of, made(2))), (of, review(of, made(-1, words=None), days=1))])
    assert (cases.turns, len(cases.unquoted)) == ((), 1)


def test_a_later_review_that_leaves_steps_open_takes_nothing_back() -> None:
    of = shared()
    open_yet = TurnReview(steps={Step.OWN_PART: made(1).steps[Step.OWN_PART]})
    (found,) = as_cases([(of, review(of, made(2))), (of, review(of, open_yet, days=1))]).turns
    assert found.levels[Step.OWN_PART] is Level.CLEAR


def test_what_was_answered_before_is_what_the_turn_answers() -> None:
    first = SharedTurn(id="a", text=TEXT, grade=graded(), answer=Answer(text="Pieter? Echt?"))
    of = shared(first, SharedTurn(id="b", text=TEXT, grade=graded()))
    found = as_cases([(of, review(of, made(2), made(2)))]).turns[1]
    assert found.colleague_last.endswith("? Echt?")
    assert "Pieter" not in found.line()


def test_who_is_of_the_situation_keeps_their_name() -> None:
    first = SharedTurn(id="a", text="Zeg het.", grade=graded(0), answer=Answer(text="Pieter wist."))
    of = shared(first, SharedTurn(id="b", text=TEXT, grade=graded()))
    (found,) = as_cases([(of, review(of, made(0), made(2)))]).turns
    assert "Pieter" in found.turn
