"""The levels that coaches chose, as columns of numbers beside those of the grader."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from rehearse.coaching.figures import Counts
from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Step, TurnGrade

Flags = npt.NDArray[np.bool_]
Read = tuple[SharedTalk, Sequence[Review]]
"""A shared talk with what coaches made of it."""


@dataclass(frozen=True)
class Rows:
    """One row a level that a coach chose for a step of a turn; numbers stand for who and what."""

    coach: Counts
    turn: Counts
    step: Counts
    level: Counts
    graded: Counts
    """The grader's level; 0 where ``scored`` says that there is none."""
    scored: Flags
    doubt: Flags
    """Whether the grader would not sign its level."""
    version: Counts
    """Who graded: the place in ``Choices.versions``; -1 where it was nobody, or where another
    grader stood in for this one step."""
    blind: Flags
    moment: npt.NDArray[np.datetime64]
    """When it was chosen (UTC), to the microsecond."""


@dataclass(frozen=True)
class Choices(Rows):
    """All rows, with what their numbers stand for."""

    coaches: int
    turns: int
    versions: tuple[str, ...]
    """The graders by name."""


_ROW = np.dtype(
    [
        *((name, np.int64) for name in ("coach", "turn", "step", "level", "graded")),
        ("scored", np.bool_),
        ("doubt", np.bool_),
        ("version", np.int64),
        ("blind", np.bool_),
        ("moment", "datetime64[us]"),
    ]
)
_Row = tuple[int, int, int, int, int, bool, bool, int, bool, np.datetime64]
_UNSCORED = (0, False, False, -1)


def choices(read: Iterable[Read]) -> Choices:
    """What coaches chose, once a coach, turn and step: where a turn was shared twice with the same
    text, the newest choice."""
    numbering = _Numbering()
    rows = _newest(np.fromiter(numbering.rows(read), _ROW))
    return Choices(
        **{field.name: rows[field.name] for field in fields(Rows)},
        coaches=len(numbering.coaches),
        turns=len(numbering.turns),
        versions=tuple(numbering.versions),
    )


def _newest(rows: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    """The last row of each coach, turn and step."""
    ordered = rows[np.lexsort([rows[name] for name in ("moment", "step", "turn", "coach")])]
    alike = np.stack([ordered["coach"], ordered["turn"], ordered["step"]])
    last = np.append((alike[:, 1:] != alike[:, :-1]).any(0), True)
    return ordered[last] if len(ordered) else ordered


class _Numbering:
    """Hands out numbers from 0, the same for the same."""

    def __init__(self) -> None:
        self.coaches: dict[str, int] = {}
        self.turns: dict[tuple[str, str], int] = {}
        self.versions: dict[str, int] = {}

    def rows(self, read: Iterable[Read]) -> Iterator[_Row]:
        places = {step: n for n, step in enumerate(Step)}
        for talk, reviews in read:
            for turn in talk.turns:
                levels = self._levels(turn.graded, places)
                for review in reviews:
                    reviewed = review.turns.get(turn.id)
                    if not reviewed or not reviewed.steps:
                        continue
                    number = self.turns.setdefault((turn.id, turn.text), len(self.turns))
                    coach = self.coaches.setdefault(review.coach.id, len(self.coaches))
                    for step, given in reviewed.steps.items():
                        place = places[step]
                        made_at = np.datetime64(int(given.made_at.timestamp() * 1_000_000), "us")
                        graded = levels[place]
                        yield (coach, number, place, given.level, *graded, given.blind, made_at)

    def _levels(
        self, graded: TurnGrade | None, places: Mapping[Step, int]
    ) -> list[tuple[int, bool, bool, int]]:
        """By the place of a step: level, scored, doubt and version."""
        if graded is None:
            return [_UNSCORED] * len(places)
        version = self.versions.setdefault(graded.grader, len(self.versions))
        return [
            (score.level, True, score.doubt, version if score.by is None else -1)
            for score in graded.scores
        ]
