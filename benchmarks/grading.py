"""What grading a turn costs beside encoding its sentences alone: as vectors, and in their turn."""

import statistics
from functools import partial
from itertools import islice

from benchmarks import words
from benchmarks.table import Figure, Section, milliseconds, times
from benchmarks.timing import pairs, ratio
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.grader import TurnContext
from rehearse.grader.context import load as load_reader
from rehearse.grader.local import LocalGrader
from rehearse.language import features, tell
from rehearse.language.clauses import read_apart
from rehearse.language.cues import plain_signs
from rehearse.language.encoder import Encoder
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings

LENGTHS = (1, 3, 8)
SCENARIO = "promised-raise"
TARGET = "at most 1.3x"
OF_THREE = "at most 60 ms on one core"


def measure(*, quick: bool) -> Section:
    """Grading against encoding, for turns alone and for turns in a rehearsal."""
    bench = Bench(rounds=10 if quick else 60)
    figures: list[Figure] = []
    for in_rehearsal in (False, True):
        for length in LENGTHS:
            figures += bench.compare(length, in_rehearsal=in_rehearsal)
    return Section(
        "Grading against what reads the sentences",
        "The same turn read (vectors of its sentences, and the context reader over all of it) and\n"
        "graded by turns, its sentences forgotten before each; half Dutch, half English. In a\n"
        "rehearsal, what the situation lets the grader know is there: its rewrites, and the\n"
        "colleague's last line, both encoded before.",
        tuple(figures),
    )


class Bench:
    """A grader whose encoder can be made to know no turn."""

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        self._encoder = Encoder()
        self._reader = load_reader()
        self._grader = LocalGrader.load(self._encoder)
        self._library = ScenarioLibrary(Settings().prompts_folder())
        self._encoder.warm()

    def compare(self, length: int, *, in_rehearsal: bool) -> tuple[Figure, ...]:
        """The figures for turns of so many sentences."""
        alone: list[float] = []
        graded: list[float] = []
        for language in LANGUAGES:
            context = self._context(language, in_rehearsal=in_rehearsal)
            for number, turn in enumerate(islice(words.mixed(language, length), self._rounds)):
                self._one_turn(turn, context, number, alone, graded)
        least = OF_THREE if length == 3 else ""
        name = f"{length} sentence{'s' * (length > 1)}{', in a rehearsal' * in_rehearsal}"
        return (
            Figure(f"{name}: vectors and context reader", milliseconds(statistics.median(alone))),
            Figure(f"{name}: grading", milliseconds(statistics.median(graded)), least),
            Figure(f"{name}: grading / what reads it", times(ratio(graded, alone)), TARGET),
        )

    def _context(self, language: Language, *, in_rehearsal: bool) -> TurnContext:
        if not in_rehearsal:
            return TurnContext(language=language)
        scenario = self._library.load(SCENARIO, language)
        return TurnContext(language, scenario, scenario.words.openings[0].text)

    def _one_turn(
        self,
        turn: str,
        context: TurnContext,
        number: int,
        alone: list[float],
        graded: list[float],
    ) -> None:
        spoken = features.spoken(read_apart(turn, tell.language_of(turn, context.language)))
        heard = plain_signs((context.colleague_last or "").strip())

        def encode() -> None:
            self._encoder.encode(spoken)
            self._reader.scores(spoken, heard)

        grade = partial(self._grader.grade, turn, context)
        forget = partial(self._forget_all_but, _known_before(context))
        # An even number of rounds: each goes first in half of them.
        first, second = pairs(encode, grade, 2, forget)
        alone.append(first[number % 2])
        graded.append(second[number % 2])

    def _forget_all_but(self, texts: list[str]) -> None:
        kept = dict(zip(texts, self._encoder.encode(texts), strict=True))
        self._encoder.forget()
        self._encoder.remember(kept)


def _known_before(context: TurnContext) -> list[str]:
    if context.scenario is None or context.colleague_last is None:
        return []
    rewrites = [
        text
        for options in context.scenario.words.rewrites.values()
        for one in options
        for text in one.answers
    ]
    return [context.colleague_last, *rewrites]
