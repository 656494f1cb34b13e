"""What needs the encoder is made once a worker."""

import pytest

from evals import readings
from evals.ground import load_library
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.grader import context, heads
from rehearse.grader.context import ContextReader
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encoder
from rehearse.library import ScenarioLibrary
from tests import stored


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """With what is stored beside the cases."""
    return stored.encoder()


@pytest.fixture(scope="session")
def library() -> ScenarioLibrary:
    return load_library()


@pytest.fixture(scope="session")
def reader() -> ContextReader:
    """The context reader that ships."""
    return context.load()


@pytest.fixture(scope="session")
def grader(encoder: Encoder, reader: ContextReader) -> LocalGrader:
    known = readings.load(readings.FILE, reader.card.key)
    return LocalGrader(heads.load(), readings.Remembered(reader, known), encoder)


@pytest.fixture(scope="session")
def scripted(encoder: Encoder) -> ScriptedColleague:
    return ScriptedColleague(encoder.encode, stored.encode_questions)
