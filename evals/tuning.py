"""Tunes the context reader on labelled turns, as ``training`` trains the sentence heads.

A turn goes through the lower blocks once (``reading``); ``descent`` then moves the upper blocks and
the heads, with jax, which nothing else needs. One round has fillers in the turns.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from evals import fillers, reading, training
from evals.base_weights import BLOCKS, INSTALL, Base
from evals.cases import Case, CaseError, fingerprint
from evals.fillers import Filler
from evals.progress import Tell
from evals.reading import TUNED, View
from evals.training import Examples, Indices
from rehearse.grader.context import ContextCard, ContextReader
from rehearse.grader.heads import Numbers, head_names
from rehearse.language import transformer
from rehearse.language.encoder import Encoder

SEED = 1
ROUNDS = 4
"""How often a reader sees each turn, and each retelling."""
WITH_FILLERS = 1
"""In which of these, counted from 0, the turns have fillers in them. In two of four, held-out turns
were read worse."""
LEFT_OUT = ((0, 1),)
"""The folds that each reader for unseen scores never saw: of other folds there are no such scores.
A reader takes an hour."""


def recipe(padding: Sequence[Filler]) -> str:
    """How a reader is tuned, as its card has it."""
    by = fillers.fingerprint(padding)[:16]
    return f"{BLOCKS} blocks, {TUNED} tuned, {ROUNDS} rounds, one with fillers {by}"


def views(
    base: Base, examples: Examples, padding: Sequence[Filler], encoder: Encoder
) -> list[View]:
    """The turns as they are and, where there are fillers, the same turns with these in them."""
    found = [View(examples, reading.half_read(base, examples.cases))]
    if padding:
        filled = fillers.padded(examples.cases, padding, SEED)
        found.append(View(training.prepare(filled, encoder), reading.half_read(base, filled)))
    return found


def tune(
    base: Base, turns: Sequence[View], made: str, seed: int, kept: Path, tell: Tell
) -> ContextReader:
    """A reader tuned on these turns, its numbers rounded as they will be stored.

    ``turns``: the turns as they are and, where there are fillers, the same turns with these.
    ``made``: the recipe for the reader's card. ``kept``: the file by which an interrupted tuning,
    of the same turns by the same recipe, goes on.

    Raises:
        CaseError: jax is not installed.
    """
    if find_spec("jax") is None:
        raise CaseError(f"training needs the package jax: {INSTALL}")
    from evals import descent
    from evals.halfway import Halfway

    blocks = base.transformer.blocks
    rounds = [turns[-1 if n == WITH_FILLERS else 0] for n in range(ROUNDS)]
    learned = descent.tuned(blocks[-TUNED:], rounds, seed, Halfway(kept), tell)
    upper = tuple(descent.block_of(tree) for tree in learned["blocks"])
    moved = replace(base.transformer, blocks=(*blocks[:-TUNED], *upper))
    data = fingerprint(turns[0].examples.cases)
    return ContextReader(
        base.pieces,
        transformer.unpack(transformer.pack(moved)),
        np.asarray(learned["weights"]),
        np.asarray(learned["bias"]),
        ContextCard(data=data, recipe=made, heads=head_names()),
    )


def set_apart(cases: Sequence[Case]) -> Indices:
    """The numbers of the turns that get unseen scores: those first told, in a fold left out."""
    first = training.first_told(cases)
    left_out = [fold for folds in LEFT_OUT for fold in folds]
    return first[np.isin(training.folds(cases)[first], left_out)]


def unseen_scores(base: Base, turns: Sequence[View], seed: int, kept: Path, tell: Tell) -> Numbers:
    """Scores of every sentence of the turns set apart, from readers that never saw its story.

    ``kept``: a folder for what an interrupted tuning goes on with.

    Raises:
        CaseError: jax is not installed.
    """
    cases = turns[0].examples.cases
    fold_of, apart = training.folds(cases), set_apart(cases)
    own = turns[0].examples.only(apart)
    found = np.zeros_like(own.earned)
    for n, left_out in enumerate(LEFT_OUT, 1):
        tell(f"Tuning reader {n} of {len(LEFT_OUT)} for unseen scores ...")
        outside = np.flatnonzero(~np.isin(fold_of, left_out))
        inside = np.flatnonzero(np.isin(fold_of[apart], left_out))
        some = [view.only(outside) for view in turns]
        reader = tune(base, some, "unseen", seed, kept / f"unseen-{n}.npz", tell)
        scores = reading.scores_of(reader, [own.cases[each] for each in inside])
        found[np.isin(own.turn_of, inside)] = scores
    return found
