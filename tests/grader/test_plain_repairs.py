"""Plain sentences that people say to each other when they mend something ("Can I do anything?").

734 turns of one to three of them. Those ``at hand`` were there when the set phrases of
``mendings/`` were written; the ``other words``, by the same model, were written before these as
well, and not looked at for them; the last are ``another writer``'s, a model that saw the guide and
nothing of the grader. Each was labelled by who wrote it, and by nobody else. The figures in
docs/grading.md are printed by ``pytest tests/grader/test_plain_repairs.py -s``.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

from evals.metrics import quadratic_kappa
from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step, TurnGrade
from rehearse.grader import TurnContext
from rehearse.grader.local import LocalGrader
from rehearse.language import mending


class Line(BaseModel):
    list: str
    lang: Language
    heard: str
    text: str
    levels: dict[Step, int]

    def level(self, step: Step) -> int:
        return self.levels.get(step, 0)


@cache
def lines() -> tuple[Line, ...]:
    file = Path(__file__).with_name("plain_repairs.jsonl")
    return tuple(Line.model_validate_json(line) for line in file.read_text("utf-8").splitlines())


@cache
def graded(name: str) -> tuple[tuple[Line, TurnGrade], ...]:
    grader, found = LocalGrader.load(), []
    for line in lines():
        if line.list == name:
            grade = grader.grade(line.text, TurnContext(line.lang, colleague_last=line.heard))
            assert isinstance(grade, TurnGrade)
            found.append((line, grade))
    return tuple(found)


@pytest.mark.parametrize(
    ("name", "kappa", "blamed"),
    [("at hand", 0.72, 45), ("other words", 0.7, 20), ("another writer", 0.77, 65)],
)
def test_plain_words_are_read_as_they_are_meant(name: str, kappa: float, blamed: int) -> None:
    by_step, taken_ill = [], []
    for step in Step:
        truth = np.array([line.level(step) for line, _ in graded(name)])
        given = np.array([int(grade[step].level) for _, grade in graded(name)])
        by_step.append(quadratic_kappa(truth, given))
        taken_ill += [
            line.text
            for line, grade in graded(name)
            if grade[step].level is Level.AGAINST and line.level(step) >= 0
        ]
    count = len(graded(name))
    print(f"{name}: kappa {np.mean(by_step):.3f} on {count} turns, {len(taken_ill)} -1s undeserved")
    assert np.mean(by_step) >= kappa
    assert len(taken_ill) <= blamed, taken_ill


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_set_phrase_that_mends_is_never_held_against_anybody(language: Language) -> None:
    alone = [
        (line, grade)
        for name in ("at hand", "other words")
        for line, grade in graded(name)
        if line.lang == language and mending.heard(line.text, language)
    ]
    assert len(alone) >= 30
    for line, grade in alone:
        assert all(score.level is not Level.AGAINST for score in grade.scores), line.text
        for step in mending.heard(line.text, language):
            assert grade[step].level >= Level.PARTIAL, line.text


@pytest.mark.parametrize(
    ("language", "turn"),
    [
        ("nl", "Dat was fout van mij. Maar jij zegt ook nooit iets."),
        ("nl", "Ik had dat niet moeten doen, maar jij begon."),
        ("en", "It was wrong of me. But you left the gate open yourself."),
        ("en", "You're allowed to be angry, you're just being childish about it."),
    ],
)
def test_harm_beside_it_stays_harm(language: Language, turn: str) -> None:
    grade = LocalGrader.load().grade(turn, TurnContext(language))
    assert isinstance(grade, TurnGrade)
    assert any(score.level is Level.AGAINST for score in grade.scores)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Ik had dat niet moeten doen volgens jou."),
        ("nl", "Dat was niet goed van jou."),
        ("nl", "Je mag niet boos zijn."),
        ("nl", "Kan ik er iets aan doen?"),
        ("en", "You shouldn't have done that."),
        ("en", "It was wrong of you."),
        ("en", "What can I do about it?"),
        ("en", "You can't be angry with me."),
        ("en", ""),
    ],
)
def test_what_only_sounds_like_it_is_no_set_phrase(language: Language, sentence: str) -> None:
    assert not mending.heard(sentence, language)
