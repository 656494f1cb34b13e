"""What stands beside a model that is asked: the local grader, and the colleague that decides."""

from dataclasses import dataclass
from pathlib import Path

from evals import closings, readings, vectors
from evals.cases import CaseError
from evals.closings import RememberedQuestions
from rehearse.colleague import Colleague
from rehearse.colleague.checks import Sense, sense
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import GradeResult
from rehearse.grader import Grader, TurnContext, context, heads
from rehearse.grader.context import ContextReader
from rehearse.grader.heads import Heads
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encode, Encoder
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings

TRAIN = "run `python -m evals train`"


class Once:
    """A grader that reads the same turn in the same context once: the parts of a run, and models
    that are asked about its cases, come back to the same turns. A turn in a situation is read each
    time, for those are all different."""

    def __init__(self, grader: Grader) -> None:
        self._grader = grader
        self._known: dict[tuple[str | None, ...], GradeResult] = {}

    @property
    def name(self) -> str:
        return self._grader.name

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        """What the grader gives, or gave."""
        if context.scenario is not None:
            return self._grader.grade(turn, context)
        known_by = (turn, context.language, context.colleague_last)
        key = (*known_by, context.previous_turn)
        if key not in self._known:
            self._known[key] = self._grader.grade(turn, context)
        return self._known[key]


@dataclass(frozen=True)
class Ground:
    """All of our own side."""

    local: Grader
    scripted: Colleague
    encode: Encode
    sense: Sense
    library: ScenarioLibrary
    prompts: Path


def load_library() -> ScenarioLibrary:
    """The situations that dialogues and colleague cases are about."""
    return ScenarioLibrary(Settings().prompts_folder())


def around(local: Grader, encoder: Encoder, questions: RememberedQuestions) -> Ground:
    """The ground with this grader."""
    prompts = Settings().prompts_folder()
    scripted = ScriptedColleague(encoder.encode, questions.encode)
    return Ground(local, scripted, encoder.encode, Sense(context.load), load_library(), prompts)


def shipped() -> tuple[Heads, ContextReader]:
    """What the grader that ships was trained to.

    Raises:
        CaseError: it cannot be read, or was trained for other cues than there are now; or what
            hears slips does not fit it.
    """
    try:
        trained, reader = heads.load(), context.load()
    except (OSError, ValueError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise CaseError(f"The grader cannot be used: {first}; {TRAIN}") from error
    if not sense.shipped().fits(reader):
        raise CaseError(f"{sense.FILE} was learned beside another reader; {sense.REBUILD}")
    return trained, reader


def of(folder: Path) -> Ground:
    """The ground with the grader that ships, and with what is stored beside the cases.

    Raises:
        CaseError: the grader cannot be used.
    """
    trained, reader = shipped()
    encoder = vectors.remembered(folder)
    local = Once(LocalGrader(trained, remembered(reader, folder), encoder))
    return around(local, encoder, closings.remembered(folder))


def remembered(reader: ContextReader, folder: Path) -> readings.Remembered:
    """The context reader with what is stored of its readings."""
    known = readings.load(folder / readings.FILE.name, reader.card.key)
    return readings.Remembered(reader, known)
