"""A tiny situation, a grader and a colleague that do what a test tells them, from values only."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from typing import Literal

from rehearse.colleague import Retracted, Speech, ToAnswer
from rehearse.conversation.moves import fitting
from rehearse.conversation.rehearsal import Live, Reply
from rehearse.conversation.rubric import (
    GradeResult,
    Language,
    Level,
    Passage,
    Pillar,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.scenario import (
    LayerRule,
    LayerWords,
    Line,
    Move,
    Opening,
    Persona,
    Scenario,
    ScenarioRules,
    ScenarioWords,
    Temperament,
    Utterance,
)
from rehearse.errors import NotFound
from rehearse.grader import TurnContext
from rehearse.library import ScenarioLibrary
from rehearse.models import ModelRequest, Spent, Usage
from rehearse.models import Purpose as ModelPurpose
from rehearse.service.cast import Players

LAYERS = ("first", "second", "third")


def tiny_scenario(scenario_id: str = "tiny", language: Language = "en") -> Scenario:
    """A situation with one line a move."""
    rules = ScenarioRules(
        id=scenario_id,
        pillar=Pillar.RESPONSIBLE,
        temperament=Temperament.SHARP,
        needed=(Step.OWN_PART, Step.RELIABLE),
        languages=("nl", "en"),
        layers=tuple(
            LayerRule(id=name, threshold=44 + 5 * n, opens_on=frozenset({Opening.ASKED}))
            for n, name in enumerate(LAYERS)
        ),
    )
    lines = {
        move: (Line(id=move.value.replace("_", "-"), text=f"A line for {move.value}.", open=True),)
        for move in Move
        if move is not Move.REVEAL
    }
    layers = {
        name: LayerWords(
            gist=f"The gist of {name}.",
            sideways=Utterance(id=f"{name}-sideways", text=f"A hint at {name}."),
            told=Utterance(id=f"{name}-told", text=f"Here is the {name} thing. It hurt."),
        )
        for name in LAYERS
    }
    words = ScenarioWords(
        title="Tiny",
        card="A card.",
        brief="A brief.",
        happened="It happened.",
        own_part="Yours.",
        persona=Persona(name="Noor", role="planner", portrait="Calm."),
        slots={},
        openings=tuple(
            Utterance(id=f"open-{n}", text=f"You wanted to talk? ({n})", gesture="looks up")
            for n in range(3)
        ),
        lines=lines,
        layers=layers,
        rewrites={},
    )
    return Scenario(rules=rules, language=language, words=words)


class TinyLibrary(ScenarioLibrary):
    """Holds the tiny situation and no files."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))

    def load(self, scenario_id: str, language: Language) -> Scenario:
        if not scenario_id.startswith("tiny"):
            raise NotFound("scenario", id=scenario_id, known="tiny")
        return tiny_scenario(scenario_id, language)


class FakeGrader:
    """Clear on what the words name (``own_part reliable``), against it with a minus before it.

    Remembers every turn it was asked about. ``before`` runs first, in the grading thread.
    """

    name = "fake"

    def __init__(self) -> None:
        self.asked: list[tuple[str, TurnContext]] = []
        self.before: Callable[[], None] = lambda: None

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        self.before()
        self.asked.append((turn, context))
        said = turn.split()
        scores = tuple(_score(step, turn, said) for step in Step)
        return TurnGrade(grader=self.name, language="en", scores=scores)


def _score(step: Step, turn: str, said: list[str]) -> StepScore:
    for word, level, why in ((f"-{step}", Level.AGAINST, "against"), (step, Level.CLEAR, "clear")):
        if word in said:
            start = turn.index(word)
            quote = Passage(text=word, start=start, end=start + len(word))
            reason = Reason(code=f"{step}.{why}")
            return StepScore(step=step, level=level, evidence=quote, reason=reason)
    return StepScore(step=step, level=Level.ABSENT)


class FakeColleague:
    """Makes the first fitting move, in two sentences. ``before`` runs first, in its thread."""

    def __init__(self) -> None:
        self.asked: list[ToAnswer] = []
        self.before: Callable[[], None] = lambda: None

    def choose(self, to_answer: ToAnswer) -> Reply:
        self.before()
        self.asked.append(to_answer)
        move = fitting(to_answer.moment)[0]
        layer = to_answer.moment.layer if move is Move.REVEAL else None
        if layer is not None:
            told = to_answer.scenario.words.layers[layer.id].told
            return Reply(move=move, text=told.text, lines=(told.id,), told=layer.id)
        line = to_answer.scenario.words.lines[move][0]
        return Reply(move=move, text=f"{line.text} And more of it.", lines=(line.id,))


class Gate:
    """Holds a thread until the test lets it through."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        if not self.open.wait(20):
            sys.exit("a test forgot to open its gate")


def took(purpose: ModelPurpose, cost: str | None = "0.01") -> Usage:
    """What one call took."""
    return Usage(
        purpose=purpose,
        model="fake/model",
        prompt_tokens=100,
        answer_tokens=10,
        cost=None if cost is None else Decimal(cost),
    )


class FakeVoice:
    """Says what it is told to: pieces, a retraction, or a wait until the test lets it go on."""

    def __init__(self) -> None:
        self.heard: list[Speech] = []
        self.says: list[str | Retracted | asyncio.Event] = ["So you ", "say."]
        self.instead: str | None = None
        self.begun, self.left = asyncio.Event(), asyncio.Event()
        """Set when it is asked to speak, and when whoever listened left early."""

    async def speak(self, speech: Speech, spent: Spent) -> AsyncIterator[str | Retracted | Reply]:
        self.heard.append(speech)
        self.begun.set()
        said = ""
        try:
            for piece in self.says:
                if isinstance(piece, asyncio.Event):
                    await piece.wait()
                    continue
                said = "" if isinstance(piece, Retracted) else said + piece
                yield piece
        except (asyncio.CancelledError, GeneratorExit):
            self.left.set()
            raise
        spent(took(ModelPurpose.REPLY))
        source: Literal["scripted", "model"] = "scripted" if self.instead else "model"
        words = {"text": said, "source": source, "instead": self.instead}
        yield speech.plan.model_copy(update=words)


class FakeReader:
    """Reads a turn again as the fake grader would read other words."""

    name = "model:fake"

    def __init__(self) -> None:
        self.asked: list[tuple[str, TurnContext, TurnGrade | None]] = []
        self.reads: str | None = None
        """The words it takes a turn for; None for the turn's own."""
        self.trouble: Exception | None = None
        self.waits_for: asyncio.Event | None = None
        self.took_when_left = False
        """Whether a call that nobody waits for any more has taken something."""

    async def grade(
        self, turn: str, context: TurnContext, local: TurnGrade | None, spent: Spent
    ) -> TurnGrade:
        await spent.allow("fake/model")
        self.asked.append((turn, context, local))
        if self.waits_for is not None:
            try:
                await self.waits_for.wait()
            except asyncio.CancelledError:
                if self.took_when_left:
                    await asyncio.sleep(0)
                    spent(took(ModelPurpose.GRADE))
                raise
        spent(took(ModelPurpose.GRADE))
        if self.trouble is not None:
            raise self.trouble
        grade = FakeGrader().grade(self.reads or turn, context)
        assert isinstance(grade, TurnGrade)
        return grade.model_copy(update={"grader": self.name})


class FakeCast:
    """One voice and one reader for every rehearsal; remembers whom it was asked to play for."""

    def __init__(self, budget: str | None = None) -> None:
        self.voice, self.reader = FakeVoice(), FakeReader()
        self.budget = None if budget is None else Decimal(budget)
        self.asked: list[Live] = []

    def players(
        self,
        live: Live,
        scenario: Scenario,
        only_show: Callable[[ModelRequest], None] | None = None,
    ) -> Players:
        self.asked.append(live)
        return Players(self.voice, self.reader)
