"""Tunes the upper blocks of the question encoder, with jax, on the processor.

Each question of a batch shall be nearer to the other questions of its line than to those of any
other line of its situation (prototypical networks, Snell et al. 2017), and nearer to the words of
that line; a question that no line answers shall be near none.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from evals import adamw, descent
from evals.adamw import Array, Tree, everywhere
from evals.progress import Tell
from evals.question_batches import TOGETHER, Batch
from rehearse.language.transformer import Block

RATE = 3e-4
SHARP = 0.06
"""Likeness that counts e times as much."""
OF_WORDS = 0.5
"""What it counts, beside the other questions of a line, that a question is near its words."""
OF_NONE = 0.5
"""What a question counts that no line answers."""
FIRST_NEAR = 0.4
"""Likeness to a line, to begin with, under which a question is after none."""
_PLACES = 4
"""Sizes are rounded up to a multiple of this: each is compiled once."""
_AT_ONCE = 256

Rows: TypeAlias = Sequence[npt.NDArray[np.float16]]
"""Texts as they leave the blocks that are not tuned."""


class _Padded(NamedTuple):
    rows: npt.NDArray[np.float32]
    filled: npt.NDArray[np.bool_]


def beginning(blocks: Sequence[Block], rows: Rows, width: int) -> Tree:
    """The blocks as they are, and the ``width`` directions in which these texts differ most."""
    trees = [descent.tree_of(block) for block in blocks]
    numbers = sorted(range(len(rows)), key=lambda n: len(rows[n]))
    met = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        met.append(np.asarray(_as_it_is(trees, _padded(rows, some, _AT_ONCE)))[: len(some)])
    together = np.vstack(met)
    middle = together.mean(axis=0)
    _, _, directions = np.linalg.svd(together - middle, full_matrices=False)
    projection = directions[:width].T
    return {
        "blocks": trees,
        "projection": jnp.asarray(projection),
        "shift": jnp.asarray(-middle @ projection),
        "near": jnp.asarray(FIRST_NEAR, jnp.float32),
    }


def tuned(learned: Tree, rounds: Sequence[Sequence[Batch]], rows: Rows, tell: Tell) -> Tree:
    """What was learned, moved until questions of one line lie together."""
    steps, done = sum(map(len, rounds)), 0
    mean, spread = (jax.tree.map(jnp.zeros_like, learned) for _ in range(2))
    key = jax.random.key(1, impl="rbg")
    for n, batches in enumerate(rounds, 1):
        total = 0.0
        for batch in batches:
            asked = _padded(rows, [*batch.questions, *batch.in_vain])
            its_key, warmth = jax.random.fold_in(key, done), adamw.warmth(done, steps)
            learned, mean, spread, loss = _step(
                learned, mean, spread, asked, _padded(rows, batch.words), its_key, done, warmth
            )
            done += 1
            total += float(loss)
        tell(f"  round {n} of {len(rounds)}: loss {total / len(batches):.3f}")
    return learned


def loss_of(learned: Tree, asked: _Padded, words: _Padded, key: Array) -> Array:
    """What the questions of a batch miss; those that no line answers stand last."""
    keys = jax.random.split(key)
    vectors = _vectors(learned, asked, keys[0])
    told = _vectors(learned, words, keys[1])
    lines = np.arange(len(told))
    mine = vectors[: len(told) * TOGETHER].reshape(len(told), TOGETHER, -1)
    vain = vectors[len(told) * TOGETHER :]
    whole = mine.sum(axis=1)
    lost = jnp.asarray(0.0)
    for n in range(TOGETHER):
        question = mine[:, n]
        to_own = (question * (whole - question)).sum(axis=1) / (TOGETHER - 1)
        near = question @ (whole / TOGETHER).T
        near = jnp.where(jnp.eye(len(told), dtype=bool), to_own[:, None], near)
        lost += _missed(_or_none(learned, near), lines)
        lost += OF_WORDS * _missed(question @ told.T, lines)
    near = _or_none(learned, vain @ (whole / TOGETHER).T)
    of_none = _missed(near, np.full(len(vain), len(told))) if len(vain) else 0.0
    return lost / TOGETHER + OF_NONE * of_none


def _or_none(learned: Tree, near: Array) -> Array:
    """How near each line is, and last how near one must be."""
    none = jnp.broadcast_to(learned["near"], (len(near), 1))
    return jnp.concatenate([near, none], axis=1)


def _missed(near: Array, meant: npt.NDArray[np.int64]) -> Array:
    found: Array = jax.nn.log_softmax(near / SHARP, axis=1)[np.arange(len(meant)), meant]
    return -found.mean()


def _vectors(learned: Tree, some: _Padded, key: Array) -> Array:
    rows = _pooled(learned["blocks"], some, key) @ learned["projection"] + learned["shift"]
    unit: Array = rows / jnp.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _pooled(blocks: Sequence[Tree], some: _Padded, key: Array | None) -> Array:
    """The mean row of each text after some blocks; with a key, parts of these are dropped."""
    keys = [None] * len(blocks) if key is None else [*jax.random.split(key, len(blocks))]
    rows = jnp.asarray(some.rows)
    for block, its_key in zip(blocks, keys, strict=True):
        rows = descent.through(block, rows, jnp.asarray(some.filled), its_key)
    there = some.filled[..., None].astype(jnp.float32)
    mean: Array = (rows * there).sum(axis=1) / there.sum(axis=1)
    return mean


def _moved(
    learned: Tree,
    mean: Tree,
    spread: Tree,
    asked: _Padded,
    words: _Padded,
    key: Array,
    done: int,
    warmth: float,
) -> tuple[Tree, Tree, Tree, Array]:
    loss, slope = jax.value_and_grad(loss_of)(learned, asked, words, key)
    rates = everywhere(RATE, learned)
    return *adamw.moved(learned, mean, spread, slope, rates, done, warmth), loss


_step = jax.jit(_moved, donate_argnums=(0, 1, 2))
_as_it_is = jax.jit(partial(_pooled, key=None))


def _padded(rows: Rows, numbers: Sequence[int], count: int | None = None) -> _Padded:
    """Some texts, by number, at one length; filled up to ``count`` with empty ones."""
    longest = max(len(rows[n]) for n in numbers)
    size = (count or len(numbers), -(-longest // _PLACES) * _PLACES)
    found = np.zeros((*size, rows[numbers[0]].shape[1]), np.float32)
    filled = np.zeros(size, np.bool_)
    filled[:, 0] = True
    for place, n in enumerate(numbers):
        found[place, : len(rows[n])], filled[place, : len(rows[n])] = rows[n], True
    return _Padded(found, filled)
