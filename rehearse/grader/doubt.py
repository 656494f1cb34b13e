"""How sure the local grader is of a level: it states what it would sign, and doubts the rest.

A level has the label's sign, or the label is 0, or the signs are opposite. How likely each is was
learned from levels given to turns whose stories the grader had not seen; a level is stated where
being right outweighs being wrong by enough.
"""

import numpy as np
import numpy.typing as npt

from rehearse.conversation.rubric import Frozen, Level, Step

Numbers = npt.NDArray[np.float64]

LEVELS = (Level.AGAINST, Level.PARTIAL, Level.CLEAR)
FEATURES = (
    *(f"is_{level.name.lower()}" for level in LEVELS),
    "against",
    "partial",
    "clear",
    "margin_of_good",
    "margin_of_harm",
    "apart_on_against",
    "apart_on_partial",
    "apart_on_clear",
    "least_against",
    "most_against",
    "least_partial",
    "most_partial",
    "sentences",
    *(f"step_{step}" for step in Step),
    "constant",
)
"""What certainty hangs on: the level, the scores of both halves, how far apart these are."""


def describe(step: Step, level: Level, halves: Numbers, sentences: int) -> list[float]:
    """The values of FEATURES for a level other than 0.

    ``halves``: one row a half of the grader, one column each for against, partial and clear.
    """
    mean, apart = halves.mean(axis=0), np.ptp(halves, axis=0)
    margin = float(mean[1] - mean[0])
    return [
        *(float(level is known) for known in LEVELS),
        *map(float, mean),
        margin if level > 0 else 0.0,
        -margin if level < 0 else 0.0,
        *map(float, apart),
        float(halves[:, 0].min()),
        float(halves[:, 0].max()),
        float(halves[:, 1].min()),
        float(halves[:, 1].max()),
        float(np.log(sentences)),
        *(float(step is known) for known in Step),
        1.0,
    ]


class Doubt(Frozen):
    """Weights of FEATURES for being right, for a label of 0, and for its being the opposite."""

    weights: tuple[tuple[float, ...], ...]
    stated: float
    """From which certainty on a level is stated."""

    def certainty(self, described: npt.ArrayLike) -> Numbers:
        """The chance of the right sign less that of the opposite one, each; -1 to 1."""
        scores = np.asarray(described, np.float64).reshape(-1, len(FEATURES))
        scores = scores @ np.asarray(self.weights).T
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = odds / odds.sum(axis=1, keepdims=True)
        certain: Numbers = chances[:, 0] - chances[:, 2]
        return certain
