"""The colleague's rules as data: keeps back, does not forgive, answers what was asked, sets limits.

Two kinds of thing are checked. What a single moment should bring is a share of right answers; the
rules of the house (nothing told early, no line twice in twelve turns) must hold every time.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from evals import documents
from evals.cases import CASES, CaseError
from evals.dialogues import Dialogue, Played, play
from evals.report import ALL, Figure, Finding, Outcome, Part, Report, scopes, share
from rehearse.colleague import Colleague, Exchange, ToAnswer, listening
from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import STUCK_WINDOW, PathState, Reply, TurnRead
from rehearse.conversation.rubric import (
    Drift,
    Frozen,
    GradeResult,
    Language,
    Level,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.scenario import Difficulty, Move, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import TrustState
from rehearse.grader import Grader, TurnContext
from rehearse.language import sentences
from rehearse.library import ScenarioLibrary

FOLDER = CASES / "colleague"
NO_LINE_TWICE_IN = 12
WALK = 12
"""Turns of a walk through all that managers say, on which the rules are watched."""
HEARD = "answers_when_heard"
"""The subject of a figure: right answers where the question is surely heard as one about a fact."""
WALKS = 2
"""Walks at each difficulty, in each situation and language."""


class Kind(StrEnum):
    """What a case asks of the colleague."""

    ANSWERS = "answers"
    """Answers what was asked: one of the lines that do."""
    HEARS = "hears"
    """The same, of turns that were typed in whole talks, with a question that a line answers."""
    NONE_WRITTEN = "none_written"
    """Of such turns, one with a question that no line answers: gives none that answers another."""
    KEEPS_BACK = "keeps_back"
    """Tells no layer, however openly it is asked."""
    HOLDS_OFF = "holds_off"
    """Does not forgive on request."""
    PUZZLED = "puzzled"
    """Has not understood, and obeys nothing."""
    SETS_LIMIT = "sets_limit"
    """One calm no."""
    MAKES = "makes"
    """Makes a move that no other kind asks for, on a grade that is fixed."""


_ASKS = frozenset({Kind.ANSWERS, Kind.HEARS})
"""Those that want one of their lines."""
_MOVES = {
    Kind.HOLDS_OFF: (Move.HOLD_OFF,),
    Kind.PUZZLED: (Move.PUZZLED,),
    Kind.SETS_LIMIT: (Move.LIMIT, Move.CLOSE),
}


class Given(Frozen):
    """A grade that is fixed, so that the colleague is judged apart from the grader."""

    levels: dict[Step, Level] = Field(default_factory=dict)
    signals: frozenset[Signal] = frozenset()
    drift: Drift = Drift.NONE


class At(Frozen):
    """The moment: what the path remembers."""

    trust: int = Field(34, ge=0, le=100)
    opening: int = Field(1, ge=1, le=3)
    """Which of the openings the rehearsal began with."""
    said: tuple[str, ...] = ()
    """Lines that the colleague spoke before."""
    told: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    """Moves that the colleague made before, where it matters which."""
    harmful_run: int = Field(0, ge=0)
    offers: int = Field(0, ge=0)
    small_steps: int = Field(0, ge=0)


class ColleagueCase(Frozen):
    """One turn, the moment it is said in, and what it should bring."""

    id: str
    kind: Kind
    say: str = Field(min_length=1)
    at: At = At()
    so_far: tuple[Exchange, ...] = ()
    """What was said up to this turn, as it was then: a model is given it word for word."""
    grade: Given | None = None
    """Fixed; without it the grader reads the turn."""
    lines: tuple[str, ...] = ()
    """For ``answers`` and ``hears``: the lines that answer it; for ``none_written``: those that do
    so far enough."""
    move: Move | None = None
    """For ``makes``: the move."""

    @model_validator(mode="after")
    def _says_what_is_wanted(self) -> Self:
        wanted = self.kind in _ASKS
        if self.kind is not Kind.NONE_WRITTEN and wanted != bool(self.lines):
            raise ValueError("'lines' go with kind 'answers' or 'hears', and with no other")
        if (self.kind is Kind.MAKES) != bool(self.move and self.grade):
            raise ValueError("'move' goes with kind 'makes', which has a 'grade', and no other")
        return self


class ColleagueFile(Frozen):
    """The cases of one situation in one language."""

    scenario: str
    lang: Language
    cases: tuple[ColleagueCase, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Placed:
    """A file, and where each of its cases stands: ``FILE:LINE``."""

    content: ColleagueFile
    places: tuple[str, ...]


def load(folder: Path = FOLDER) -> list[ColleagueFile]:
    """All cases.

    Raises:
        CaseError: a file is wrong, or an id is given twice.
    """
    return [each.content for each in placed(folder)]


def placed(folder: Path = FOLDER) -> list[Placed]:
    """All cases, with their places.

    Raises:
        CaseError: a file is wrong, or an id is given twice.
    """
    seen: dict[str, str] = {}
    found = []
    for file, content in documents.read_all(folder, ColleagueFile):
        places = tuple(f"{file}:{line}" for line in documents.lines_of(file, "cases"))
        for place, case in zip(places, content.cases, strict=True):
            if case.id in seen:
                raise CaseError(f"{place}: id {case.id!r} is also at {seen[case.id]}; rename one")
            seen[case.id] = place
        found.append(Placed(content, places))
    return found


def check_lines(files: Iterable[Placed], library: ScenarioLibrary) -> None:
    """See that cases name situations, lines and layers that exist, and do not repeat a line's own
    examples.

    Raises:
        CaseError: one does not.
    """
    for each in files:
        about = each.content.scenario
        words = documents.situation(library, about, each.content.lang, each.places[0]).words
        lines = [line for some in words.lines.values() for line in some]
        ids = {line.id for line in lines}
        for layer in words.layers.values():
            ids |= {layer.told.id, layer.sideways.id}
        examples = {example for line in lines for example in line.answers}
        for place, case in zip(each.places, each.content.cases, strict=True):
            named = f"{place}: {case.id}"
            lost = sorted(
                {*case.lines, *case.at.said} - ids | set(case.at.told) - set(words.layers)
            )
            if lost:
                raise CaseError(f"{named}: {about} has no {lost[0]!r}; mend the id")
            if case.say in examples:
                raise CaseError(f"{named}: a line has these very words as its example; reword it")


@dataclass(frozen=True)
class Verdict:
    """What a case brought."""

    case: ColleagueCase
    lang: Language
    grade: GradeResult
    reply: Reply
    right: bool
    right_when_heard: bool | None = None
    """For ``answers``: whether it is right where the question is heard as one about a fact."""


def judge_one(
    case: ColleagueCase, scenario: Scenario, grader: Grader, colleague: Colleague
) -> Verdict:
    """The colleague's reply to the turn of a case, and what it is worth."""
    grade = read(case, scenario, grader)
    reply = answer(case, scenario, grade, colleague)
    heard = None
    if case.kind is Kind.ANSWERS:
        asked = _fixed(Given(signals=frozenset({Signal.ASKS_FACT})), scenario)
        heard = right(case, answer(case, scenario, asked, colleague), scenario)
    return Verdict(case, scenario.language, grade, reply, right(case, reply, scenario), heard)


def said_last(case: ColleagueCase, scenario: Scenario) -> str:
    """What the colleague said before the turn of a case."""
    if case.so_far:
        return case.so_far[-1].reply
    spoken = {utterance.id: utterance.text for utterance in scenario.utterances()}
    opened = scenario.words.openings[case.at.opening - 1]
    return spoken[case.at.said[-1]] if case.at.said else opened.text


def began(case: ColleagueCase, scenario: Scenario) -> str:
    """The colleague's first words in the talk of a case: what was said last, where no more of the
    talk is kept."""
    if case.so_far:
        return scenario.words.openings[case.at.opening - 1].text
    return said_last(case, scenario)


def read(case: ColleagueCase, scenario: Scenario, grader: Grader) -> GradeResult:
    """The turn of a case as the case fixes it, else as it is graded."""
    if case.grade:
        return _fixed(case.grade, scenario)
    last = said_last(case, scenario)
    return grader.grade(case.say, TurnContext(scenario.language, scenario, last))


def answer(
    case: ColleagueCase, scenario: Scenario, grade: GradeResult, colleague: Colleague
) -> Reply:
    """The colleague's reply to the turn of a case, as graded."""
    return colleague.choose(to_answer(case, scenario, grade))


def to_answer(case: ColleagueCase, scenario: Scenario, grade: GradeResult) -> ToAnswer:
    """The turn of a case in its moment, as graded."""
    ends_in_question = sentences.ends_in_question(case.say)
    moment = Moment(
        _state(case.at, scenario),
        TurnRead(grade=grade, ends_in_question=ends_in_question),
        scenario.rules,
        Difficulty.NORMAL,
        scenario.rules.temperament,
    )
    return ToAnswer(scenario, moment, case.say, case.at.opening - 1)


def right(case: ColleagueCase, reply: Reply, scenario: Scenario) -> bool:
    """Whether the reply is what the case asks for."""
    if case.kind is Kind.MAKES:
        return reply.move is case.move
    if case.kind is Kind.NONE_WRITTEN:
        answers = {line.id for line in listening.questions_of(scenario).lines}
        return not answers & set(reply.lines) - set(case.lines)
    if reply.told is not None:
        return False
    if case.kind in _ASKS:
        return bool(set(reply.lines) & set(case.lines))
    if case.kind is Kind.KEEPS_BACK:
        return True
    return reply.move in _MOVES[case.kind]


def judge(
    files: Iterable[ColleagueFile], library: ScenarioLibrary, grader: Grader, colleague: Colleague
) -> list[Verdict]:
    """Every case answered and judged."""
    verdicts = []
    for content in files:
        scenario = library.load(content.scenario, content.lang)
        verdicts += [judge_one(case, scenario, grader, colleague) for case in content.cases]
    return verdicts


def broken_rules(played: Played) -> list[str]:
    """Rules of the house that a rehearsal broke, in plain words."""
    found = []
    layers = {layer.id: layer for layer in played.scenario.rules.layers}
    told_texts = {words.told.id: i for i, words in played.scenario.words.layers.items()}
    spoken: list[tuple[str, ...]] = []
    for n, exchange in enumerate(played.exchanges, 1):
        reply, trust = exchange.reply, exchange.before.trust
        told = {told_texts[line] for line in reply.lines if line in told_texts}
        told |= {reply.told} if reply.told else set()
        for layer in sorted(told):
            least = rehearsal.threshold(layers[layer], played.difficulty)
            if trust < least:
                found.append(f"turn {n} tells {layer} at trust {trust}, before {least}")
            if layer in exchange.before.told:
                found.append(f"turn {n} tells {layer} again")
        recent = {line for some in spoken[-(NO_LINE_TWICE_IN - 1) :] for line in some}
        again = sorted(recent & set(reply.lines))
        if again:
            found.append(f"turn {n} says {again[0]} again within {NO_LINE_TWICE_IN} turns")
        spoken.append(reply.lines)
    return found


def walks(
    dialogues: Sequence[tuple[str, Dialogue]],
    library: ScenarioLibrary,
    grader: Grader,
    colleague: Colleague,
) -> list[Played]:
    """Rehearsals of twelve turns drawn from all that managers say, at every difficulty."""
    said: dict[tuple[str, Language], list[str]] = {}
    for scenario_id, dialogue in dialogues:
        said.setdefault((scenario_id, dialogue.lang), []).extend(dialogue.turns)
    played = []
    for (scenario_id, lang), turns in said.items():
        scenario = library.load(scenario_id, lang)
        for difficulty in Difficulty:
            for n in range(WALKS):
                dice = random.Random(f"{scenario_id} {lang} {difficulty.value} {n}")
                drawn = dice.sample(turns, min(WALK, len(turns)))
                opening = dice.randrange(3)
                played.append(
                    play(scenario, drawn, grader, colleague, difficulty=difficulty, opening=opening)
                )
    return played


def report(verdicts: Sequence[Verdict], rehearsals: Sequence[Played]) -> Report:
    """Shares of right answers, and the rules that were broken."""
    part = Part.COLLEAGUE.value
    figures: list[Figure] = []
    for scope in scopes(verdict.lang for verdict in verdicts):
        inside = [verdict for verdict in verdicts if scope in (ALL, verdict.lang)]
        for kind in Kind:
            flags = [verdict.right for verdict in inside if verdict.case.kind is kind]
            figures.append(share(part, scope, kind.value, "right", flags))
        heard = [v.right_when_heard for v in inside if v.right_when_heard is not None]
        figures.append(share(part, scope, HEARD, "right", heard))
        figures.append(share(part, scope, "cases", "right", [v.right for v in inside]))
    outcomes = tuple(
        Outcome(
            part=part,
            kind=verdict.case.kind.value,
            id=verdict.case.id,
            lang=verdict.lang,
            right=verdict.right,
            told=_brought(verdict),
        )
        for verdict in verdicts
    )
    findings = [_miss(verdict) for verdict in verdicts if not verdict.right]
    for played in rehearsals:
        place = f"{played.scenario.id} {played.scenario.language} {played.difficulty.value}"
        findings += [
            Finding(subject=f"rule, {place}", message=fault) for fault in broken_rules(played)
        ]
    notes = (f"{part}: the rules were watched over {len(rehearsals)} rehearsals",)
    return Report(figures=tuple(figures), outcomes=outcomes, findings=tuple(findings), notes=notes)


def _miss(verdict: Verdict) -> Finding:
    return Finding(
        subject=verdict.case.id,
        message=_brought(verdict),
        fails=verdict.reply.told is not None and verdict.case.move is not Move.REVEAL,
    )


def _brought(verdict: Verdict) -> str:
    """What a case wanted, and what came, in plain words."""
    case, reply = verdict.case, verdict.reply
    moves = (case.move,) if case.move else _MOVES.get(case.kind, ())
    wanted = " or ".join(case.lines or [move.value for move in moves])
    told = f", telling {reply.told}" if reply.told else ""
    got = f"{reply.move.value} ({', '.join(reply.lines)}){told}"
    read = "fixed"
    if case.grade is None and isinstance(verdict.grade, TurnGrade):
        read = ", ".join(sorted(signal.value for signal in verdict.grade.signals)) or "no signal"
    cause = ""
    if not verdict.right and verdict.right_when_heard is not None:
        heard = verdict.right_when_heard
        cause = " (the grader's miss)" if heard else " (heard or not, another line is nearer)"
    return (
        f"{case.kind.value}: {case.say!r} wants {wanted or 'nothing told'}, got {got}; "
        f"read: {read}{cause}"
    )


def _state(at: At, scenario: Scenario) -> PathState:
    # What a path of this warmth has behind it: its first gate open where trust is above the cap.
    gates = frozenset(scenario.rules.needed) if at.trust >= 60 else frozenset[Step]()
    standing = TrustState(trust=at.trust, gates=gates)
    moves = at.moves or (Move.GO_ON,) * (len(at.said) or 1)
    return PathState(
        standing=standing,
        turns=len(moves),
        # Trust was won lately: a case means no talk that is stuck.
        recent_trust=(*(max(0, at.trust - 1),) * STUCK_WINDOW, at.trust),
        moves=moves,
        told=at.told,
        used_lines=at.said,
        harmful_run=at.harmful_run,
        offers=at.offers,
        small_steps=at.small_steps,
    )


def _fixed(given: Given, scenario: Scenario) -> TurnGrade:
    scores = []
    for step in Step:
        level = given.levels.get(step, Level.ABSENT)
        there = level is not Level.ABSENT
        scores.append(
            StepScore(
                step=step,
                level=level,
                evidence=Passage(text="?", start=0, end=1) if there else None,
                reason=Reason(code=f"{step}.fixed") if there else None,
            )
        )
    return TurnGrade(
        grader="fixed by the case",
        language=scenario.language,
        scores=tuple(scores),
        signals=given.signals,
        drift=given.drift,
    )
