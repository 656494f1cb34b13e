"""A small folder of cases for the commands, and one encoder for all of them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals import cases, cli, tuning, vectors
from evals.cases import Split
from evals.vectors import RememberedEncoder
from rehearse.colleague.checks import sense
from rehearse.grader import context, heads
from rehearse.grader.context import ContextReader
from rehearse.language.encoder import Encoder
from tests.evals.fakes import labelled, written


@pytest.fixture(autouse=True)
def _loaded_once(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run has an encoder with a memory of its own; the model behind it is loaded once."""
    encoder.warm()

    def remembered(folder: Path) -> RememberedEncoder:
        own = RememberedEncoder(vectors.load(folder / "vectors"))
        own._model = encoder._model
        return own

    monkeypatch.setattr(vectors, "remembered", remembered)


@pytest.fixture
def folder(tmp_path: Path, reader: ContextReader, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder of cases: two turns of each split, the data the model says it comes from."""
    lines = []
    for n, writer in enumerate(("w1", "w2", "w3")):
        for lang in ("nl", "en"):
            case = labelled(2 * n + (lang == "en"), {"own_part": 2}, writer=writer, lang=lang)
            lines.append(case | {"story": f"story {n}"})
    written(tmp_path / "turns", lines)
    splits = {"train": ["w1"], "development": ["w2"], "held_out": ["w3"]}
    (tmp_path / "splits.json").write_text(json.dumps(splits), "utf-8")
    (tmp_path / "floors.json").write_text("{}", "utf-8")
    train = cases.split_of(cases.load(tmp_path / "turns"), Split.TRAIN, tmp_path)
    real = heads.load()
    data = cases.fingerprint(train)
    by = {"data": data, "recipe": tuning.recipe(())}
    own = replace(reader, card=reader.card.model_copy(update=by))
    card = real.card.model_copy(update={"data": data, "context": own.card.key})
    monkeypatch.setattr(heads, "load", lambda: heads.Heads(real.weights, card))
    monkeypatch.setattr(context, "load", lambda: own)
    hears = sense.shipped()
    beside = replace(hears, card=hears.card.model_copy(update={"reader": own.card.key}))
    monkeypatch.setattr(sense, "shipped", lambda: beside)
    monkeypatch.setattr(cli, "CASES", tmp_path)
    return tmp_path
