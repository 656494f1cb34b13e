"""Shared by all tests."""

import gc
import os
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from hypothesis import settings
from sqlalchemy import Connection, inspect
from tenacity import wait_none

from rehearse.conversation.rubric import (
    Drift,
    Language,
    Level,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.scenario import Scenario
from rehearse.conversation.signals import Signal
from rehearse.library import ScenarioLibrary
from rehearse.models import tries
from rehearse.resources import data_root
from rehearse.store import upgrade
from tests import this_machine

# A slow minute is no failure: nothing here passes or fails by the clock.
settings.register_profile("no-clock", deadline=None)
settings.load_profile("no-clock")
this_machine.stay()
this_machine.without_keys()

QUOTE = Passage(text="x", start=0, end=1)


def graded(
    levels: Mapping[Step, int] | None = None,
    *signals: Signal,
    drift: Drift = Drift.NONE,
    doubtful: frozenset[Step] = frozenset(),
) -> TurnGrade:
    """A grade with these levels; steps not named are absent."""
    scores = []
    for step in Step:
        level = Level((levels or {}).get(step, 0))
        explained = level is not Level.ABSENT
        scores.append(
            StepScore(
                step=step,
                level=level,
                doubt=explained and step in doubtful,
                evidence=QUOTE if explained else None,
                reason=Reason(code="test") if explained else None,
            )
        )
    return TurnGrade(
        grader="test",
        language="en",
        scores=tuple(scores),
        drift=drift,
        signals=frozenset(signals),
    )


def pytest_collection_finish() -> None:
    """All modules are loaded now: the garbage collector, which Streamlit calls after each run of a
    page, need not look through them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_data_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test reads or writes the data of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("REHEARSE_")]:
        if name != "REHEARSE_REQUIRE_BROWSER":
            monkeypatch.delenv(name)
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("REHEARSE_ENV_FILE", os.devnull)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries at a model; what a provider asks for is waited for all the same."""
    monkeypatch.setattr(tries, "_chance", wait_none())


@pytest.fixture(autouse=True)
def _on_this_machine() -> Iterator[None]:
    """No test tries to leave this machine, also where nobody notices that it could not."""
    yield
    tried = tuple(this_machine.attempts)
    this_machine.attempts.clear()
    assert not tried


@pytest.fixture(scope="session", autouse=True)
def _situations_are_read_once() -> Iterator[None]:
    """The shipped situations are read once a worker, however many apps the tests start: reading
    all of them takes longer than most tests. Other folders are read as ever."""
    shipped, read = data_root() / "prompts", ScenarioLibrary._read

    @cache
    def once(scenario_id: str, language: Language) -> Scenario:
        return read(ScenarioLibrary(shipped), scenario_id, language)

    def known(self: ScenarioLibrary, scenario_id: str, language: Language) -> Scenario:
        if self._folder == shipped:
            return once(scenario_id, language)
        return read(self, scenario_id, language)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScenarioLibrary, "_read", known)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_new_database_is_migrated_once() -> Iterator[None]:
    """From nothing to today's form once a worker; every new database after that is made of what
    came of it, in a tenth of the time. Older ones are migrated as ever."""
    form: list[str] = []
    migrate = upgrade._upgrade

    def known(connection: Connection) -> None:
        is_new = not inspect(connection).get_table_names()
        if not (is_new and connection.dialect.name == "sqlite"):
            migrate(connection)
        elif form:
            for line in form:
                connection.exec_driver_sql(line)
        else:
            migrate(connection)
            made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql NOT NULL")
            form.extend([*made.scalars(), _NEWEST])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrade, "_upgrade", known)
        yield


_NEWEST = f"INSERT INTO alembic_version VALUES ('{upgrade.REVISIONS[-1]}')"
