"""Vectors that are stored beside the cases: the tests ask thousands of things, of every situation,
and what the app's own encoder remembers is one or two of these."""

from collections.abc import Sequence
from functools import cache

from evals import closings, vectors
from evals.closings import RememberedQuestions
from evals.vectors import RememberedEncoder
from rehearse.language.encoder import Vectors


@cache
def encoder() -> RememberedEncoder:
    """One a worker."""
    return vectors.remembered()


def encode(sentences: Sequence[str]) -> Vectors:
    return encoder().encode(sentences)


@cache
def questions() -> RememberedQuestions:
    """One a worker."""
    return closings.remembered()


def encode_questions(asked: Sequence[str]) -> Vectors:
    return questions().encode(asked)
