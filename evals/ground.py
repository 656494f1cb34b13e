"""What stands beside a model that is asked: the local grader, and the colleague that decides."""

from dataclasses import dataclass
from pathlib import Path

from evals import readings, vectors
from rehearse.colleague import Colleague
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.grader import Grader, context, heads
from rehearse.grader.context import ContextReader
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encode, Encoder
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings


@dataclass(frozen=True)
class Ground:
    """All of our own side."""

    local: Grader
    scripted: Colleague
    encode: Encode
    library: ScenarioLibrary
    prompts: Path


def load_library() -> ScenarioLibrary:
    """The situations that dialogues and colleague cases are about."""
    return ScenarioLibrary(Settings().prompts_folder())


def around(local: Grader, encoder: Encoder) -> Ground:
    """The ground with this grader."""
    prompts = Settings().prompts_folder()
    scripted = ScriptedColleague(encoder.encode)
    return Ground(local, scripted, encoder.encode, load_library(), prompts)


def of(folder: Path) -> Ground:
    """The ground with the grader that ships, and with what is stored beside the cases."""
    encoder = vectors.remembered(folder)
    reader = remembered(context.load(), folder)
    return around(LocalGrader(heads.load(), reader, encoder), encoder)


def remembered(reader: ContextReader, folder: Path) -> readings.Remembered:
    """The context reader with what is stored of its readings."""
    known = readings.load(folder / readings.FILE.name, reader.card.data)
    return readings.Remembered(reader, known)
