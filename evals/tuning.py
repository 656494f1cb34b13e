"""Tunes the context reader on labelled turns, as ``training`` trains the sentence heads.

A turn goes through the lower blocks once (``reading``); ``descent`` then moves the upper blocks and
the heads, with jax, which nothing else needs.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec

import numpy as np

from evals import training
from evals.base_weights import BLOCKS, INSTALL, Base
from evals.cases import Case, CaseError, fingerprint
from evals.progress import Tell
from evals.reading import TUNED, Read, scores_of
from evals.training import Examples, Indices
from rehearse.grader.context import ContextCard, ContextReader
from rehearse.grader.heads import Numbers, head_names
from rehearse.language import transformer

SEED = 1
ROUNDS = 4
"""How often a reader sees each turn, and each retelling."""
RECIPE = f"{BLOCKS} blocks, {TUNED} tuned, {ROUNDS} rounds"
LEFT_OUT = ((0, 1),)
"""The folds that each reader for unseen scores never saw: of other folds there are no such scores.
A reader takes an hour."""


def tune(base: Base, examples: Examples, read: Read, seed: int, tell: Tell) -> ContextReader:
    """A reader tuned on these turns, its numbers rounded as they will be stored.

    ``read`` is what ``reading.half_read`` made of the same turns.

    Raises:
        CaseError: jax is not installed.
    """
    if find_spec("jax") is None:
        raise CaseError(f"training needs the package jax: {INSTALL}")
    from evals import descent

    blocks = base.transformer.blocks
    learned = descent.tuned(blocks[-TUNED:], examples, read, ROUNDS, seed, tell)
    upper = tuple(descent.block_of(tree) for tree in learned["blocks"])
    moved = replace(base.transformer, blocks=(*blocks[:-TUNED], *upper))
    return ContextReader(
        base.pieces,
        transformer.unpack(transformer.pack(moved)),
        np.asarray(learned["weights"]),
        np.asarray(learned["bias"]),
        ContextCard(data=fingerprint(examples.cases), recipe=RECIPE, heads=head_names()),
    )


def set_apart(cases: Sequence[Case]) -> Indices:
    """The numbers of the turns that get unseen scores: those first told, in a fold left out."""
    first = training.first_told(cases)
    left_out = [fold for folds in LEFT_OUT for fold in folds]
    return first[np.isin(training.folds(cases)[first], left_out)]


def unseen_scores(base: Base, examples: Examples, read: Read, seed: int, tell: Tell) -> Numbers:
    """Scores of every sentence of the turns set apart, from readers that never saw its story.

    Raises:
        CaseError: jax is not installed.
    """
    fold_of = training.folds(examples.cases)
    apart = set_apart(examples.cases)
    own = examples.only(apart)
    found = np.zeros_like(own.earned)
    for n, left_out in enumerate(LEFT_OUT, 1):
        tell(f"Tuning reader {n} of {len(LEFT_OUT)} for unseen scores ...")
        outside = np.flatnonzero(~np.isin(fold_of, left_out))
        inside = np.flatnonzero(np.isin(fold_of[apart], left_out))
        known = [read[int(each)] for each in outside]
        reader = tune(base, examples.only(outside), known, seed, tell)
        scores = scores_of(reader, [own.cases[each] for each in inside])
        found[np.isin(own.turn_of, inside)] = scores
    return found
