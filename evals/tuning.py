"""Tunes the context reader on labelled turns, as ``training`` trains the sentence heads.

A turn goes through the lower blocks once (``reading``); ``descent`` then moves the upper blocks and
the heads, with jax, which nothing else needs.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec

import numpy as np

from evals import training
from evals.base_weights import INSTALL, Base
from evals.cases import CaseError, fingerprint
from evals.progress import Tell
from evals.reading import TUNED, Read, scores_of
from evals.training import Examples
from rehearse.grader.context import ContextCard, ContextReader
from rehearse.grader.heads import Numbers, head_names
from rehearse.language import transformer
from rehearse.language.transformer import MATRICES, NORMS, Block

SEED = 1
ROUNDS, ROUNDS_RETOLD = 6, 4
"""How often a reader sees each turn: those first told alone, and with their retellings."""


def tune(base: Base, examples: Examples, read: Read, seed: int, tell: Tell) -> ContextReader:
    """A reader tuned on these turns, its numbers rounded as they will be stored.

    ``read`` is what ``reading.half_read`` made of the same turns.

    Raises:
        CaseError: jax is not installed.
    """
    return averaged(_members(base, examples, read, seed, tell))


def averaged(readers: Sequence[ContextReader]) -> ContextReader:
    """One reader in the place of several that were tuned from one base: the mean of each weight.

    Tuned from one base they lie so near each other that it reads as well as all of them together
    ("model soups", Wortsman et al. 2022), at the cost of one. It is known by the data of the last.
    """
    last = readers[-1]
    blocks = tuple(map(_mean_block, zip(*(r.transformer.blocks for r in readers), strict=True)))
    moved = replace(last.transformer, blocks=blocks)
    return ContextReader(
        last.pieces,
        transformer.unpack(transformer.pack(moved)),
        np.mean([reader.weights for reader in readers], axis=0),
        np.mean([reader.bias for reader in readers], axis=0),
        last.card,
    )


def unseen_scores(base: Base, examples: Examples, read: Read, seed: int, tell: Tell) -> Numbers:
    """Scores of every sentence of the turns first told, from readers that never saw its story.

    Raises:
        CaseError: jax is not installed.
    """
    fold_of = training.folds(examples.cases)
    first = training.first_told(examples.cases)
    own = examples.only(first)
    found = np.zeros_like(own.earned)
    for fold in range(training.FOLDS):
        tell(f"Tuning without fold {fold + 1} of {training.FOLDS} ...")
        outside, inside = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of[first] == fold)
        known = [read[int(n)] for n in outside]
        reader = tune(base, examples.only(outside), known, seed, tell)
        found[np.isin(own.turn_of, inside)] = scores_of(reader, [own.cases[n] for n in inside])
    return found


def _members(
    base: Base, examples: Examples, read: Read, seed: int, tell: Tell
) -> list[ContextReader]:
    """A reader tuned on the turns first told, and one on their retellings as well, if any are
    there: the one hears plain short words better, the other the same deed in other words."""
    first = training.first_told(examples.cases)
    alone = [read[int(n)] for n in first]
    members = [_tuned(base, examples.only(first), alone, ROUNDS, seed, tell)]
    if len(first) < len(examples.cases):
        members.append(_tuned(base, examples, read, ROUNDS_RETOLD, seed, tell))
    return members


def _tuned(
    base: Base, examples: Examples, read: Read, rounds: int, seed: int, tell: Tell
) -> ContextReader:
    if find_spec("jax") is None:
        raise CaseError(f"training needs the package jax: {INSTALL}")
    from evals import descent

    blocks = base.transformer.blocks
    learned = descent.tuned(blocks[-TUNED:], examples, read, rounds, seed, tell)
    upper = tuple(descent.block_of(tree) for tree in learned["blocks"])
    moved = replace(base.transformer, blocks=(*blocks[:-TUNED], *upper))
    return ContextReader(
        base.pieces,
        transformer.unpack(transformer.pack(moved)),
        np.asarray(learned["weights"]),
        np.asarray(learned["bias"]),
        ContextCard(data=fingerprint(examples.cases), heads=head_names()),
    )


def _mean_block(blocks: Sequence[Block]) -> Block:
    return Block(
        {name: np.mean([b.weights[name] for b in blocks], axis=0) for name in MATRICES},
        {name: np.mean([b.biases[name] for b in blocks], axis=0) for name in MATRICES},
        {
            name: (
                np.mean([b.norms[name][0] for b in blocks], axis=0),
                np.mean([b.norms[name][1] for b in blocks], axis=0),
            )
            for name in NORMS
        },
    )
