"""How sure the local grader is that a turn works against the colleague, on whichever step.

Which step a harmful turn works against is harder to tell than that it is harmful: blame for conduct
and a verdict on a person lie close together. So whether a turn is harmful is asked first; where
that is sure, the step that is clearest is stated. A turn is as harmful as its most harmful
sentence: what else it says makes that no milder.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rehearse.conversation.rubric import Frozen

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BESIDE = 0.5
"""From which certainty on a step is stated beside the clearest one: a second is a second loss."""
PERHAPS = 0.5
"""Of what makes a sentence surely harmful, how much makes it perhaps so. At this much four in five
harmful sentences put behind a turn raise no step (seven in ten without), and turns are read as well
as before; at 0.3 they are read worse."""
_EDGE = 1e-4
"""How near to 0 or 1 a chance is taken before it becomes log-odds."""


def describe(scores: Numbers, against: Sequence[int], marks: Numbers) -> Numbers:
    """What the chance of harm hangs on, one row a sentence or turn: the log-odds that any step is
    worked against, were the steps apart; every head's score; the cues heard; a constant.

    ``scores``: the mean of both halves, one column a head. ``against``: which of these speak of
    harm. ``marks``: one column a cue.
    """
    none = np.prod(1 - chance(scores[:, list(against)]), axis=1, keepdims=True)
    some = np.clip(1 - none, _EDGE, 1 - _EDGE)
    return np.hstack([np.log(some / (1 - some)), scores, marks, np.ones((len(scores), 1))])


class Harm(Frozen):
    """What the chance of harm hangs on, and from where on it is sure."""

    weights: tuple[float, ...]
    sure: float

    def surely(self, described: Numbers) -> Flags:
        """Which sentences are harmful beyond doubt."""
        return self._from(described, self.sure)

    def perhaps(self, described: Numbers) -> Flags:
        """Which sentences are harmful, or well may be."""
        return self._from(described, PERHAPS * self.sure)

    def _from(self, described: Numbers, least: float) -> Flags:
        return chance(described @ np.asarray(self.weights)) >= least


def chance(scores: Numbers) -> Numbers:
    """The logistic function."""
    squashed: Numbers = 1 / (1 + np.exp(-np.clip(scores, -40, 40)))
    return squashed


def stated(certain: Numbers, surely: Flags, least: npt.ArrayLike) -> Flags:
    """Which of the levels -1 are stated: turns by steps.

    ``certain``: the certainty of each, minus infinity where the level is another. ``surely``: the
    turns that are harmful beyond doubt. ``least``: from which certainty on a step can be stated.
    """
    able = surely[:, None] & np.isfinite(certain) & (certain >= np.asarray(least))
    ranked = np.where(able, certain, -np.inf)
    clearest = np.zeros_like(able)
    clearest[np.arange(len(able)), ranked.argmax(axis=1)] = True
    found: Flags = able & (clearest | (certain >= BESIDE))
    return found
