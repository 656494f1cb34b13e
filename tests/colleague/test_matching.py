"""Which line a question is after, and whether any."""

import pytest

from rehearse.colleague import matching
from rehearse.colleague.asked import KNOWN
from rehearse.colleague.listening import OF_WHAT_WAS_SAID
from rehearse.colleague.matching import Questions
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Asked, Band, Line, Move
from rehearse.conversation.signals import Signal
from tests import stored
from tests.colleague.test_asking_back import lines_of, reply_to
from tests.colleague.test_taken_for_granted import LIBRARY, SITUATIONS, warm


def line(line_id: str, *answers: str, after: str | None = None) -> Line:
    return Line(id=line_id, text=line_id, band=Band.LOW, answers=answers, after=after)


LINES = (
    line("who", "Who told you?", "Who did you hear it from?", "Which of them was it?"),
    line("when", "When did you hear it?", "What day was that?", "How long have you known?"),
    line("where", "Where were you then?", "Which room was that in?"),
    line("who-laughed", "Who laughed?", "Who was it?", "Who?", after="laughter"),
    line("who-wrote", "Who wrote it?", "Who was it?", "Who?", after="letter"),
)

UNANSWERED = ("Who else was off sick that week?", "Where do you park these days?")


def after(question: str, last_said: str | None = None) -> dict[str, float]:
    vector = stored.encode_questions([question])[0]
    known = matching.matcher(Questions(LINES, UNANSWERED, "en"), stored.encode_questions)
    return dict(known.after(question, vector, last_said))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who did you get it from?", "who"),
        ("What day did you find out?", "when"),
        ("In which room were you?", "where"),
    ],
)
def test_a_question_in_other_words_finds_its_line(question: str, expected: str) -> None:
    sure = after(question)
    assert max(sure, key=sure.__getitem__) == expected
    assert sure[expected] > KNOWN


def test_what_nobody_wrote_a_line_for_finds_none() -> None:
    assert max(after("Do you think the merger will go through?").values()) < KNOWN


@pytest.mark.parametrize(
    ("last_said", "expected"), [("laughter", "who-laughed"), ("letter", "who-wrote")]
)
def test_the_same_words_ask_back_about_what_was_said_last(last_said: str, expected: str) -> None:
    # Half of all that is said can be asked back about so: others make it no less sure.
    sure = after("Who was it?", last_said)
    assert max(sure, key=sure.__getitem__) == expected
    assert sure[expected] + OF_WHAT_WAS_SAID > KNOWN
    assert sure[expected] > 1.5 * after("Who was it?")[expected]


def test_what_can_be_asked_in_any_talk_takes_nothing_from_the_lines_of_the_situation() -> None:
    anywhere = Line(
        id="suits",
        text="suits",
        answers=("Is now okay?", "Got a minute?", "Who told you?", "When did you hear it?"),
        anywhere=True,
    )
    asked = Questions((*LINES, anywhere), UNANSWERED, "en")
    known = matching.matcher(asked, stored.encode_questions)
    for question in ("Who told you?", "What day did you find out?", "Have you got a minute?"):
        sure = dict(known.after(question, stored.encode_questions([question])[0], "letter"))
        suits = sure.pop("suits")
        assert sure == pytest.approx(after(question, "letter"), abs=0.01)
    assert suits > KNOWN


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_what_was_just_said_can_be_asked_back_about(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    taken_up = [each for each in scenario.words.lines[Move.ANSWER] if each.id.endswith("-taken-up")]
    assert len(taken_up) > 50
    found = []
    for each in taken_up[::9]:
        path = warm(used_lines=(each.after,))
        for words in each.answers[:3]:
            reply = reply_to(scenario, words, path, Signal.ASKS_FACT)
            found.append(lines_of(scenario)[reply.lines[-1]].after == each.after)
    assert sum(found) >= 0.85 * len(found)


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Komt dat door mij?"), ("en", "Is that because of me?"), ("en", "Do you mean me?")],
)
def test_whether_it_was_meant_so_is_no_bid_for_comfort(language: Language, words: str) -> None:
    for scenario_id in LIBRARY.ids():
        scenario = LIBRARY.load(scenario_id, language)
        reply = reply_to(scenario, words, warm(), Signal.FISHING)
        line_said = lines_of(scenario)[reply.lines[-1]]
        assert line_said.only_to is Asked.CONFIRM or line_said.answers, scenario_id
