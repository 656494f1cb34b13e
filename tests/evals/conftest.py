"""What needs the encoder is made once a worker."""

import pytest

from evals.suite import load_library
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encoder, shared
from rehearse.library import ScenarioLibrary


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return shared


@pytest.fixture(scope="session")
def library() -> ScenarioLibrary:
    return load_library()


@pytest.fixture(scope="session")
def grader(encoder: Encoder) -> LocalGrader:
    return LocalGrader.load(encoder)


@pytest.fixture(scope="session")
def scripted(encoder: Encoder) -> ScriptedColleague:
    return ScriptedColleague(encoder.encode)
