"""What the colleague told, what stayed unsaid, and why: only what the turns themselves show."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rehearse.conversation.rehearsal import TurnRead, tellable, threshold
from rehearse.conversation.rubric import Frozen, TurnGrade
from rehearse.conversation.scenario import LayerRule, Move, Opening
from rehearse.conversation.trust import (
    CAP_BEFORE_ALL_GATES,
    CAP_BEFORE_FIRST_GATE,
    Cause,
    TrustCause,
)
from rehearse.report.path import Course, Past
from rehearse.report.telling import Sentence


class LayerTold(Frozen):
    """Something the colleague told, and in answer to which turn."""

    layer: str
    gist: str
    n: int


class LayerUnsaid(Frozen):
    """Something the colleague kept back, and why."""

    layer: str
    gist: str
    """Shown only to who asks for it: it would spoil another try."""
    why: Sentence


def told(course: Course) -> tuple[LayerTold, ...]:
    """In the order in which it was told."""
    return tuple(
        LayerTold(layer=layer, gist=course.view.scenario.words.layers[layer].gist, n=past.n)
        for past in course.past
        if (layer := past.reply.told) is not None
    )


def unsaid(course: Course) -> tuple[LayerUnsaid, ...]:
    """In the order of the situation, from what asks for least trust."""
    said = {layer.layer for layer in told(course)}
    words = course.view.scenario.words.layers
    return tuple(
        LayerUnsaid(layer=rule.id, gist=words[rule.id].gist, why=_why(course, rule))
        for rule in course.view.scenario.rules.layers
        if rule.id not in said
    )


class _Chance(Enum):
    """What became of a turn before which there was trust enough for a layer."""

    NOT_OPENED = auto()
    UNSCORED = auto()
    CUT_OFF = auto()
    UNDONE = auto()
    """Opened, and worked against in the same turn."""
    PASSED_BY = auto()
    """Opened, and something else was answered."""


@dataclass(frozen=True)
class _Turn:
    past: Past
    chance: _Chance


def _why(course: Course, rule: LayerRule) -> Sentence:
    asked_for = threshold(rule, course.view.difficulty)
    turns = [
        _Turn(past, _chance(course, past, rule))
        for past in course.past
        if past.before.trust >= asked_for
    ]
    if not turns:
        return _never_enough(course, asked_for)
    for chance, code in ((_Chance.CUT_OFF, "cut_off"), (_Chance.UNDONE, "undone")):
        lost = [turn for turn in turns if turn.chance is chance]
        if lost:
            return _sentence(course, code, turns=(lost[-1].past.n,))
    return _not_opened_since(course, rule, turns)


def _chance(course: Course, past: Past, rule: LayerRule) -> _Chance:
    rules, difficulty = course.view.scenario.rules, course.view.difficulty
    if not _opens(course, past, rule):
        unread = past.grade is None and rule.opens_on != {Opening.SAFE}
        return _Chance.UNSCORED if unread else _Chance.NOT_OPENED
    if tellable(past.before, _without_harm(past.read), rules, difficulty) != rule:
        return _Chance.PASSED_BY
    if past.harmful:
        return _Chance.UNDONE
    cut = past.reply.move is Move.REVEAL and past.reply.stopped
    return _Chance.CUT_OFF if cut else _Chance.PASSED_BY


def _opens(course: Course, past: Past, rule: LayerRule, *, at_any_trust: bool = False) -> bool:
    """Whether a turn gave what opens a layer, had nothing else in it worked against a step and had
    no other layer come first."""
    difficulty = course.view.difficulty
    alone = course.view.scenario.rules.model_copy(update={"layers": (rule,)})
    before = past.before
    if at_any_trust:
        trusting = before.standing.model_copy(update={"trust": 100})
        before = before.model_copy(update={"standing": trusting})
    return tellable(before, _without_harm(past.read), alone, difficulty) is not None


def _without_harm(read: TurnRead) -> TurnRead:
    """The turn as it would be heard had nothing in it worked against a step."""
    if not isinstance(read.grade, TurnGrade):
        return read
    scores = tuple(
        score.model_copy(update={"doubt": True}) if score.against else score
        for score in read.grade.scores
    )
    return read.model_copy(update={"grade": read.grade.model_copy(update={"scores": scores})})


def _never_enough(course: Course, asked_for: int) -> Sentence:
    if course.past and course.end.trust >= asked_for:
        code = "still_open" if course.pending else "at_the_end"
        return _sentence(course, code, n=course.past[-1].n)
    shut = _gate(course)
    if shut is not None and shut.step is not None:
        first = shut.cause is Cause.FIRST_GATE_SHUT
        if asked_for > (CAP_BEFORE_FIRST_GATE if first else CAP_BEFORE_ALL_GATES):
            return _sentence(course, "gate", step=shut.step.value)
    return _sentence(course, "too_little_trust")


def _gate(course: Course) -> TrustCause | None:
    """The needed step that held trust back, if it is still missing."""
    shut = [c for past in course.past for c in past.causes if c.cause in _GATES]
    missing = shut and shut[-1].step not in course.end.standing.gates
    return shut[-1] if missing else None


_GATES = (Cause.FIRST_GATE_SHUT, Cause.GATE_SHUT)


def _not_opened_since(course: Course, rule: LayerRule, turns: Sequence[_Turn]) -> Sentence:
    passed = [turn.past for turn in turns if turn.chance is _Chance.PASSED_BY]
    after = passed[-1].n if passed else 0
    missed = [t.past for t in turns if t.chance is _Chance.NOT_OPENED and t.past.n > after]
    if missed:
        alike = _for_one_reason(course, missed)
        return Sentence(
            code="unsaid.not_opened",
            parts={
                "what": part_of_it("all"),
                "when": _when(course, alike),
                "missing": _missing(course, rule, alike),
            },
        )
    if passed:
        return _passed_by(course, passed[-1])
    return _sentence(course, "unscored", turns=tuple(turn.past.n for turn in turns))


def _for_one_reason(course: Course, turns: Sequence[Past]) -> Sequence[Past]:
    """Those before which the first gate stood as it did before the last of them."""
    needed = course.view.scenario.rules.needed
    stood = turns[-1].before.standing.first_gate_open(needed)
    return [past for past in turns if past.before.standing.first_gate_open(needed) is stood]


def _passed_by(course: Course, past: Past) -> Sentence:
    if past.reply.told:
        code = "told_other"
    elif past.before.moves[-1:] == (Move.REVEAL,):
        code = "just_told"
    elif past.reply.move is Move.CLOSE:
        code = "left"
    else:
        code = "answered_other"
    return _sentence(course, code, turns=(past.n,))


def _when(course: Course, turns: Sequence[Past]) -> Sentence:
    first, last = turns[0].n, course.past[-1].n
    to_the_end = [past.n for past in turns] == list(range(first, last + 1))
    if to_the_end and len(turns) > 1 and not course.pending:
        return Sentence(code="unsaid.since", slots={"n": first})
    return Sentence(code="unsaid.in", slots={"turns": tuple(past.n for past in turns)})


def _missing(course: Course, rule: LayerRule, turns: Sequence[Past]) -> Sentence:
    """What would have opened the layer, and did not come."""
    if rule.opens_on == {Opening.SAFE}:
        needed = course.view.scenario.rules.needed
        if not turns[-1].before.standing.first_gate_open(needed):
            return _clause(course, "gate_shut", step=needed[0].value)
        return _clause(course, "after_harm")
    told_by = "_or_".join(sorted(opening.value for opening in rule.opens_on))
    if told_by not in _MISSING:
        return _clause(course, "any")
    opened = [p.n for p in course.past if _opens(course, p, rule, at_any_trust=True)]
    if not opened:
        return _clause(course, f"{told_by}.never")
    before = max(opened) < turns[0].n
    return _clause(course, f"{told_by}.{'no_more' if before else 'just_then'}")


_MISSING = ("asked", "acknowledged", "acknowledged_or_asked")


def _clause(course: Course, code: str, **slots: str) -> Sentence:
    return Sentence(code=f"unsaid.missing.{code}", slots={"name": course.name, **slots})


def _sentence(course: Course, code: str, **slots: str | int | tuple[int, ...]) -> Sentence:
    return Sentence(
        code=f"unsaid.{code}",
        slots={"name": course.name, **slots},
        parts={"what": part_of_it("all")},
    )


def part_of_it(which: str) -> Sentence:
    """How much of what stayed unsaid a reason is about: all, some, another part or the rest."""
    return Sentence(code=f"unsaid.what.{which}")
