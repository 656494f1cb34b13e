"""Short plain reproaches, and words that sound like them and harm nobody.

Written by language models that saw none of the grader's words; what is harm was said by the
writer, one model, and checked by no second one. ``reproaches`` were written before any set phrase
was tried on them. Denials of a reproach were widened after ``reproaches`` and ``denials`` had been
read; of ``unseen_denials`` two were read, and what had taken these wrongly was taken out. The
figures in docs/grading.md are printed by ``pytest tests/grader/test_plain_words.py -s``.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from rehearse.conversation.rubric import LANGUAGES, Language, Level, TurnGrade
from rehearse.grader import TurnContext
from rehearse.grader.local import LocalGrader
from rehearse.language import reproach

HEARD = {"nl": "Ik hoorde het van een ander.", "en": "I heard it from somebody else."}


class Line(NamedTuple):
    list: str
    lang: Language
    harm: bool
    text: str


@cache
def lines() -> tuple[Line, ...]:
    file = Path(__file__).with_name("plain_words.jsonl")
    return tuple(Line(**json.loads(line)) for line in file.read_text("utf-8").splitlines())


def those(name: str, *, harm: bool) -> Iterator[Line]:
    return (line for line in lines() if line.list == name and line.harm is harm)


@cache
def grader() -> LocalGrader:
    return LocalGrader.load()


def graded(line: Line) -> TurnGrade:
    context = TurnContext(language=line.lang, colleague_last=HEARD[line.lang])
    grade = grader().grade(line.text, context)
    assert isinstance(grade, TurnGrade)
    return grade


def test_a_set_phrase_is_in_no_harmless_words() -> None:
    harmless = [line for line in lines() if not line.harm]
    assert [line for line in harmless if reproach.heard(line.text, line.lang)] == []


def test_a_denial_is_in_no_harm() -> None:
    harm = [line for line in lines() if line.harm]
    assert [line for line in harm if reproach.denied(line.text, line.lang)] == []


@pytest.mark.parametrize(
    ("name", "least_heard", "least_stated", "most_blamed"),
    [("reproaches", 93, 56, 12), ("denials", 43, 28, 15), ("unseen_denials", 42, 22, 21)],
)
def test_how_much_harm_is_heard_and_how_often_nobody_is_harmed(
    name: str, least_heard: int, least_stated: int, most_blamed: int
) -> None:
    of_harm = [graded(line) for line in those(name, harm=True)]
    heard = sum(any(s.level is Level.AGAINST for s in grade.scores) for grade in of_harm)
    stated = sum(grade.harmful for grade in of_harm)
    harmless = [graded(line).harmful for line in those(name, harm=False)]
    print(f"{name}: of {len(of_harm)} that harm {heard} heard, {stated} stated; ", end="")
    print(f"of {len(harmless)} that do not {sum(harmless)} blamed")
    assert heard >= least_heard
    assert stated >= least_stated
    assert sum(harmless) <= most_blamed


def test_both_languages_are_there() -> None:
    assert {line.lang for line in lines()} == set(LANGUAGES)
