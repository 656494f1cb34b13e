"""Trains what tells a slip of the colleague by its sense (``rehearse.colleague.checks.sense``).

A multinomial logistic regression over sentences: of replies that slip, of near twins that do not,
and of all that the situations have the colleague say. Nobody marked in which of its sentences a
reply slips, so the likeliest of each is learned from, chosen anew a few times (multiple-instance
learning, Andrews et al. 2003). How sure it must be is set by replies of writers that it had not
seen.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from evals import slips
from evals.progress import Tell, silent
from evals.rebuilding import MODELS
from evals.slips import HELD_OUT, Slip
from evals.training import Indices
from evals.whole import written_whole
from rehearse.colleague.checks import sense
from rehearse.colleague.checks.quotes import own_words
from rehearse.colleague.checks.sense import FAULTS, Learned, Numbers, Reader, SenseCard
from rehearse.conversation.rubric import Language
from rehearse.grader import context
from rehearse.language import sentences
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings

MODEL = Path(sense.__file__).parent / sense.FILE
STOPPED = 0.03
"""Share of the right replies that may be stopped; they were written as near to slips as can be."""
STRENGTH = 0.0036
"""Inverse of the regularisation, of numbers that are spread alike."""
A_LINE_COUNTS = 0.2
"""What a sentence of the situations counts beside one of a reply: there are twice as many."""
CHOSEN = 2
"""How often the sentence that a reply slips in is chosen; at first, it may be any of its."""
APART = 2
"""Writers that are left out together, to see what is not learned from them."""
SEED = 0


@dataclass(frozen=True)
class Said:
    """A reply, or a line of the colleague, in answer to something."""

    text: str
    heard: str
    fault: int = 0
    """Its column of the model."""


@dataclass(frozen=True)
class Examples:
    """Replies as numbers, a row a sentence."""

    rows: Numbers
    reply_of: Indices
    """Which reply each sentence belongs to."""
    fault_of: Indices
    """By reply: its fault, by the column of the model."""

    @property
    def faults(self) -> Indices:
        """By sentence: the fault of its reply."""
        return self.fault_of[self.reply_of]

    def surest(self, sure: Numbers) -> Numbers:
        """By reply: the most of what its sentences have."""
        found = np.zeros(len(self.fault_of), sure.dtype)
        np.maximum.at(found, self.reply_of, sure)
        return found


@dataclass(frozen=True)
class Measured:
    """What was found among replies of writers that nothing was learned from."""

    caught: Mapping[str, tuple[int, int]]
    """By fault: how many were caught, of how many."""
    stopped: tuple[int, int]
    """How many right replies were stopped, of how many."""


def rebuild(to: Path = MODEL, tell: Tell = silent) -> Measured:
    """Learn from all writers but those held out where replies or reader changed since, write the
    model, and measure it on these.

    Raises:
        CaseError: the replies cannot be read.
    """
    reader = context.from_bytes((MODELS / context.FILE).read_bytes())
    by_writer = slips.load()
    inside = [name for name in by_writer if name not in HELD_OUT]
    data = slips.fingerprint(slip for name in inside for slip in by_writer[name])
    tell("Reading the replies ...")
    held = [described(map(_said, own), reader) for n, own in by_writer.items() if n in HELD_OUT]
    if not to.exists() or not _stands(sense.from_bytes(to.read_bytes()), data, reader):
        examples = {name: described(map(_said, by_writer[name]), reader) for name in inside}
        tell("Reading what the situations have the colleague say ...")
        lines = described(_lines([slip for name in inside for slip in by_writer[name]]), reader)
        tell("Learning ...")
        least = _least(examples, lines)
        fitted = _fitted(list(examples.values()), lines)
        card = SenseCard(data=data, reader=reader.key, least=least)
        made = Learned(fitted.weights, fitted.bias, card)
        written_whole(to, lambda file: file.write(made.to_bytes()))
    return measured(sense.from_bytes(to.read_bytes()), held)


def _stands(before: Learned, data: str, reader: Reader) -> bool:
    return before.card.data == data and before.fits(reader)


def measured(model: Learned, held: Sequence[Examples]) -> Measured:
    """How many slips it finds by itself, and how many right replies it stops."""
    faults = np.concatenate([own.fault_of for own in held])
    found = np.concatenate([_any_fault(model, own) for own in held]) >= model.card.least
    counts = [
        (int(found[faults == n].sum()), int((faults == n).sum())) for n in range(len(FAULTS) + 1)
    ]
    caught = {fault.value: count for fault, count in zip(FAULTS, counts[1:], strict=True)}
    return Measured(caught, counts[0])


def described(said: Iterable[Said], reader: Reader) -> Examples:
    """Replies as the model is given them, sentence by sentence, and without what they quote."""
    rows: list[Numbers] = []
    reply_of: list[int] = []
    faults: list[int] = []
    for number, each in enumerate(said):
        parts = [part.text for part in sentences.split(each.text)]
        for n, part in enumerate(parts):
            if own := own_words(part, " ".join(parts[:n])):
                rows.append(sense.row(reader, own, parts[:n], each.heard))
                reply_of.append(number)
        faults.append(each.fault)
    return Examples(np.stack(rows), np.array(reply_of), np.array(faults))


def _least(examples: Mapping[str, Examples], lines: Examples) -> float:
    """How sure the model must be for as few right replies to be stopped as may."""
    names, among = list(examples), []
    for start in range(0, len(names), APART):
        apart = names[start : start + APART]
        seen = _fitted([own for name, own in examples.items() if name not in apart], lines)
        for name in apart:
            among.append(_any_fault(seen, examples[name])[examples[name].fault_of == 0])
    return round(float(np.quantile(np.concatenate(among), 1 - STOPPED)), 3)


def _any_fault(model: Learned, own: Examples) -> Numbers:
    """By reply: the chance that its likeliest sentence slips."""
    return own.surest(1 - model.chances(own.rows)[:, 0])


def _fitted(examples: Sequence[Examples], lines: Examples) -> Learned:
    """The model of these replies; how sure it must be is not set yet."""
    every = [*examples, lines]
    rows = np.vstack([own.rows for own in every])
    faults = np.concatenate([own.faults for own in every])
    first = np.cumsum([0, *(len(own.fault_of) for own in examples)])
    reply_of = np.concatenate(
        [own.reply_of + start for own, start in zip(every, first, strict=True)]
    )
    counts = np.ones(len(rows))
    counts[len(rows) - len(lines.rows) :] = A_LINE_COUNTS
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    given, kept = (rows - middle) / spread, np.ones(len(rows), np.bool_)
    learned = _regression(given, faults, counts, kept)
    for _ in range(CHOSEN):
        likely = learned.predict_proba(given)[np.arange(len(rows)), faults]
        kept = (faults == 0) | _likeliest(likely, reply_of)
        learned = _regression(given, faults, counts, kept)
    weights = (learned.coef_ / spread).T.astype(np.float32)
    bias = (learned.intercept_ - middle @ weights).astype(np.float32)
    return Learned(weights, bias, SenseCard(data="", reader="", least=1))


def _regression(
    given: Numbers, faults: Indices, counts: npt.NDArray[np.float64], kept: npt.NDArray[np.bool_]
) -> LogisticRegression:
    learned = LogisticRegression(C=STRENGTH, max_iter=300)
    return learned.fit(given[kept], faults[kept], sample_weight=counts[kept])


def _likeliest(likely: Numbers, reply_of: Indices) -> npt.NDArray[np.bool_]:
    """The sentence of each reply that is the likeliest."""
    order = np.lexsort((-likely, reply_of))
    first = np.ones(len(order), np.bool_)
    first[1:] = reply_of[order][1:] != reply_of[order][:-1]
    found = np.zeros(len(order), np.bool_)
    found[order[first]] = True
    return found


def _said(slip: Slip) -> Said:
    return Said(slip.reply, slip.manager, 1 + FAULTS.index(slip.fault) if slip.fault else 0)


def _lines(asked: Sequence[Slip]) -> Iterator[Said]:
    """Each line of the situations once, in answer to a question that it was written for; where it
    was for none, to what somebody said in one of the replies."""
    library, drawn = ScenarioLibrary(Settings().prompts_folder()), random.Random(SEED)
    heard: dict[Language, list[str]] = {}
    for slip in asked:
        heard.setdefault(slip.lang, []).append(slip.manager)
    seen: set[str] = set()
    for scenario_id in library.ids():
        for language in library.rules(scenario_id).languages:
            scenario = library.load(scenario_id, language)
            answers = {
                line.id: line.answers for lines in scenario.words.lines.values() for line in lines
            }
            for line in scenario.utterances():
                said_to = answers.get(line.id) or heard.get(language)
                if said_to and line.text not in seen:
                    seen.add(line.text)
                    yield Said(line.text, drawn.choice(said_to))
