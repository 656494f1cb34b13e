"""Training as a command."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals import base_weights, cases, reading, tuning
from evals.reading import View
from rehearse.grader import context, heads
from rehearse.grader.context import ContextReader
from rehearse.grader.heads import Numbers
from tests.evals.command_line.calling import called
from tests.evals.fakes import labelled, written

pytestmark = pytest.mark.slow


@pytest.fixture
def tunings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Instead of tuning: the reader that ships. Holds on how many turns it was asked for."""
    asked: list[int] = []

    def tune(base: object, views: list[View], made: str, *_: object) -> ContextReader:
        found = views[0].examples.cases
        asked.append(len(found))
        shipped = context.load()
        card = {"data": cases.fingerprint(found), "recipe": made}
        return replace(shipped, card=shipped.card.model_copy(update=card))

    def nothing_scored(base: object, views: list[View], *_: object) -> Numbers:
        examples = views[0].examples
        return np.zeros_like(examples.only(tuning.set_apart(examples.cases)).earned)

    monkeypatch.setattr(base_weights, "base", lambda texts: None)
    monkeypatch.setattr(reading, "half_read", lambda base, turns: None)
    monkeypatch.setattr(tuning, "unseen_scores", nothing_scored)
    monkeypatch.setattr(tuning, "tune", tune)
    return asked


@pytest.fixture
def to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where training writes, in no time."""
    monkeypatch.setattr("evals.training.ROUNDS", 2)
    models = folder / "models"
    models.mkdir()
    return models


def of_many_stories() -> list[dict[str, Any]]:
    return [labelled(n, {"own_part": n % 4 - 1}, story=f"story {n}") for n in range(10, 22)]


def test_training_is_a_command(folder: Path, to: Path, tunings: list[int]) -> None:
    refused = called("train", "--cases", folder, "--to", to)
    assert refused.exit_code == 2
    assert "turns of 1 stories in the train split; training needs at least 5" in refused.output
    more = of_many_stories()
    written(folder / "turns", more)
    result = called("train", "--cases", folder, "--to", to)
    assert result.exit_code == 0, result.output
    first = (to / "heads.npz").read_bytes()
    assert "Cross-validated on the train split (6 turns)" in result.output
    again = called("train", "--cases", folder, "--to", to)
    assert again.output.splitlines()[-1] == result.output.splitlines()[-1]
    assert (to / "heads.npz").read_bytes() == first
    assert tunings == [12]
    written(folder / "turns", more[1:])
    assert called("train", "--cases", folder, "--to", to).exit_code == 0
    assert tunings == [12, 11]


def test_turns_written_since_teach_the_heads_and_leave_the_reader(
    folder: Path, to: Path, tunings: list[int]
) -> None:
    turns = of_many_stories()
    written(folder / "turns", turns)
    assert called("train", "--cases", folder, "--to", to).exit_code == 0
    before = heads.from_bytes((to / "heads.npz").read_bytes()).card
    since = labelled(30, {"ask": -1}, writer="w9", story="a story since")
    retold = labelled(31, {"ask": -1}, writer="w9", story="a story since-retold")
    written(folder / "turns", [*turns, since, retold])
    splits = json.loads((folder / "splits.json").read_text("utf-8"))
    (folder / "splits.json").write_text(json.dumps(splits | {"since": ["w9"]}), "utf-8")
    result = called("train", "--cases", folder, "--to", to)
    assert result.exit_code == 0
    # The turn since is among those that thresholds are set by; what is retold of it is not.
    assert "Cross-validated on the train split (7 turns)" in result.output
    assert tunings == [12]
    after = heads.from_bytes((to / "heads.npz").read_bytes()).card
    labelled_now = cases.load(folder / "turns")
    learned = [case for case in labelled_now if case.writer in ("w1", "w9")]
    assert after.data == cases.fingerprint(learned) != before.data
    assert after.context == before.context
