"""What was owned is echoed only in words that were said."""

import pytest

from evals.ground import load_library
from rehearse.colleague.echoing import repeats
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Line, Move

LIBRARY = load_library()
SITUATIONS = [(each, language) for each in LIBRARY.ids() for language in LANGUAGES]
GENERAL: dict[Language, tuple[str, ...]] = {
    "nl": ("Sorry, dat was niet goed van mij.", "Het spijt me, ik zat fout.", "Mijn fout."),
    "en": ("Sorry, I got that wrong.", "I shouldn’t have done that.", "My mistake, I’m sorry."),
}
"""Confessions that name nothing."""


def echoes(situation: str, language: Language) -> tuple[Line, ...]:
    lines = LIBRARY.load(situation, language).words.lines[Move.SILENCE]
    return tuple(line for line in lines if line.answers and not line.anywhere)


def test_what_names_nothing_is_hardly_ever_echoed() -> None:
    told = [
        repeats(line, lines, words)
        for situation, language in SITUATIONS
        for lines in (echoes(situation, language),)
        for line in lines
        for words in GENERAL[language]
    ]
    print(f"{sum(told)} of {len(told)} echoes of what was not named")
    assert sum(told) <= 0.1 * len(told)


def test_the_examples_of_an_echo_have_its_words() -> None:
    told = [
        repeats(line, lines, example)
        for lines in (echoes(*each) for each in SITUATIONS)
        for line in lines
        for example in line.answers
    ]
    print(f"{sum(told)} of {len(told)} examples have a word that their echo goes by")
    assert sum(told) >= 0.9 * len(told)


@pytest.mark.parametrize(
    ("situation", "language", "line", "words", "said"),
    [
        ("promised-raise", "nl", "echo-fight", "Ik zou ervoor knokken, en dat deed ik niet.", True),
        ("promised-raise", "nl", "echo-fight", "Ja, ik stelde het uit. Niet netjes.", False),
        ("moved-work", "en", "echo-notice", "You found out from the rota app.", True),
        ("moved-work", "en", "echo-notice", "I should have asked you before I did it.", False),
        ("words-and-deeds", "en", "echo-evenings", "I looked every single evening.", True),
    ],
)
def test_an_echo_repeats_what_was_said(
    situation: str, language: Language, line: str, words: str, *, said: bool
) -> None:
    lines = echoes(situation, language)
    (echo,) = (each for each in lines if each.id == line)
    assert repeats(echo, lines, words) is said
