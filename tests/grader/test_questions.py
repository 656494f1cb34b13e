"""Short questions that ask, and sentences that only look like one ("What can you do?").

Written by a language model that had seen neither the grader nor its turns; whether one asks was
said by that writer and checked by nobody. The figures in docs/grading.md are printed by
``pytest tests/grader/test_questions.py -s``.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step, StepScore, TurnGrade
from rehearse.grader import TurnContext
from rehearse.grader.local import LocalGrader

HEARD = {"nl": "Zo ga je niet met mensen om.", "en": "That’s no way to treat people."}
MOST_CREDITED = 21
"""Of 120 that ask nothing, how many may count as asking, in doubt or not."""
MOST_BLAMED = 1
"""Of 120 that ask, how many may be stated to judge."""
LEAST_HEARD = 90
"""And how many must count as asking."""


class Line(NamedTuple):
    lang: Language
    asks: bool
    text: str


@cache
def lines() -> tuple[Line, ...]:
    file = Path(__file__).with_name("questions.jsonl")
    return tuple(Line(**json.loads(line)) for line in file.read_text("utf-8").splitlines())


def asking(*, truly: bool) -> Iterator[StepScore]:
    grader = LocalGrader.load()
    for line in lines():
        if line.asks is truly:
            grade = grader.grade(line.text, TurnContext(line.lang, colleague_last=HEARD[line.lang]))
            assert isinstance(grade, TurnGrade)
            yield grade[Step.ASK]


def test_what_asks_nothing_seldom_counts_as_asking() -> None:
    credited = [score.level >= Level.PARTIAL for score in asking(truly=False)]
    print(f"of {len(credited)} that ask nothing {sum(credited)} count as asking")
    assert sum(credited) <= MOST_CREDITED


def test_a_short_question_counts_as_asking_and_is_not_blamed() -> None:
    scores = list(asking(truly=True))
    heard = sum(score.level >= Level.PARTIAL for score in scores)
    blamed = sum(score.level is Level.AGAINST and not score.doubt for score in scores)
    print(f"of {len(scores)} that ask {heard} count as asking, {blamed} are blamed")
    assert heard >= LEAST_HEARD
    assert blamed <= MOST_BLAMED


def test_both_languages_are_there() -> None:
    assert {(line.lang, line.asks) for line in lines()} == {
        (lang, asks) for lang in LANGUAGES for asks in (True, False)
    }
