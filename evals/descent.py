"""Tunes the upper blocks of the context reader and its heads, with jax, on the processor.

The same blocks as ``rehearse.language.transformer``, which reads without jax: a test holds the two
together. AdamW (Loshchilov and Hutter 2019), a warm-up, and dropout (Srivastava et al. 2014).
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from evals import adamw, training
from evals.adamw import Array, Tree, everywhere
from evals.halfway import EVERY, Halfway
from evals.progress import Tell
from evals.reading import Read, View
from rehearse.conversation.rubric import Step
from rehearse.grader.heads import STEP_HEADS
from rehearse.language.transformer import HEADS, Block

WINDOWS = 16
"""Windows of a batch."""
RATE, HEADS_RATE = 3e-4, 3e-3
RATE_BELOW = 0.9
"""How much less a block is moved than the one above it."""
DROPPED = 0.1
BESIDE_STEPS = 0.5
"""What a head of drift or of a signal counts, beside one of a step."""
_NORM_SMALL = 1e-12
_SORTED_TOGETHER = 8
"""Batches whose turns are sorted by length, so that little is padded."""
_PIECES, _SENTENCES = 32, 64
"""Sizes are rounded up to a multiple of the one, and to a doubling of the other: each size is
compiled once."""


class Batch(NamedTuple):
    """Turns padded to a common size. What is padding belongs to one sentence, or turn, too many."""

    rows: Any
    """Windows by pieces by width."""
    filled: Any
    """Which pieces there are."""
    sentence_of: Any
    """The batch's sentence that each piece belongs to."""
    turn_of: Any
    """The batch's turn that each sentence belongs to."""
    targets: Any
    earned: Any
    turns: Any
    """How many turns there are."""


def tuned(
    blocks: Sequence[Block], rounds: Sequence[View], seed: int, kept: Halfway, tell: Tell
) -> Tree:
    """The blocks and heads, moved until they fit the turns; ``rounds``: in which words the same
    turns are seen, one time after another; ``kept``: where it goes on, once interrupted."""
    rng = np.random.default_rng(seed)
    learned = beginning(blocks, rounds[0].examples.targets.shape[1], rng)
    epochs = [(view, list(_batches(view.read, rng))) for view in rounds]
    steps, begun = sum(len(batches) for _, batches in epochs), 0
    done, state = kept.at((learned, *(jax.tree.map(jnp.zeros_like, learned) for _ in range(2))))
    key = jax.random.key(seed, impl="rbg")  # A third faster; dropout needs no better.
    for epoch, (view, batches) in enumerate(epochs, 1):
        total, seen = 0.0, 0
        for taken, turns in enumerate(batches, begun):
            if taken < done:
                continue
            batch, its_key = padded(view, turns), jax.random.fold_in(key, taken)
            *state, loss = _step(*state, batch, its_key, taken, adamw.warmth(taken, steps))
            total, seen = total + float(loss) * len(turns), seen + len(turns)
            if (taken + 1) % EVERY == 0 or taken + 1 == steps:
                kept.keep(taken + 1, tuple(state))
        begun += len(batches)
        if seen:
            tell(f"  epoch {epoch} of {len(rounds)}: loss {total / seen:.3f}")
    return state[0]


def beginning(blocks: Sequence[Block], heads: int, rng: np.random.Generator) -> Tree:
    """The blocks as they are, and heads that say little."""
    width = len(blocks[0].biases["out"])
    return {
        "blocks": [tree_of(block) for block in blocks],
        "weights": jnp.asarray(rng.normal(0, 0.02, (width, heads)), jnp.float32),
        "bias": jnp.full(heads, -2.0, jnp.float32),
    }


def tree_of(block: Block) -> Tree:
    """A block as jax takes it."""
    parts = {"weights": block.weights, "biases": block.biases, "norms": block.norms}
    # Copied: tuning reuses the memory of what it moves, and the next fold begins at the base again.
    return jax.tree.map(jnp.array, parts)


def block_of(tree: Tree) -> Block:
    """A block as it is stored and read with."""
    return Block(**jax.tree.map(np.asarray, tree))


def through(block: Tree, rows: Array, filled: Array, key: Array | None = None) -> Array:
    """Rows of many windows after a block; with a key, parts of it are dropped."""
    weights, biases, norms = block["weights"], block["biases"], block["norms"]
    first, second = (None, None) if key is None else jax.random.split(key)

    def by(name: str, given: Array) -> Array:
        moved: Array = given @ weights[name]
        return moved + biases[name]

    windows, pieces, width = rows.shape
    asked = by("qkv", rows).reshape(windows, pieces, 3, HEADS, width // HEADS)
    query, key_, value = asked.transpose(2, 0, 3, 1, 4)
    likeness = query @ key_.swapaxes(2, 3) / np.float32(np.sqrt(width // HEADS))
    share = jax.nn.softmax(jnp.where(filled[:, None, None, :], likeness, -1e9))
    seen = (share @ value).swapaxes(1, 2).reshape(rows.shape)
    rows = _normed(rows + _dropped(by("out", seen), first), *norms["attended"])
    fed = by("down", jax.nn.gelu(by("up", rows), approximate=True))
    return _normed(rows + _dropped(fed, second), *norms["fed"])


def loss_of(learned: Tree, batch: Batch, key: Array | None = None) -> Array:
    """The mean over turns of what the heads miss, and of evidence not found.

    As ``training`` has it, with half the weight for heads that are not a step's.
    """
    count = len(learned["blocks"]) + 1
    keys: Sequence[Array | None] = (
        [None] * count if key is None else [*jax.random.split(key, count)]
    )
    rows = jnp.asarray(batch.rows)
    for n, block in enumerate(learned["blocks"]):
        rows = through(block, rows, batch.filled, keys[n])
    rows = _dropped(_by_sentence(rows, batch), keys[-1])
    pooled, shares = _pooled(rows @ learned["weights"] + learned["bias"], batch)
    missed = jax.nn.softplus(pooled) - batch.targets * pooled
    unfound = -jnp.maximum(shares, -30) * batch.earned
    unfound = batch.targets * _summed(unfound, batch.turn_of, len(pooled))
    counts = np.full(pooled.shape[1], BESIDE_STEPS, np.float32)
    counts[: len(Step) * len(STEP_HEADS)] = 1
    there = jnp.arange(len(pooled))[:, None] < batch.turns
    lost = jnp.where(there, missed + training.EVIDENCE_WEIGHT * unfound, 0) * counts
    mean: Array = lost.sum() / batch.turns
    return mean


def padded(view: View, turns: Sequence[int]) -> Batch:
    """Some turns, by number, as a batch."""
    examples, read, rows_of = view.examples, view.read, view.rows_of
    windows = [(place, window) for place, n in enumerate(turns) for window in read[n]]
    inside = [np.arange(rows_of[n], rows_of[n + 1]) for n in turns]
    first = np.cumsum([0, *(len(own) for own in inside)])
    sentences = _SENTENCES
    while sentences < first[-1]:
        sentences *= 2
    longest = _up_to(max(len(window.rows) for _, window in windows), _PIECES)
    size = (_up_to(len(windows), WINDOWS), longest)
    rows = np.zeros((*size, windows[0][1].rows.shape[1]), np.float32)
    filled = np.zeros(size, np.bool_)
    sentence_of = np.full(size, sentences)
    for n, (place, window) in enumerate(windows):
        count = len(window.rows)
        rows[n, :count], filled[n, :count] = window.rows, True
        owner = np.asarray(window.sentence_of)
        sentence_of[n, :count] = np.where(owner < 0, sentences, owner + first[place])
    turn_of = np.full(sentences, WINDOWS)
    turn_of[: first[-1]] = np.repeat(np.arange(len(turns)), [len(own) for own in inside])
    targets = np.zeros((WINDOWS, examples.targets.shape[1]), np.float32)
    targets[: len(turns)] = examples.targets[list(turns)]
    earned = np.zeros((sentences, targets.shape[1]), np.float32)
    earned[: first[-1]] = examples.earned[np.concatenate(inside)]
    return Batch(rows, filled, sentence_of, turn_of, targets, earned, np.float32(len(turns)))


def _batches(read: Read, rng: np.random.Generator) -> Iterator[Sequence[int]]:
    """Every turn once, turns of like length together, in no order."""
    order = rng.permutation(len(read))
    together = WINDOWS * _SORTED_TOGETHER
    found: list[list[int]] = []
    for start in range(0, len(order), together):
        some = sorted(
            order[start : start + together].tolist(),
            key=lambda n: max(len(window.rows) for window in read[n]),
        )
        found.append([])
        room = WINDOWS
        for n in some:
            if found[-1] and len(read[n]) > room:
                found.append([])
                room = WINDOWS
            found[-1].append(n)
            room -= len(read[n])
    for place in rng.permutation(len(found)):
        yield found[place]


def _by_sentence(rows: Array, batch: Batch) -> Array:
    """The mean row of each sentence's pieces, in however many windows they stand."""
    flat = rows.reshape(-1, rows.shape[-1])
    owner = batch.sentence_of.reshape(-1)
    count = _summed(jnp.ones((len(flat), 1)), owner, len(batch.turn_of))
    return _summed(flat, owner, len(batch.turn_of)) / jnp.maximum(count, 1)


def _pooled(scores: Array, batch: Batch) -> tuple[Array, Array]:
    """Each turn's soft maximum, and the logarithm of each sentence's share in it."""
    turns, sharp = len(batch.targets), training.SHARPNESS * scores
    top = jax.ops.segment_max(jax.lax.stop_gradient(sharp), batch.turn_of, turns + 1)
    top = jnp.where(jnp.isfinite(top), top, 0)
    total = jax.ops.segment_sum(jnp.exp(sharp - top[batch.turn_of]), batch.turn_of, turns + 1)
    whole = top + jnp.log(jnp.where(total > 0, total, 1))
    return whole[:turns] / training.SHARPNESS, sharp - whole[batch.turn_of]


def _summed(rows: Array, owner: Array, owners: int) -> Array:
    """The sum of the rows of each owner; one owner more holds what is padding."""
    found: Array = jax.ops.segment_sum(rows, owner, owners + 1)[:owners]
    return found


def _normed(rows: Array, weight: Array, bias: Array) -> Array:
    rows = rows - rows.mean(axis=-1, keepdims=True)
    spread = jnp.sqrt((rows * rows).mean(axis=-1, keepdims=True) + _NORM_SMALL)
    return rows / spread * weight + bias


def _dropped(rows: Array, key: Array | None) -> Array:
    if key is None:
        return rows
    return jnp.where(jax.random.bernoulli(key, 1 - DROPPED, rows.shape), rows / (1 - DROPPED), 0)


def _rates(learned: Tree) -> Tree:
    """How far each array is moved at the height of the warmth."""
    top = len(learned["blocks"]) - 1
    by_block = [
        everywhere(RATE * RATE_BELOW ** (top - n), block)
        for n, block in enumerate(learned["blocks"])
    ]
    return {"blocks": by_block, "weights": HEADS_RATE, "bias": HEADS_RATE}


def _moved(
    learned: Tree, mean: Tree, spread: Tree, batch: Batch, key: Array, done: int, warmth: float
) -> tuple[Tree, Tree, Tree, Array]:
    """One step of AdamW."""
    loss, slope = jax.value_and_grad(loss_of)(learned, batch, key)
    moved = adamw.moved(learned, mean, spread, slope, _rates(learned), done, warmth)
    return *moved, loss


_step = jax.jit(_moved, donate_argnums=(0, 1, 2))


def _up_to(count: int, multiple: int) -> int:
    return -(-count // multiple) * multiple
