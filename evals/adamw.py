"""One step of AdamW (Loshchilov and Hutter 2019) on arrays in trees, with a warm-up."""

from typing import Any, TypeAlias

import jax
import jax.numpy as jnp

Array: TypeAlias = jax.Array
Tree: TypeAlias = Any
"""Arrays in nested dictionaries, lists and tuples."""

SHRINK = 0.01
WARM_UP = 0.1
"""Share of the steps in which the rate rises; after that it falls to LEAST_RATE of its height."""
LEAST_RATE = 0.02
STEEPEST = 1.0
"""A longer slope is shortened to this."""
_MEMORY, _SPREAD_MEMORY, _SMALL = 0.9, 0.999, 1e-8


def warmth(done: int, steps: int) -> float:
    """Which part of its rate every array is moved by at this step."""
    falling = (steps - done) / ((1 - WARM_UP) * steps)
    return min((done + 1) / (WARM_UP * steps), max(LEAST_RATE, falling))


def everywhere(value: float, tree: Tree) -> Tree:
    """The same number for every array of a tree."""
    return jax.tree.map(lambda _: value, tree)


def moved(
    learned: Tree, mean: Tree, spread: Tree, slope: Tree, rates: Tree, done: int, warmth: float
) -> tuple[Tree, Tree, Tree]:
    """What was learned, moved against the slope; with the means of slopes and of their squares."""
    steep = jnp.sqrt(sum(jnp.sum(part * part) for part in jax.tree.leaves(slope)))
    slope = jax.tree.map(lambda part: part * jnp.minimum(1, STEEPEST / (steep + 1e-6)), slope)
    mean = jax.tree.map(lambda m, s: _MEMORY * m + (1 - _MEMORY) * s, mean, slope)
    spread = jax.tree.map(
        lambda v, s: _SPREAD_MEMORY * v + (1 - _SPREAD_MEMORY) * s * s, spread, slope
    )
    early, early_spread = 1 - _MEMORY ** (done + 1), 1 - _SPREAD_MEMORY ** (done + 1)

    def move(part: Array, m: Array, v: Array, rate: float) -> Array:
        # Only matrices are shrunk: a bias or a norm has its size for a reason.
        kept = part * (1 - rate * warmth * SHRINK) if part.ndim > 1 else part
        return kept - rate * warmth * (m / early) / (jnp.sqrt(v / early_spread) + _SMALL)

    return jax.tree.map(move, learned, mean, spread, rates), mean, spread
