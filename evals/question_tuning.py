"""Rebuilds the question encoder from the questions of all situations.

Every text goes through the lower blocks once; ``question_descent`` then moves the upper ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from evals import base_weights, question_batches, question_data
from evals.base_weights import BLOCKS, INSTALL
from evals.cases import CaseError
from evals.progress import Tell, silent
from evals.question_data import Pool
from evals.reading import TUNED
from evals.whole import written_whole
from rehearse.grader import context
from rehearse.language import question_encoder, transformer
from rehearse.language.one_thread import one_thread
from rehearse.language.question_encoder import Below, QuestionCard, QuestionEncoder, Tuned
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings

MODEL = Path(question_encoder.__file__).parent / question_encoder.FILE
WIDTH = 128
"""Numbers of a vector."""
ROUNDS = 6
"""How often each question is seen."""
SEED = 3
RECIPE = f"{BLOCKS} blocks, {TUNED} tuned, {ROUNDS} rounds, {WIDTH} numbers"


@dataclass(frozen=True)
class Encoded:
    """What was made of the questions."""

    questions: int
    made: int
    """How many of their vectors were not stored."""
    tuned: bool
    """Whether the encoder itself was tuned anew."""


def rebuild(to: Path = MODEL, tell: Tell = silent, *, keep: bool = False) -> Encoded:
    """Tune the encoder where questions, lines or the recipe changed since it was, and store the
    vectors of all questions. ``keep``: the encoder stays as it is, only vectors are made.

    Raises:
        CaseError: what tuning needs is not installed.
    """
    asked = question_data.pools(library())
    wanted = card(asked)
    before = question_encoder.from_bytes(to.read_bytes()) if to.exists() else None
    stands = before is not None and (keep or before.card == wanted)
    made = before if before is not None and stands else tune(asked, context.below(), wanted, tell)
    encoder = QuestionEncoder(context.below, lambda: made)
    questions = sorted({question for pool in asked for question in pool.questions})
    new = [question for question in questions if not encoder.knows(question)]
    tell(f"Making the vectors of {len(new)} questions ...")
    names = {question_encoder.key(question) for question in questions}
    kept = {name: row for name, row in made.vectors.items() if name in names}
    stored = Tuned(made.blocks, made.projection, made.shift, made.card, kept | encoder.fresh(new))
    written_whole(to, lambda file: file.write(stored.to_bytes()))
    return Encoded(len(questions), len(new), not stands)


def library() -> ScenarioLibrary:
    """The situations whose questions are learned from."""
    return ScenarioLibrary(Settings().prompts_folder())


def card(asked: Sequence[Pool]) -> QuestionCard:
    """The card of an encoder that is tuned on these questions now."""
    return QuestionCard(data=question_data.fingerprint(asked), recipe=RECIPE)


def tune(
    asked: Sequence[Pool],
    below: Below,
    made: QuestionCard,
    tell: Tell = silent,
    rounds: int = ROUNDS,
) -> Tuned:
    """An encoder tuned on these questions, its numbers rounded as they will be stored, and with no
    vectors yet. ``made``: what its card says.

    Raises:
        CaseError: jax, or the package with the base weights, is not installed.
    """
    if find_spec("jax") is None:
        raise CaseError(f"training needs the package jax: {INSTALL}")
    from evals import descent, question_descent

    texts = [*dict.fromkeys(text for pool in asked for text in _texts(pool))]
    number = {text: n for n, text in enumerate(texts)}
    tell(f"Reading {len(texts)} questions and lines ...")
    lower = replace(below.transformer, blocks=below.transformer.blocks[:-TUNED])
    with one_thread():
        rows = [lower(below.cut(text)).astype(np.float16) for text in texts]
    tell("Tuning the question encoder; this takes a quarter of an hour ...")
    seen = question_batches.rounds(asked, number, rounds, np.random.default_rng(SEED))
    upper = base_weights.base([]).transformer.blocks[-TUNED:]
    begun = question_descent.beginning(upper, rows, WIDTH)
    learned = question_descent.tuned(begun, seen, rows, tell)
    blocks = transformer.pack_blocks([descent.block_of(tree) for tree in learned["blocks"]])
    projection, shift = np.asarray(learned["projection"]), np.asarray(learned["shift"])
    return Tuned(transformer.unpack_blocks(blocks), projection, shift, made, {})


def _texts(pool: Pool) -> Iterator[str]:
    yield from pool.questions
    yield from (answer.text for answer in pool.answers)
