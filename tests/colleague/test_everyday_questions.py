"""What every manager comes to ask gets its own answer, in every situation and both languages."""

import pytest

from evals.colleague import At, ColleagueCase, Given, Kind, answer, read
from evals.ground import load_library
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Move
from rehearse.conversation.signals import Signal
from rehearse.grader.local import LocalGrader
from tests import stored

ASKED: dict[str, dict[Language, str]] = {
    "why": {"nl": "Waarom heb je me dat niet verteld?", "en": "Why did you not tell me?"},
    "did": {"nl": "Wat deed ik dan precies?", "en": "What did I do, exactly?"},
    "instead": {
        "nl": "Wat had ik volgens jou moeten doen?",
        "en": "What should I have done, do you think?",
    },
    "stay": {"nl": "Ga je bij ons weg?", "en": "Are you going to leave here?"},
    "ask": {"nl": "Mag ik wat vragen?", "en": "May I ask you a question?"},
}
ANSWERED: dict[str, dict[str, str]] = {
    "promised-raise": {"ask": "suits"},
    "moved-work": {"ask": "logistics"},
    "doubted-idea": {"ask": "here"},
    "judged-unasked": {"why": "came-out-as-sorry", "did": "words", "ask": "room"},
    "words-and-deeds": {"did": "what-changed", "ask": "logistics"},
    "spared-feedback": {"did": "what-you-said", "ask": "logistics"},
    "unspoken-conflict": {"why": "why-not", "did": "my-words", "ask": "suits"},
    "unspoken-limits": {
        "why": "why-not",
        "did": "my-words",
        "instead": "beforehand",
        "ask": "here",
    },
}
"""The end of a line's name (or its beginning), where it is not the usual one."""
COLLEAGUE, GRADER = ScriptedColleague(stored.encode, stored.encode_questions), LocalGrader.load()
USUAL = {"why": "why-silent", "did": "what-i-did", "instead": "should-have", "stay": "stay"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", ANSWERED)
@pytest.mark.parametrize("question", ASKED)
def test_an_everyday_question_gets_its_answer(
    question: str, situation: str, language: Language
) -> None:
    scenario = load_library().load(situation, language)
    said = ASKED[question][language]
    examples = {e for line in scenario.words.lines[Move.ANSWER] for e in line.answers}
    assert said not in examples, "the very words of an example show nothing"
    case = ColleagueCase(
        id="everyday",
        kind=Kind.ANSWERS,
        say=said,
        lines=("any",),
        at=At(trust=40),
        grade=Given(signals=frozenset({Signal.ASKS_FACT})),
    )
    reply = answer(case, scenario, read(case, scenario, GRADER), COLLEAGUE)
    wanted = ANSWERED[situation].get(question) or USUAL[question]
    assert reply.lines[-1].startswith(f"answer-{wanted}")
