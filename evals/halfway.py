"""What tuning has come to, kept on disk: it takes hours, and goes on where it was interrupted.

The numbers are those of a tuning that was not: all that is drawn by lot is drawn again from the
same seed, and the state is kept to the last bit.
"""

from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from evals.adamw import Tree
from evals.whole import written_whole

EVERY = 200
"""Steps between two times that the state is kept: a few minutes on two cores."""


@dataclass(frozen=True)
class Halfway:
    """A file with the state of one tuning, and how many steps that had taken."""

    file: Path

    def at(self, begun: Tree) -> tuple[int, Tree]:
        """The steps that were done and the state after them; at the beginning, none and ``begun``,
        whose shape it has."""
        if not self.file.exists():
            return 0, begun
        with np.load(self.file) as kept:
            done, *leaves = (kept[name] for name in kept.files)
        return int(done), jax.tree.unflatten(jax.tree.structure(begun), map(jnp.asarray, leaves))

    def keep(self, done: int, state: Tree) -> None:
        """Keep the state after so many steps, in place of an earlier one."""
        leaves = map(np.asarray, jax.tree.leaves(state))
        written_whole(self.file, lambda to: np.savez(to, np.array(done), *leaves))
