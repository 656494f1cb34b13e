"""Vectors that are stored beside the cases: the tests ask thousands of things, of every situation,
and what the app's own encoder remembers is one or two of these."""

from collections.abc import Sequence
from functools import cache

from evals import vectors
from evals.vectors import RememberedEncoder
from rehearse.assembly import QUESTIONS
from rehearse.language.encoder import Vectors


@cache
def encoder() -> RememberedEncoder:
    """One a worker."""
    return vectors.remembered()


def encode(sentences: Sequence[str]) -> Vectors:
    return encoder().encode(sentences)


def encode_questions(questions: Sequence[str]) -> Vectors:
    return QUESTIONS.encode(questions)
