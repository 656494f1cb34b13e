"""Who answers what the colleague asked is heard, and hears no next piece of the story."""

import pytest

from evals.colleague import At, ColleagueCase, Given, Kind, answer, read
from evals.ground import load_library
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.moves import Move
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Said, Scenario
from rehearse.grader.local import LocalGrader
from tests import stored

COLLEAGUE, GRADER = ScriptedColleague(stored.encode, stored.encode_questions), LocalGrader.load()
LIBRARY = load_library()
SITUATIONS = [(each, language) for each in LIBRARY.ids() for language in LANGUAGES]
STATED: dict[Language, str] = {
    "nl": "Een week of twee, drie. Langer zal het niet zijn geweest.",
    "en": "Two weeks or three. It can’t have been any longer than that.",
}


def reply_to(scenario: Scenario, words: str, at: At) -> Reply:
    case = ColleagueCase(
        id="own",
        kind=Kind.MAKES,
        move=Move.GO_ON,
        say=words,
        at=at,
        grade=Given(signals=frozenset()),
    )
    return answer(case, scenario, read(case, scenario, GRADER), COLLEAGUE)


def asked_by(scenario: Scenario) -> list[str]:
    """Lines of the colleague that ask something."""
    challenges = scenario.words.lines[Move.CHALLENGE]
    return [line.id for line in challenges if line.text.endswith("?")]


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_an_answer_to_its_own_question_is_taken_up(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    lines = {line.id: line for line in scenario.words.lines[Move.GO_ON]}
    for asked in asked_by(scenario):
        reply = reply_to(scenario, STATED[language], At(said=(asked,)))
        spoken = lines[reply.lines[-1]]
        fits = spoken.since is Said.ANSWERED or spoken.anywhere or spoken.after == asked
        assert fits, (asked, reply.text)


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_where_nothing_was_asked_the_story_goes_on(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    lines = {line.id: line for line in scenario.words.lines[Move.GO_ON]}
    said = next(i for i, line in lines.items() if line.goes_on)
    reply = reply_to(scenario, STATED[language], At(said=(said,)))
    assert lines[reply.lines[-1]].since is not Said.ANSWERED


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Nee hoor, precies op tijd."), ("nl", "Het valt mee.")]
)
def test_a_short_first_turn_answers_how_the_colleague_begins(
    language: Language, words: str
) -> None:
    reply = reply_to(LIBRARY.load("judged-unasked", language), words, At(opening=1))
    assert reply.lines[-1].startswith("anxious-answered")


def test_a_long_first_turn_begins_the_conversation() -> None:
    words = "Ik wil het met je hebben over wat er al die tijd in je dossier heeft gestaan."
    reply = reply_to(LIBRARY.load("judged-unasked", "nl"), words, At(opening=1))
    assert not reply.lines[-1].startswith("anxious-answered")


@pytest.mark.parametrize(
    ("scenario_id", "language", "said", "words", "line"),
    [
        ("unspoken-conflict", "en", "go-reasons", "like what reasons", "ask-reasons"),
        ("words-and-deeds", "en", "go-dated", "mind if i sit down a min", "answer-logistics"),
        (
            "spared-feedback",
            "nl",
            "go-on-took-leaflet",
            "je bent toch boos of niet",
            "answer-angry",
        ),
    ],
)
def test_what_is_typed_without_a_mark_is_a_question_where_it_surely_is_one(
    scenario_id: str, language: Language, said: str, words: str, line: str
) -> None:
    reply = reply_to(LIBRARY.load(scenario_id, language), words, At(said=(said,)))
    assert reply.lines[-1] == line
