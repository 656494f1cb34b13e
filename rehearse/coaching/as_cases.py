"""Corrections as labelled turns, to measure a grader by: the coach's levels are the labels.

Only turns of talks whose manager agreed to that, with names always replaced. The layout of a line
is that of the project's own eval cases.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rehearse.coaching.review import Review, StepReview, TurnReview, differs
from rehearse.coaching.shared import Replaced, SharedTalk, SharedTurn, named, replaced
from rehearse.conversation.rubric import (
    Drift,
    Frozen,
    Language,
    Level,
    Passage,
    Pillar,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.signals import Signal
from rehearse.ids import slug
from rehearse.privacy.people import name_words
from rehearse.privacy.words import folded

_BY_COACH = "coach"


class Consent(Frozen):
    """That the manager agreed to the turn becoming a case."""

    share: str
    """Under which id the talk was shared."""
    given_at: datetime


class LabelledTurn(Frozen):
    """A turn with a coach's levels; drift, signals and pillar are the grader's."""

    id: str
    writer: str
    story: str
    lang: Language
    pair: None = None
    colleague_last: str
    turn: str
    levels: dict[Step, Level]
    drift: Drift
    drift_evidence: str | None
    signals: tuple[Signal, ...]
    evidence: dict[Step, tuple[str, ...]]
    pillar: Pillar | None
    consent: Consent

    def line(self) -> str:
        """The turn as one line of JSON."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False)


class Story(Frozen):
    """What a turn was said in, for whoever labels or reads it."""

    title: str
    lang: Language
    brief: str


class Unquoted(Frozen):
    """A turn that was left out: a level other than 0 goes by no words."""

    title: str
    n: int
    step: Step


class Cases(Frozen):
    """What corrections amount to as cases."""

    turns: tuple[LabelledTurn, ...]
    stories: dict[str, Story]
    """By ``WRITER/STORY``."""
    unquoted: tuple[Unquoted, ...]
    unfinished: int
    """Turns in which the coach gave some steps no level."""
    refused: int
    """Reviews of talks whose manager did not agree to cases."""
    replaced: tuple[str, ...]
    """The people who stand in the talks under another name now."""


@dataclass(frozen=True)
class _Chosen:
    """A turn that becomes a case, by its number and as the coach labelled it."""

    n: int
    label: TurnGrade


def as_cases(
    read: Iterable[tuple[SharedTalk, Review]], names: Sequence[str] = (), *, agreed: bool = False
) -> Cases:
    """The corrections in these reviews as cases: turns in which the coach gave all seven steps a
    level and at least one is not the grader's; with ``agreed`` those, too, in which none differs.

    ``names``: people to replace beside those that are found by a list of first names. A turn that a
    coach labelled in two reviews goes by the later one, also where that agrees with the grader.
    """
    ordered = sorted(read, key=lambda pair: pair[1].changed_at)
    allowed = [(talk, review) for talk, review in ordered if talk.cases_allowed]
    newest = _newest(allowed)
    turns: dict[str, LabelledTurn] = {}
    stories: dict[str, Story] = {}
    left: list[Unquoted] = []
    hidden: dict[str, None] = {}
    for talk, review in allowed:
        chosen, left_out = _chosen(talk, review, newest, agreed=agreed)
        left += left_out
        if not chosen:
            continue
        people = (*names, *named(talk, names))
        told, swaps = replaced(_relabelled(talk, chosen), people)
        hidden |= dict.fromkeys(_hidden(people, swaps))
        found = list(_cases(told, review, chosen))
        turns |= {case.id: case for case in found}
        key = f"{found[0].writer}/{found[0].story}"
        stories[key] = Story(title=told.title, lang=told.language, brief=told.brief)
    return Cases(
        turns=tuple(turns.values()),
        stories=stories,
        unquoted=tuple(left),
        unfinished=sum(_unfinished(talk, review) for talk, review in allowed),
        refused=len(ordered) - len(allowed),
        replaced=tuple(hidden),
    )


def _newest(ordered: Iterable[tuple[SharedTalk, Review]]) -> Mapping[tuple[str, str], Review]:
    """Of each coach and turn the last of these reviews that gives all seven steps a level."""
    return {
        (review.coach.id, turn.id): review
        for talk, review in ordered
        for turn in talk.turns
        if review.of(turn.id).complete
    }


def _hidden(people: Iterable[str], swaps: Sequence[Replaced]) -> Iterator[str]:
    """Which of these people stood in a talk."""
    gone = {folded(swap.real) for swap in swaps}
    for name in people:
        if any(folded(part.word) in gone for part in name_words(name)):
            yield name


def _unfinished(talk: SharedTalk, review: Review) -> int:
    made = (review.of(turn.id) for turn in talk.turns)
    return sum(bool(turn.steps) and not turn.complete for turn in made)


def _chosen(
    talk: SharedTalk,
    review: Review,
    newest: Mapping[tuple[str, str], Review],
    *,
    agreed: bool,
) -> tuple[list[_Chosen], list[Unquoted]]:
    chosen, bare_ones = [], []
    for n, turn in enumerate(talk.turns, 1):
        made = review.of(turn.id)
        # Settled before it is asked what was corrected: a later agreement takes a correction back.
        if newest.get((review.coach.id, turn.id)) is not review:
            continue
        if not (agreed or _corrected(turn, made)):
            continue
        passages = {step: passage(turn, step, made.steps[step]) for step in Step}
        bare = next((s for s in Step if made.steps[s].level and not passages[s]), None)
        if bare:
            bare_ones.append(Unquoted(title=talk.title, n=n, step=bare))
        else:
            chosen.append(_Chosen(n, _label(talk, turn, made, passages)))
    return chosen, bare_ones


def _corrected(turn: SharedTurn, made: TurnReview) -> bool:
    return any(differs(turn, step, given) for step, given in made.steps.items())


def passage(turn: SharedTurn, step: Step, given: StepReview) -> Passage | None:
    """The words a level goes by: the coach's; else the grader's where both see good in them, or
    both see harm. None where neither tells."""
    if given.level is Level.ABSENT or given.passage is not None:
        return given.passage
    score = turn.graded[step] if turn.graded else None
    if score is None or (score.level > 0) != (given.level > 0):
        return None
    return score.evidence


def unquoted(talk: SharedTalk, review: Review) -> int:
    """How many levels other than 0 go by no words: their turns become no cases."""
    return sum(
        given.level is not Level.ABSENT and passage(turn, step, given) is None
        for turn in talk.turns
        for step, given in review.of(turn.id).steps.items()
    )


def _label(
    talk: SharedTalk,
    turn: SharedTurn,
    made: TurnReview,
    passages: dict[Step, Passage | None],
) -> TurnGrade:
    """The coach's levels in the form of a grade, so that names are replaced around its quotes."""
    grade = turn.graded
    return TurnGrade(
        grader=_BY_COACH,
        language=grade.language if grade else talk.language,
        scores=tuple(
            StepScore(
                step=step,
                level=made.steps[step].level,
                evidence=passages[step],
                reason=Reason(code=_BY_COACH) if passages[step] else None,
                pillar=grade[step].pillar if grade else None,
            )
            for step in Step
        ),
        drift=grade.drift if grade else Drift.NONE,
        drift_evidence=grade.drift_evidence if grade else None,
        signals=grade.signals if grade else frozenset(),
    )


def _relabelled(talk: SharedTalk, chosen: Sequence[_Chosen]) -> SharedTalk:
    label_of = {one.n: one.label for one in chosen}
    turns = tuple(
        turn.model_copy(update={"grade": label_of.get(n, turn.grade)})
        for n, turn in enumerate(talk.turns, 1)
    )
    return talk.model_copy(update={"turns": turns})


def _cases(told: SharedTalk, review: Review, chosen: Sequence[_Chosen]) -> Iterator[LabelledTurn]:
    writer = f"{slug(review.coach.name) or _BY_COACH}-{review.coach.id[-6:]}"
    for one in chosen:
        turn = told.turns[one.n - 1]
        before = told.turns[one.n - 2].answer if one.n > 1 else told.opening
        label = turn.graded
        assert label is not None
        yield LabelledTurn(
            id=f"{writer}-{turn.id[-12:]}",
            writer=writer,
            story=slug(told.title) or told.rehearsal_id[-12:],
            lang=label.language,
            colleague_last=before.text if before else "",
            turn=turn.text,
            levels={score.step: score.level for score in label.scores},
            drift=label.drift,
            drift_evidence=label.drift_evidence.text if label.drift_evidence else None,
            signals=tuple(sorted(label.signals)),
            evidence={s.step: (s.evidence.text,) for s in label.scores if s.evidence},
            pillar=next((score.pillar for score in label.scores if score.pillar), None),
            consent=Consent(share=told.id, given_at=told.shared_at),
        )
