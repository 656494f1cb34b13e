"""What the question encoder is tuned on: the questions of all situations, by the lines that answer
them, and those that none answers."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rehearse.colleague import listening
from rehearse.conversation.rubric import LANGUAGES
from rehearse.library import ScenarioLibrary


@dataclass(frozen=True)
class Answer:
    """A line, and the questions that it was written for."""

    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Pool:
    """All that may be asked in one situation and language: its questions are told apart."""

    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...]

    @property
    def questions(self) -> Iterator[str]:
        """Every question, answered or not."""
        for answer in self.answers:
            yield from answer.questions
        yield from self.unanswered


def pools(library: ScenarioLibrary) -> list[Pool]:
    """Those of all situations that ship."""
    found = []
    for scenario_id in library.ids():
        for language in LANGUAGES:
            asked = listening.questions_of(library.load(scenario_id, language))
            answers = tuple(Answer(line.text, line.answers) for line in asked.lines)
            found.append(Pool(answers, asked.unanswered))
    return found


def fingerprint(asked: Sequence[Pool]) -> str:
    """A hash over all questions and the lines they are told apart by."""
    told = [
        [[(answer.text, answer.questions) for answer in pool.answers], pool.unanswered]
        for pool in asked
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
