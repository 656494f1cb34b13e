"""Replies for one turn, written by hand to try the checks on: no model's and no provider's.

``good_replies.jsonl``: what a strong model would answer a manager's turn. All of the parts ``tune``
and ``held`` (every second one each) were written before the first pattern of a check; only what was
flagged in ``tune`` was mended, but for one pattern (an honest "I can't help you with that" in
``held``). ``near`` was written after, as close to the faults as a good reply comes. So was
``close``: round brackets, reported speech, understanding with a "but", "sorry" for something else;
the last 70 of it against the patterns as they stood, to mend them by.

``bad_replies.jsonl``: one fault each, with its code. ``before`` were written before the patterns,
by the same hand; ``after`` and ``fresh`` later, in other words on purpose. Caught when first tried:
tune 99 of 103, held 88 of 94 (four of the six missed held two questions, as good replies do; they
went), after 37 of 91, fresh 27 of 56. The patterns were then widened, so that today's figures are
no measure of wordings that nobody has thought of.

``later`` are scenes told, gestures between marks of all kinds, and forgiving, taking the blame and
solving it together, in sentences that no pattern stood for. The patterns were made on ``named``,
and each of it must be caught. Caught when first tried: 15 of the 62 of ``apart`` (11 of 20 scenes
and gestures, 4 of 42 of the rest), and, with the patterns widened by these, 10 of the 32 of
``last`` (5 of 8, and 5 of 24): what a list of phrases hears in words that are new to it.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rehearse.colleague import Exchange
from rehearse.colleague.checks import (
    Finding,
    Ground,
    Sense,
    check_reply,
    sensed,
    sentence_faults,
)
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Band, Move, Scenario
from rehearse.grader import context
from rehearse.language import sentences
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root

HERE = Path(__file__).parent
LIBRARY = ScenarioLibrary(data_root() / "prompts")
SENSE = Sense(context.load)


@dataclass(frozen=True)
class Row:
    """A line of the files."""

    scenario: str
    lang: Language
    move: str
    manager: str
    reply: str
    part: str
    code: str = ""
    last: str = ""
    """What the colleague said before."""
    written: str = ""


@cache
def rows(name: str) -> tuple[Row, ...]:
    lines = (HERE / f"{name}_replies.jsonl").read_text("utf-8").splitlines()
    return tuple(Row(**json.loads(line)) for line in lines)


def ground(
    scenario: Scenario,
    move: Move = Move.GO_ON,
    words: str = "",
    plan: str = "",
    band: Band = Band.LOW,
    last: str = "",
) -> Ground:
    """The ground of a turn; ``plan`` is left empty, so that nothing is excused by it."""
    so_far = (Exchange(words="", reply=last),) if last else ()
    opened = scenario.words.openings[0].text
    return Ground(scenario, move, band, plan, words, opened, so_far)


def ground_of(row: Row) -> Ground:
    scenario = LIBRARY.load(row.scenario, row.lang)
    return ground(scenario, Move(row.move), row.manager, last=row.last)


def check_sentence(sentence: str, said_before: str, on: Ground) -> Finding | None:
    """The first thing that is wrong with one sentence of a reply; None if nothing."""
    return next(sentence_faults(sentence, said_before, on), None)


def first_finding(reply: str, on: Ground, *, by_sense: bool = False) -> Finding | None:
    """What a whole reply is stopped for, sentence by sentence and then as a whole. ``by_sense``:
    as the colleague is checked; without it by the word lists alone, which takes less time."""
    said = ""
    for sentence in sentences.split(reply):
        if finding := check_sentence(sentence.text, said, on):
            return finding
        if by_sense and (finding := sensed(sentence.text, said, on, SENSE)):
            return finding
        said = f"{said} {sentence.text}".strip()
    return check_reply(reply, on)
