"""The real service with the real grader and colleague on a new SQLite file, with clocks inside."""

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.engine.default import DefaultDialect

from benchmarks.timing import Stopwatch
from rehearse.assembly import QUESTION_ENCODER, compared_texts
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import Language
from rehearse.grader import context, heads
from rehearse.grader.local import LocalGrader
from rehearse.ids import new_id
from rehearse.language.encoder import Encoder, Vectors
from rehearse.library import ScenarioLibrary
from rehearse.service.rehearsing import LOCAL, Rehearsing
from rehearse.settings import Settings
from rehearse.store.store import Store

SCENARIO = "promised-raise"
STORE_CALLS = ("say", "turn", "graded", "moved", "replied", "settled")


class TimedEncoder(Encoder):
    """Times what is really encoded; looking up what it remembers is not its work."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Stopwatch()

    def fresh(self, sentences: list[str]) -> list[Vectors]:
        with self.clock.running():
            return super().fresh(sentences)


@dataclass(frozen=True)
class _Timed:
    """A context reader with a clock around its scores."""

    scores: Callable[[Sequence[str], str], heads.Numbers]


@dataclass(frozen=True)
class Cost:
    """Where the seconds of one turn went, from ``say`` to ``done``."""

    whole: float
    encoding: float
    reading: float
    """In the context reader's own network."""
    store: float
    commits: float
    """The part of ``store`` that was spent in COMMIT itself."""

    @property
    def own(self) -> float:
        return self.whole - self.encoding - self.reading - self.store

    @property
    def own_and_queries(self) -> float:
        return self.whole - self.encoding - self.reading - self.commits


class House:
    """One process's worth of service."""

    def __init__(self, file: Path) -> None:
        self._encoder = TimedEncoder()
        self._colleague = ScriptedColleague(self._encoder.encode, QUESTION_ENCODER.encode)
        self._library = ScenarioLibrary(Settings().prompts_folder())
        self._reading = Stopwatch()
        self._in_store = Stopwatch()
        self.in_commits = Stopwatch()
        self.store = Store.open(f"sqlite:///{file}")
        for name in STORE_CALLS:
            timed = self._in_store.around(getattr(self.store.turns, name))
            setattr(self.store.turns, name, timed)
        drafts = self.store.drafts
        setattr(drafts, "grade_of", self._in_store.around(drafts.grade_of))  # noqa: B010
        self.service = Rehearsing(self.store, self._library, self._grader(), self._colleague)

    def _grader(self) -> LocalGrader:
        reader = context.load()
        in_context = _Timed(self._reading.around(reader.scores))
        return LocalGrader(heads.load(), in_context, self._encoder)

    async def rehearse(self, language: Language, turns: Sequence[str]) -> list[Cost]:
        """Say these turns in a new rehearsal; fewer when the colleague leaves.

        The encoder starts out knowing what it knows when someone has just chosen a situation.
        """
        self._encoder.forget()
        self._encoder.encode(compared_texts(self._library.load(SCENARIO, language)))
        view = await self.service.start(LOCAL, new_id(), SCENARIO, language)
        parent, costs = view.leaf.id, []
        for words_said in turns:
            turn = new_id()
            costs.append(await self._say(turn, parent, words_said))
            parent = turn
            if (await self.service.open(LOCAL, view.id)).closed:
                break
        return costs

    async def _say(self, turn: str, parent: str, words: str) -> Cost:
        clocks = (self._encoder.clock, self._reading, self._in_store, self.in_commits)
        for clock in clocks:
            clock.reset()
        begun = time.perf_counter()
        await self.service.say(LOCAL, turn, parent, words)
        async for _ in self.service.events(LOCAL, turn):
            pass
        return Cost(time.perf_counter() - begun, *(clock.seconds for clock in clocks))


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """A house on a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        built = House(Path(folder) / "rehearse.db")
        commit = built.in_commits.around(DefaultDialect.do_commit)
        try:
            with patch.object(DefaultDialect, "do_commit", commit):
                yield built
                await built.service.rest()
        finally:
            built.store.close()
