"""Who answers what the colleague asked is heard, and hears no next piece of the story."""

import pytest

from evals.colleague import At, ColleagueCase, Given, Kind, answer, read
from evals.ground import load_library
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.moves import Move
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import LANGUAGES, Language, Step
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


@pytest.mark.parametrize(
    ("scenario_id", "language", "words"),
    [
        ("moved-work", "en", "I could take the next one with you. But only if you want to."),
        ("promised-raise", "nl", "En als ik nou elke vrijdag even bij je langskom?"),
        ("promised-raise", "en", "What if I came by every Friday?"),
        ("words-and-deeds", "nl", "Ik kan er een dag vanaf blijven, als jij dat wilt."),
    ],
)
def test_an_offer_that_is_left_to_the_colleague_gets_an_answer(
    scenario_id: str, language: Language, words: str
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    reply = reply_to(scenario, words, At(trust=50))
    assert reply.move is Move.ANSWER


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_demanded_of_who_only_gives_time(language: Language) -> None:
    words = {"nl": "Neem je tijd. Denk er rustig over na.", "en": "Take your time. No hurry."}
    case = ColleagueCase(
        id="own",
        kind=Kind.MAKES,
        move=Move.GO_ON,
        say=words[language],
        at=At(trust=50, moves=(Move.SILENCE,)),
        grade=Given(signals=frozenset()),
    )
    scenario = LIBRARY.load("promised-raise", language)
    moment = read(case, scenario, GRADER)
    reply = answer(case, scenario, moment, COLLEAGUE)
    assert reply.lines[-1] == "withdrawn-no-hurry"


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_a_thing_alone_is_called_hollow(language: Language) -> None:
    """Some lines say that words are empty; those fit only what one cannot hold on to."""
    for situation in LIBRARY.ids():
        lines = LIBRARY.load(situation, language).words.lines[Move.CHALLENGE]
        hollow = [line for line in lines if line.since is Said.HALF]
        assert len(hollow) == 2
        assert all(line.open for line in hollow)


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_an_answer_to_its_own_question_is_no_ground_for_a_challenge(
    language: Language,
) -> None:
    words = {"nl": "Dan hoor je dat van mij, denk ik.", "en": "You’d hear it from me, I think."}
    scenario = LIBRARY.load("moved-work", language)
    (asked, *_) = (t.id for t in scenario.words.lines[Move.TEST] if t.text.endswith("?"))
    case = ColleagueCase(
        id="own",
        kind=Kind.MAKES,
        move=Move.GO_ON,
        say=words[language],
        at=At(trust=50, said=(asked,)),
        grade=Given(levels={Step.RELIABLE: 1}),
    )
    reply = answer(case, scenario, read(case, scenario, GRADER), COLLEAGUE)
    assert reply.lines[-1].startswith("pleasing-answered")
