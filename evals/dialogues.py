"""Whole rehearsals with managers of several manners: does each end where it should?

Played through the same values as the service plays them: grade, moment, reply, path after the turn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from evals import documents
from evals.cases import CASES, CaseError
from evals.report import ALL, Figure, Finding, Outcome, Part, Report, scopes, share
from rehearse.colleague import Colleague, ToAnswer
from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import PathState, Reply, TurnRead
from rehearse.conversation.rubric import Frozen, GradeResult, Language, TurnGrade
from rehearse.conversation.scenario import Difficulty, Scenario
from rehearse.conversation.trust import TrustChange
from rehearse.grader import Grader, TurnContext
from rehearse.language import sentences
from rehearse.library import ScenarioLibrary

FOLDER = CASES / "dialogues"
APART = 30
"""How much higher a skilled manager must end than a clumsy one."""


class Manner(StrEnum):
    """How a manager goes about it."""

    SKILLED = "skilled"
    MIXED = "mixed"
    CLUMSY = "clumsy"
    COLD = "cold"
    """Correct and businesslike: nothing owned, nothing loud."""
    GROVELLING = "grovelling"
    EMPTY_SORRIES = "empty_sorries"


class Ends(Frozen):
    """Where trust must end."""

    at_least: int = Field(0, ge=0, le=100)
    at_most: int = Field(100, ge=0, le=100)


class Told(Frozen):
    """How many layers must be told, and which never."""

    at_least: int = Field(0, ge=0)
    at_most: int = Field(5, ge=0)
    never: tuple[str, ...] = ()


class Dialogue(Frozen):
    """The manager's side of one rehearsal."""

    lang: Language
    manner: Manner
    opening: int = Field(0, ge=0, le=2)
    difficulty: Difficulty = Difficulty.NORMAL
    ends: Ends
    told: Told
    turns: tuple[str, ...] = Field(min_length=8, max_length=10)

    @model_validator(mode="after")
    def _turns_differ(self) -> Self:
        if len(set(self.turns)) != len(self.turns):
            raise ValueError("a turn is said twice; word each differently")
        return self


class DialogueFile(Frozen):
    """The dialogues of one situation."""

    scenario: str
    dialogues: tuple[Dialogue, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Exchange:
    """One turn as it was graded and answered."""

    words: str
    grade: GradeResult
    reply: Reply
    before: PathState
    change: TrustChange


@dataclass(frozen=True)
class Played:
    """A rehearsal as it went."""

    scenario: Scenario
    difficulty: Difficulty
    exchanges: tuple[Exchange, ...]
    state: PathState


def load(folder: Path = FOLDER) -> list[tuple[str, Dialogue]]:
    """All dialogues, each with the id of its situation.

    Raises:
        CaseError: a file is wrong, or a dialogue is there twice.
    """
    return list(placed(folder).values())


def placed(folder: Path = FOLDER) -> dict[str, tuple[str, Dialogue]]:
    """As ``load``, by where each stands: ``FILE:LINE``.

    Raises:
        CaseError: a file is wrong, or a dialogue is there twice.
    """
    found: dict[str, tuple[str, Dialogue]] = {}
    seen: dict[tuple[str, str, str], str] = {}
    for file, content in documents.read_all(folder, DialogueFile):
        lines = documents.lines_of(file, "dialogues")
        for line, dialogue in zip(lines, content.dialogues, strict=True):
            place = f"{file}:{line}"
            key = (content.scenario, dialogue.lang, dialogue.manner.value)
            if key in seen:
                raise CaseError(f"{place}: {' '.join(key)} is also at {seen[key]}; drop one")
            seen[key] = place
            found[place] = (content.scenario, dialogue)
    return found


def check(found: Mapping[str, tuple[str, Dialogue]], library: ScenarioLibrary) -> None:
    """See that dialogues, by their places, name situations and layers that exist: a layer that
    nobody knows would never be told, and so never be missed.

    Raises:
        CaseError: one does not.
    """
    for place, (scenario_id, dialogue) in found.items():
        scenario = documents.situation(library, scenario_id, dialogue.lang, place)
        layers = [layer.id for layer in scenario.rules.layers]
        lost = sorted(set(dialogue.told.never) - set(layers))
        if lost:
            raise CaseError(
                f"{place}: told.never: {scenario_id} has no layer {lost[0]!r}; "
                f"name one of these: {', '.join(layers)}"
            )


def play(
    scenario: Scenario,
    turns: Iterable[str],
    grader: Grader,
    colleague: Colleague,
    *,
    difficulty: Difficulty = Difficulty.NORMAL,
    opening: int = 0,
) -> Played:
    """One rehearsal, until the turns are at their end or the colleague closes it."""
    state = rehearsal.at_start(difficulty)
    heard: str = scenario.words.openings[opening].text
    previous: str | None = None
    exchanges: list[Exchange] = []
    for words in turns:
        context = TurnContext(scenario.language, scenario, heard or None, previous)
        grade = grader.grade(words, context)
        read = TurnRead(grade=grade, ends_in_question=sentences.ends_in_question(words))
        moment = Moment(state, read, scenario.rules, difficulty, scenario.rules.temperament)
        reply = colleague.choose(ToAnswer(scenario, moment, words, opening))
        after, change = rehearsal.after_turn(state, scenario.rules, read, reply)
        exchanges.append(Exchange(words, grade, reply, state, change))
        state, heard, previous = after, reply.text, words
        if state.closed:
            break
    return Played(scenario, difficulty, tuple(exchanges), state)


def faults(dialogue: Dialogue, played: Played) -> list[str]:
    """In what a rehearsal did not go as it should, in plain words."""
    found = []
    ends, told, trust = dialogue.ends, dialogue.told, played.state.trust
    if not ends.at_least <= trust <= ends.at_most:
        found.append(f"trust ends at {trust}, not from {ends.at_least} to {ends.at_most}")
    layers = played.state.told
    if not told.at_least <= len(layers) <= told.at_most:
        wanted = f"{told.at_least} to {told.at_most}"
        found.append(f"{len(layers)} layers told ({', '.join(layers) or 'none'}), not {wanted}")
    early = set(layers) & set(told.never)
    if early:
        found.append(f"told what must not be: {', '.join(sorted(early))}")
    return found


def course(played: Played) -> str:
    """How trust went, turn by turn, with what was held against the manager."""
    steps = [str(played.exchanges[0].before.trust)] if played.exchanges else []
    for exchange in played.exchanges:
        against = ""
        if isinstance(exchange.grade, TurnGrade):
            harmed = [score.step.value for score in exchange.grade.scores if score.against]
            against = f" (-{', -'.join(harmed)})" if harmed else ""
        steps.append(f"{exchange.change.state.trust}{against}")
    return " > ".join(steps)


def report(
    dialogues: Sequence[tuple[str, Dialogue]],
    library: ScenarioLibrary,
    grader: Grader,
    colleague: Colleague,
) -> tuple[Report, list[Played]]:
    """Play all, say which do not end where they should; and the rehearsals themselves."""
    outcomes: list[Outcome] = []
    went: list[tuple[Dialogue, bool]] = []
    ended: dict[tuple[str, str, Manner], int] = {}
    findings: list[Finding] = []
    rehearsals: list[Played] = []
    for scenario_id, dialogue in dialogues:
        scenario = library.load(scenario_id, dialogue.lang)
        played = play(
            scenario,
            dialogue.turns,
            grader,
            colleague,
            difficulty=dialogue.difficulty,
            opening=dialogue.opening,
        )
        rehearsals.append(played)
        wrong = faults(dialogue, played)
        went.append((dialogue, not wrong))
        ended[scenario_id, dialogue.lang, dialogue.manner] = played.state.trust
        name = f"{scenario_id} {dialogue.lang} {dialogue.manner.value}"
        message = f"{'; '.join(wrong)}. Trust: {course(played)}"
        outcomes.append(_outcome(name, dialogue, message, right=not wrong))
        if wrong:
            findings.append(Finding(subject=name, message=message, fails=False))
    apart, close = _contrasts(ended)
    figures = _figures(went, apart)
    found = Report(
        figures=tuple(figures), outcomes=tuple(outcomes), findings=tuple(findings + close)
    )
    return found, rehearsals


def _outcome(name: str, dialogue: Dialogue, told: str, *, right: bool) -> Outcome:
    return Outcome(
        part=Part.DIALOGUES,
        kind=dialogue.manner.value,
        id=name,
        lang=dialogue.lang,
        right=right,
        told=told,
    )


def _figures(
    went: Sequence[tuple[Dialogue, bool]], apart: Sequence[tuple[str, bool]]
) -> list[Figure]:
    part, figures = Part.DIALOGUES.value, []
    for scope in scopes(dialogue.lang for dialogue, _ in went):
        inside = [(d.manner, right) for d, right in went if scope in (ALL, d.lang)]
        for manner in Manner:
            flags = [right for which, right in inside if which is manner]
            figures.append(share(part, scope, manner.value, "in_range", flags))
        figures.append(share(part, scope, "dialogues", "in_range", [right for _, right in inside]))
        contrasts = [right for lang, right in apart if scope in (ALL, lang)]
        figures.append(share(part, scope, "skilled_above_clumsy", "right", contrasts))
    return figures


def _contrasts(
    ended: dict[tuple[str, str, Manner], int],
) -> tuple[list[tuple[str, bool]], list[Finding]]:
    """Whether a skilled manager ends well above a clumsy one, in each situation and language."""
    flags, findings = [], []
    for (scenario, lang, manner), trust in ended.items():
        clumsy = ended.get((scenario, lang, Manner.CLUMSY))
        if manner is not Manner.SKILLED or clumsy is None:
            continue
        flags.append((lang, trust - clumsy >= APART))
        if trust - clumsy < APART:
            message = f"skilled ends at {trust}, clumsy at {clumsy}: less than {APART} apart"
            findings.append(Finding(subject=f"{scenario} {lang}", message=message, fails=False))
    return flags, findings
