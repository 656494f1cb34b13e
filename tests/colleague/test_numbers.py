"""Numbers are read from whatever was said, in either language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.colleague.checks.numbers import numbers
from rehearse.colleague.checks.sheet import word_sheet
from rehearse.conversation.rubric import LANGUAGES, Language

SAID = st.sampled_from(
    [
        "5",
        "1",
        "12,5",
        "007",
        "²",
        "5²",
        "٥",
        "vijf",
        "five",
        "hundred",
        "thousand",
        "honderd",
        "duizend",
        "driehonderd",
        "thirty-eight",
        "€",
        "%",
        "euro",
        "pounds",
        ".",
    ]
)


def read(text: str, lang: Language) -> list[str]:
    return [number.value for number in numbers(text, word_sheet(lang), lang)]


@given(st.lists(SAID | st.text(max_size=5), max_size=12), st.sampled_from([" ", ""]))
def test_no_words_are_too_strange_to_be_read(words: list[str], between: str) -> None:
    text = between.join(words).lower()
    for lang in LANGUAGES:
        for number in numbers(text, word_sheet(lang), lang):
            assert 0 <= number.start < number.end <= len(text)


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("5 hundred euro, vijf thousand", "nl", ["5", "5"]),
        ("5 duizend euro", "nl", ["5000"]),
        ("twee honderd duizend", "nl", ["200000"]),
        ("five hundred thousand", "en", ["500000"]),
        ("5 honderd", "en", ["5"]),
        ("5² hundred", "en", ["5", "100"]),
        ("2.5 thousand", "en", ["2.5", "1000"]),
    ],
)
def test_a_word_multiplies_in_its_own_language(text: str, lang: Language, found: list[str]) -> None:
    assert read(text, lang) == found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_may_be_of_any_length(lang: Language) -> None:
    word = {"nl": "duizend", "en": "thousand"}[lang]
    assert read(f"{'9' * 5000} {word}", lang) == ["9" * 5000 + "000"]
    assert read(f"5{f' {word}' * 2000}", lang) == ["5" + "000" * 2000]
