"""The question encoder is rebuilt from the situations' questions, and only when they changed."""

from pathlib import Path

import numpy as np
import pytest

from evals import base_weights, question_batches, question_data, question_tuning
from evals.cases import CaseError
from evals.question_batches import IN_VAIN, LINES, TOGETHER
from evals.question_data import Answer, Pool
from rehearse.grader import context
from rehearse.language import question_encoder
from rehearse.language.question_encoder import QuestionCard, QuestionEncoder, Tuned
from tests.evals.test_tuning import base_there, jax_there


def pool(lines: int = LINES + 6, questions: int = 4, unanswered: int = 5) -> Pool:
    answers = tuple(
        Answer(f"Line {n}.", tuple(f"After {n}, asked so {k}?" for k in range(questions)))
        for n in range(lines)
    )
    return Pool(answers, tuple(f"What of {n} that nobody wrote?" for n in range(unanswered)))


def numbered(pools: list[Pool]) -> dict[str, int]:
    texts = [t for p in pools for t in (*p.questions, *(answer.text for answer in p.answers))]
    return {text: n for n, text in enumerate(dict.fromkeys(texts))}


def test_a_batch_holds_different_lines_of_one_situation_with_questions_of_their_own() -> None:
    pools = [pool(), pool(lines=LINES, questions=2, unanswered=0)]
    number = numbered(pools)
    whose = {number[q]: number[a.text] for p in pools for a in p.answers for q in a.questions}
    rounds = question_batches.rounds(pools, number, 2, np.random.default_rng(1))
    assert [len(batches) for batches in rounds] == [2, 2]
    for batch in (batch for batches in rounds for batch in batches):
        assert len(set(batch.words)) == LINES
        assert [whose[q] for q in batch.questions[::TOGETHER]] == batch.words
        for start in range(0, len(batch.questions), TOGETHER):
            assert len({whose[q] for q in batch.questions[start : start + TOGETHER]}) == 1
        assert len(batch.in_vain) in (0, IN_VAIN)
        assert not set(batch.in_vain) & set(whose)


def test_the_fingerprint_tells_any_change() -> None:
    one = pool()
    others = [
        pool(questions=5),
        pool(unanswered=6),
        Pool(one.answers[::-1], one.unanswered),
        Pool((Answer("Other.", one.answers[0].questions), *one.answers[1:]), one.unanswered),
    ]
    found = {question_data.fingerprint([each]) for each in (one, *others)}
    assert len(found) == 5
    assert question_data.fingerprint([pool()]) == question_data.fingerprint([one])


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """What ships, with the vectors of all questions but a few, and of one that is none."""
    shipped = question_encoder.load()
    kept = dict(list(shipped.vectors.items())[3:]) | {
        bytes(8): next(iter(shipped.vectors.values()))
    }
    file = tmp_path / "questions.npz"
    file.write_bytes(
        Tuned(shipped.blocks, shipped.projection, shipped.shift, shipped.card, kept).to_bytes()
    )
    return file


def test_vectors_are_made_of_what_is_new_and_dropped_of_what_is_gone(stored: Path) -> None:
    encoded = question_tuning.rebuild(stored, keep=True)
    assert (encoded.made, encoded.tuned) == (3, False)
    shipped, now = question_encoder.load(), question_encoder.from_bytes(stored.read_bytes())
    assert now.vectors.keys() == shipped.vectors.keys()


@jax_there
@base_there
def test_tuning_brings_the_questions_of_a_line_together() -> None:
    asked, told = [pool(questions=6)], []
    number = question_tuning.WIDTH
    tuned = question_tuning.tune(
        asked, context.below(), QuestionCard(data="", recipe=""), told.append, rounds=3
    )
    encoder = QuestionEncoder(context.below, lambda: tuned)
    vectors = encoder.encode([q for answer in asked[0].answers for q in answer.questions])
    assert vectors.shape == (len(asked[0].answers) * 6, number)
    means = vectors.reshape(len(asked[0].answers), 6, number).mean(axis=1)
    near = vectors @ means.T
    own = np.repeat(np.arange(len(means)), 6)
    assert (near.argmax(axis=1) == own).mean() > 0.5
    first, *_, last = (float(t.rsplit(" ", 1)[1]) for t in told if "loss" in t)
    assert last < first


def test_a_missing_package_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_weights, "find_spec", lambda _: None)
    monkeypatch.setattr(question_tuning, "find_spec", lambda _: None)
    with pytest.raises(CaseError, match=r"jax.*run `make train`"):
        question_tuning.tune([pool()], context.below(), QuestionCard(data="", recipe=""))
