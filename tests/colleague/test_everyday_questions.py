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


IN_ANY_TALK: dict[Language, dict[str, tuple[str, ...]]] = {
    "nl": {
        "may-explain": ("Hoi {name}, mag ik uitleggen hoe dat kwam?", "zal ik anders eerst"),
        "listening": ("Hoor je wat ik zeg, {name}?", "luister je naar me"),
        "do-you-see": ("Snap je een beetje wat ik bedoel?", "begrijp je dat ook"),
        "pardon": ("Wat zei je, sorry?", "Huh, wat zeg je?"),
        "what-now": ("Hoe moet dit nu verder?", "hoe gaan we dit samen oplossen"),
        "why-here": ("Weet je waarom ik met je wilde praten?",),
        "trust-me": ("Heb je nog wel vertrouwen in me?", "geloof je me wel"),
        "small-talk": ("Goed weekend gehad, {name}?", "hoi {name} alles goed"),
        "a-drink": ("Kopje koffie?", "Zal ik even koffie voor je halen?"),
        "does-it-suit": ("Komt het nu gelegen?", "stoor ik je nu"),
        "so-quiet": ("Waarom zeg je nou niks?", "Waarom ben je nu zo stil?"),
        "what-about": ("Waar zou je het over willen hebben?", "Wil jij eerst beginnen?"),
        "was-it-wrong": ("Vind jij dat ik fout zat?",),
        "back-to-normal": ("Zullen we er een streep onder zetten?", "Kan het weer zoals eerst?"),
        "anything-wrong": ("Is er iets mis, {name}?", "Zit jou iets dwars?"),
        "are-you-ready": ("Ben je er klaar voor, {name}?", "Zullen we dan beginnen?"),
    },
    "en": {
        "may-explain": ("Hi {name}, can I explain how that happened?", "shall I go first then"),
        "listening": ("Are you listening to me, {name}?", "did you hear what I just said"),
        "do-you-see": ("Can you see what I mean by that?", "do you understand me"),
        "pardon": ("Sorry, what was that you said?", "Could you say that again, please?"),
        "what-now": ("Where do we go now?", "how do we sort this out together"),
        "why-here": ("Do you know why I wanted a word?",),
        "trust-me": ("Do you trust me at all still?", "do you believe me now"),
        "small-talk": ("Good weekend, {name}?", "hi {name}, everything okay"),
        "a-drink": ("Cup of coffee?", "Can I get you a tea or something?"),
        "does-it-suit": ("Is this an okay time?", "am I interrupting you"),
        "so-quiet": ("Why don't you say anything?", "Why are you being so quiet?"),
        "what-about": ("What would you want to talk about?", "Would you like to start?"),
        "was-it-wrong": ("Do you think I was in the wrong?",),
        "back-to-normal": ("Shall we draw a line under this?", "Can we go back to how it was?"),
        "anything-wrong": ("Is something the matter, {name}?", "Is anything bothering you?"),
        "are-you-ready": ("Are you ready, {name}?", "Shall we start, then?"),
    },
}
"""By the end of the id of the line that answers it whatever the story is. Written by the hand that
wrote the lines, before it saw what these bring."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_asked_in_any_talk_is_seldom_put_off(language: Language) -> None:
    put_off, answered, count = [], 0, 0
    for situation in ANSWERED:
        scenario = load_library().load(situation, language)
        lines = {line.id: line for line in scenario.words.lines[Move.ANSWER]}
        for kind, ways in IN_ANY_TALK[language].items():
            for way in ways:
                case = ColleagueCase(
                    id="any-talk",
                    kind=Kind.ANSWERS,
                    say=way.format(name=scenario.name),
                    lines=("any",),
                    at=At(trust=40),
                )
                reply = answer(case, scenario, read(case, scenario, GRADER), COLLEAGUE)
                count += 1
                answered += reply.lines[-1].endswith(kind)
                line = lines.get(reply.lines[-1])
                if line is not None and line.open:
                    put_off.append((situation, way, reply.text))
    print(
        f"{language}: of {count}, {answered} get the line of any talk, {len(put_off)} are put off"
    )
    assert len(put_off) <= 0.1 * count, put_off


SAID_IN_ANY_TALK: dict[Language, dict[str, tuple[str, ...]]] = {
    "nl": {
        "announced": ("Hoi {name}, ik wil even iets met je bespreken.", "ik moet je wat zeggen"),
        "your-feelings": ("Ik begrijp best dat je kwaad bent.",),
        "right-you-are": ("Ja, je hebt gelijk.",),
        "thanked": ("Dank je wel dat je dat zegt.",),
        "at-a-loss": ("Pff, ik weet niet zo goed wat ik moet zeggen.",),
    },
    "en": {
        "announced": (
            "Hi {name}, I'd like to talk something over.",
            "theres something i need to say",
        ),
        "your-feelings": ("I do understand that you're angry.",),
        "right-you-are": ("Yes, you're right.",),
        "thanked": ("Thank you for telling me that.",),
        "at-a-loss": ("Phew, I don't really know what to say.",),
    },
}
"""By the end of the id of the line that follows it, where nothing else of the turn counts."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_in_any_talk_is_taken_up_where_nothing_else_is(language: Language) -> None:
    for situation in ANSWERED:
        scenario = load_library().load(situation, language)
        for kind, ways in SAID_IN_ANY_TALK[language].items():
            for way in ways:
                case = ColleagueCase(
                    id="any-talk",
                    kind=Kind.ANSWERS,
                    say=way.format(name=scenario.name),
                    lines=("any",),
                    at=At(trust=40),
                    grade=Given(),
                )
                reply = answer(case, scenario, read(case, scenario, GRADER), COLLEAGUE)
                if reply.move is Move.GO_ON:
                    assert reply.lines[-1].endswith(kind), (situation, way)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Dank je. De monteur komt morgen om negen uur, dan is de deur gemaakt."),
        ("en", "Thanks. The fitter comes at nine tomorrow, and then the door is done."),
    ],
)
def test_what_stands_before_other_things_is_not_what_a_turn_says(
    language: Language, words: str
) -> None:
    for situation in ANSWERED:
        scenario = load_library().load(situation, language)
        case = ColleagueCase(
            id="any-talk",
            kind=Kind.ANSWERS,
            say=words,
            lines=("any",),
            at=At(trust=40),
            grade=Given(),
        )
        reply = answer(case, scenario, read(case, scenario, GRADER), COLLEAGUE)
        assert not reply.lines[-1].endswith("-thanked")
