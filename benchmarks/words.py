"""Turns to say: labelled ones, real in length and wording; and sentences of them, newly mixed."""

import random
from collections.abc import Iterator

from evals import cases
from evals.cases import Case
from rehearse.conversation.rubric import Language, Level
from rehearse.language import sentences

SEED = 8


def labelled() -> list[Case]:
    return cases.load()


def repairing(language: Language) -> list[str]:
    """Turns that a colleague goes on talking after: something clear in them, nothing against."""
    found = [
        case.turn
        for case in labelled()
        if case.lang == language
        and Level.AGAINST not in case.levels.values()
        and Level.CLEAR in case.levels.values()
        and not case.signals
    ]
    random.Random(SEED).shuffle(found)
    return found


def mixed(language: Language, length: int) -> Iterator[str]:
    """Turns of so many sentences, drawn from all labelled ones."""
    pool = sorted(
        {
            part.text
            for case in labelled()
            if case.lang == language
            for part in sentences.split(case.turn)
            if part.text[-1] in ".?!"
        }
    )
    draw = random.Random(SEED)
    while True:
        yield " ".join(draw.sample(pool, length))
