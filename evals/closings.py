"""The vectors of the questions that the turns of a run close with, stored beside the cases: making
them anew takes a third of a run."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from evals.cases import CASES
from evals.whole import written_whole
from rehearse.grader import context
from rehearse.language import question_encoder
from rehearse.language.question_encoder import QuestionCard, QuestionEncoder, Stored, Tuned

FILE = CASES / "closings.npz"
TOLERANCE = 2
"""By how many of its steps a stored number may differ from a fresh one: processors round a little
differently."""

Known = dict[bytes, Stored]
"""Vectors by ``question_encoder.key``."""


class RememberedQuestions(QuestionEncoder):
    """Finds the vectors that were stored; what is not is made, and kept."""

    def __init__(self, tuned: Tuned, known: Mapping[bytes, Stored]) -> None:
        super().__init__(context.below, lambda: tuned)
        self.card = tuned.card
        self._stored: Known = dict(known)
        self._asked: dict[bytes, str] = {}
        self.made = 0
        """How many questions had none stored."""

    def fresh(self, questions: Iterable[str]) -> Known:
        """The vectors that neither ship nor are in the memory of this run, by their key."""
        named = {question_encoder.key(question): question for question in questions}
        missing = [question for name, question in named.items() if name not in self._stored]
        self._stored |= super().fresh(missing)
        self.made += len(missing)
        self._asked |= named
        return {name: self._stored[name] for name in named}

    @property
    def used(self) -> Known:
        """The vectors of what was asked for, stored before or not."""
        return {name: self._stored[name] for name in self._asked}

    def drifted(self, one_in: int) -> tuple[int, int]:
        """How many of one in so many, always the same, no longer get the vector that was stored;
        and how many these are."""
        drawn = [name for name in self._asked if int.from_bytes(name[:4], "big") % one_in == 0]
        anew = super().fresh(self._asked[name] for name in drawn)
        apart = [np.abs(anew[name].astype(np.int16) - self._stored[name]).max() for name in drawn]
        return sum(bool(far > TOLERANCE) for far in apart), len(drawn)


def remembered(folder: Path = CASES) -> RememberedQuestions:
    """The encoder of questions that ships, with what is stored beside these cases."""
    tuned = question_encoder.load()
    return RememberedQuestions(tuned, load(folder / FILE.name, tuned.card))


def load(file: Path, card: QuestionCard) -> Known:
    """The stored vectors, if the encoder with this card made them; else none."""
    if not file.exists():
        return {}
    with np.load(file) as stored:
        if bytes(stored["encoder"]) != _made_by(card):
            return {}
        names, rows = stored["keys"], stored["rows"]
    return {bytes(name): row for name, row in zip(names, rows, strict=True)}


def store(file: Path, questions: RememberedQuestions) -> None:
    """Write what was asked for, in an order that does not hang on when it was made."""
    used = questions.used
    names = sorted(used)
    together = np.frombuffer(b"".join(names), np.uint8)
    kept = {
        "encoder": np.frombuffer(_made_by(questions.card), np.uint8),
        "keys": together.reshape(len(names), -1),
        "rows": np.stack([used[name] for name in names]),
    }
    written_whole(file, lambda to: np.savez_compressed(to, allow_pickle=False, **kept))


def _made_by(card: QuestionCard) -> bytes:
    return hashlib.sha256(card.model_dump_json().encode()).digest()
