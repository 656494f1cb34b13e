"""What of a turn is read apart: sentences, and the clauses of long ones."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.clauses import LEAST, LONG, read_apart
from rehearse.language.sentences import MOST, split

DICTATED = (
    "ja ik liep er net langs met mijn koffie in mijn hand en ik dacht aan jou, dat stuk heb ik "
    "gisteravond gelezen bij mijn moeder thuis, en ik heb daar toen tegen iedereen aan tafel "
    "gezegd dat het van mij was"
)
UNSIGNED = (
    "I walked past the board this morning with my coffee in my hand and I thought of you because "
    "that drawing has your name nowhere on it but mine twice in large letters"
)


def texts(turn: str, language: Language) -> list[str]:
    return [part.text for part in read_apart(turn, language)]


def test_a_long_sentence_is_read_in_its_clauses() -> None:
    assert texts(DICTATED, "nl") == [
        "ja ik liep er net langs met mijn koffie in mijn hand en ik dacht aan jou,",
        "dat stuk heb ik gisteravond gelezen bij mijn moeder thuis,",
        "en ik heb daar toen tegen iedereen aan tafel gezegd dat het van mij was",
    ]


def test_where_there_is_no_sign_a_joining_word_begins_a_clause() -> None:
    assert texts(UNSIGNED, "en") == [
        "I walked past the board this morning with my coffee in my hand and I thought of you",
        "because that drawing has your name nowhere on it but mine twice in large letters",
    ]


def test_of_two_joining_words_the_first_begins_the_clause() -> None:
    told = (
        "ik had je dat gesprek over jouw schaal in maart met zoveel woorden beloofd en toen het "
        "door de directie werd afgeblazen heb ik je daar niks van gezegd"
    )
    assert texts(told, "nl") == [
        "ik had je dat gesprek over jouw schaal in maart met zoveel woorden beloofd",
        "en toen het door de directie werd afgeblazen heb ik je daar niks van gezegd",
    ]


def test_each_language_has_its_own_joining_words() -> None:
    wish = "I only " + "really " * 12 + "want you to know how it was for me that day on the quay"
    assert texts(wish, "en") == [wish]


def test_a_dash_between_clauses_breaks_nothing_off() -> None:
    first, second = (
        "that was the plan we made in the summer",
        "it lay on my desk for all of the time",
    )
    assert texts(f"{first}, so to speak of it – {second} and nobody saw it there", "en") == [
        f"{first}, so to speak of it",
        f"{second} and nobody saw it there",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_long_stays_whole(language: Language) -> None:
    sentence = ("ja, en maar nee, but so " * 5).strip()
    assert len(sentence.split()) > LONG
    short = " ".join(sentence.split()[:LONG])
    assert texts(short, language) == [short]
    assert len(texts(sentence, language)) == 2


WORDS = st.sampled_from(
    ["ja", "nee,", "en", "and", "but", "maar", "–", "(zo)", "klaar.", "so?", "ik"]
)


@given(st.lists(WORDS, max_size=400).map(" ".join), st.sampled_from(LANGUAGES))
def test_clauses_stand_in_their_sentences_in_order_and_lose_no_word(
    turn: str, language: Language
) -> None:
    parts, whole = read_apart(turn, language), split(turn)
    assert len(parts) <= MOST
    for one, other in pairwise(parts):
        assert one.end <= other.start
    for part in parts:
        assert turn[part.start : part.end] == part.text
        (home,) = [one for one in whole if one.start <= part.start and part.end <= one.end]
        assert home.text == part.text or len(part.text.split()) >= LEAST - 1

    def said(texts: list[str]) -> list[str]:
        return [word for text in texts for word in text.split() if word.strip("–")]

    assert said([part.text for part in parts]) == said([one.text for one in whole])


@given(st.text(max_size=600), st.sampled_from(LANGUAGES))
def test_any_text_can_be_read(turn: str, language: Language) -> None:
    for part in read_apart(turn, language):
        assert turn[part.start : part.end] == part.text


def test_a_turn_of_many_sentences_is_not_cut_beyond_what_is_read() -> None:
    parts = texts("Goed. " * (MOST - 2) + DICTATED, "nl")
    assert len(parts) == MOST
    assert len(parts[-1].split()) > LONG
