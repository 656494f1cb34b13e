"""Which questions the question encoder sees together while it is tuned."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from evals.question_data import Pool

LINES = 64
"""Lines of a batch."""
TOGETHER = 3
"""Questions of each of them."""
IN_VAIN = 16
"""Questions of a batch that no line answers."""

Drawn: TypeAlias = tuple[int, list[int]]
"""A line, and the numbers of some of its questions."""


class Batch(NamedTuple):
    """Numbers of texts of one situation: of lines by their words, and of questions."""

    questions: list[int]
    """``TOGETHER`` of each line, line by line."""
    in_vain: list[int]
    words: list[int]


def rounds(
    pools: Sequence[Pool], number: Mapping[str, int], count: int, rng: np.random.Generator
) -> list[list[Batch]]:
    """So many times all questions, each time in another order. ``number``: that of each text."""
    found = []
    for _ in range(count):
        batches = [batch for pool in pools for batch in _of(pool, number, rng)]
        found.append([batches[n] for n in rng.permutation(len(batches))])
    return found


def _of(pool: Pool, number: Mapping[str, int], rng: np.random.Generator) -> Iterator[Batch]:
    """Batches until too few lines have questions left."""
    in_vain = [number[question] for question in pool.unanswered]
    waiting = _drawn(pool, number, rng)
    while True:
        chosen: dict[int, list[int]] = {}
        left = []
        for line, questions in waiting:
            if line in chosen or len(chosen) == LINES:
                left.append((line, questions))
            else:
                chosen[line] = questions
        if len(chosen) < LINES:
            return
        yield Batch(
            [question for some in chosen.values() for question in some],
            rng.choice(in_vain, IN_VAIN).tolist() if in_vain else [],
            [number[pool.answers[line].text] for line in chosen],
        )
        waiting = left


def _drawn(pool: Pool, number: Mapping[str, int], rng: np.random.Generator) -> list[Drawn]:
    """The questions of every line, ``TOGETHER`` at a time, in no order."""
    found = []
    for line, answer in enumerate(pool.answers):
        own = [number[answer.questions[n]] for n in rng.permutation(len(answer.questions))]
        if len(own) < TOGETHER:
            own = (own * TOGETHER)[:TOGETHER]
        for start in range(0, len(own) - TOGETHER + 1, TOGETHER):
            found.append((line, own[start : start + TOGETHER]))
    return [found[n] for n in rng.permutation(len(found))]
