"""Trains what tells a slip of the colleague by its sense (``rehearse.colleague.checks.sense``).

A multinomial logistic regression over replies that slip, near twins that do not, and all that the
situations have the colleague say. How sure it must be is set by replies of writers that it had not
seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from evals import slips
from evals.progress import Tell, silent
from evals.slips import HELD_OUT, Slip
from evals.whole import written_whole
from rehearse.colleague.checks import sense
from rehearse.colleague.checks.sense import FAULTS, Numbers, Sense, SenseCard
from rehearse.language import sentences
from rehearse.language.encoder import Encode, Encoder
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings

MODEL = Path(sense.__file__).parent / sense.FILE
STOPPED = 0.02
"""Share of the right replies that may be stopped; they were written as near to slips as can be."""
STRENGTH = 4.0
"""Inverse of the regularisation."""
A_LINE_COUNTS = 0.15
"""What a sentence of the situations counts beside a reply: there are ten times as many."""


@dataclass(frozen=True)
class Examples:
    """Replies as numbers: rows as the model reads them, faults by their column."""

    rows: Numbers
    faults: Sequence[int]


@dataclass(frozen=True)
class Measured:
    """What was found among replies of writers that nothing was learned from."""

    caught: Mapping[str, tuple[int, int]]
    """By fault: how many were caught, of how many."""
    stopped: tuple[int, int]
    """How many right replies were stopped, of how many."""


def rebuild(to: Path = MODEL, tell: Tell = silent) -> Measured:
    """Learn from all writers but those held out, write the model, and measure it on these.

    Raises:
        CaseError: the replies cannot be read.
    """
    encode, by_writer = Encoder().encode, slips.load()
    inside = {name: own for name, own in by_writer.items() if name not in HELD_OUT}
    tell("Reading what the situations have the colleague say ...")
    lines = Examples(_described(_lines(), encode), ())
    examples = {name: _examples(own, encode) for name, own in inside.items()}
    tell("Learning ...")
    unseen = [
        _fitted([own for other, own in examples.items() if other != name], lines).chances(held.rows)
        for name, held in examples.items()
    ]
    right = np.concatenate([np.asarray(held.faults) == 0 for held in examples.values()])
    any_fault = 1 - np.concatenate([chances[:, 0] for chances in unseen])
    least = round(float(np.quantile(any_fault[right], 1 - STOPPED)), 3)
    data = slips.fingerprint(slip for own in inside.values() for slip in own)
    fitted = _fitted(list(examples.values()), lines)
    made = Sense(fitted.weights, fitted.bias, SenseCard(data=data, least=least))
    written_whole(to, lambda file: file.write(made.to_bytes()))
    held = [slip for name, own in by_writer.items() if name in HELD_OUT for slip in own]
    return measured(sense.from_bytes(to.read_bytes()), held, encode)


def measured(model: Sense, held: Sequence[Slip], encode: Encode) -> Measured:
    """How many slips it finds by itself, and how many right replies it stops."""
    found = [model.fault(slip.reply, encode) is not None for slip in held]
    by: dict[str | None, list[bool]] = {}
    for slip, caught in zip(held, found, strict=True):
        by.setdefault(slip.fault, []).append(caught)
    right = by.pop(None, [])
    caught_by = {str(fault): (sum(own), len(own)) for fault, own in sorted(by.items(), key=str)}
    return Measured(caught_by, (sum(right), len(right)))


def _fitted(examples: Sequence[Examples], lines: Examples) -> Sense:
    """The model of these replies; how sure it must be is not set yet."""
    rows = np.vstack([*(own.rows for own in examples), lines.rows])
    faults = [fault for own in examples for fault in own.faults]
    counts = [1.0] * len(faults) + [A_LINE_COUNTS] * len(lines.rows)
    learned = LogisticRegression(C=STRENGTH, max_iter=400)
    learned.fit(rows, [*faults, *[0] * len(lines.rows)], sample_weight=counts)
    return Sense(learned.coef_.T, learned.intercept_, SenseCard(data="", least=1))


def _examples(own: Sequence[Slip], encode: Encode) -> Examples:
    faults = [1 + FAULTS.index(slip.fault) if slip.fault else 0 for slip in own]
    return Examples(_described([slip.reply for slip in own], encode), faults)


def _described(texts: Sequence[str], encode: Encode) -> Numbers:
    parts = [texts[start : start + 256] for start in range(0, len(texts), 256)]
    return np.vstack([sense.describe(part, encode) for part in parts])


def _lines() -> list[str]:
    """Each sentence that the situations have the colleague say, once."""
    library = ScenarioLibrary(Settings().prompts_folder())
    spoken = (
        sentence.text
        for scenario_id in library.ids()
        for language in library.rules(scenario_id).languages
        for utterance in library.load(scenario_id, language).utterances()
        for sentence in sentences.split(utterance.text)
    )
    return list(dict.fromkeys(spoken))
