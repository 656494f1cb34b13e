"""Which language a turn is in, and when it is none of ours."""

from time import process_time

import pytest

from rehearse.conversation.rubric import Language
from rehearse.language.tell import is_foreign, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ik heb het niet gezegd.", "nl"),
        ("Hoe was dat voor jou?", "nl"),
        ("Sorry, had ik moeten doen", "nl"),
        ("I never told you about it.", "en"),
        ("What do you need?", "en"),
        ("We moeten dit even alignen in de meeting van morgen.", "nl"),
    ],
)
def test_the_language_is_told_from_the_words(text: str, language: Language) -> None:
    other: Language = "en" if language == "nl" else "nl"
    assert language_of(text) == language
    assert language_of(text, expected=other) == language


@pytest.mark.parametrize("text", ["Anna", "Sorry Kim", "Hm."])
def test_a_word_or_two_do_not_change_the_language(text: str) -> None:
    assert language_of(text, expected="nl") == "nl"
    assert language_of(text, expected="en") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Das ist mir völlig egal, du verstehst das schon.",
        "Je ne comprends pas pourquoi tu restes fâchée.",
        "Nie rozumiem dlaczego jesteś zła.",
        "asdf qwer zxcv uiop",
        "Я хотел извиниться перед тобой",
        "申し訳ありません",
    ],
)
def test_neither_dutch_nor_english(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "hm",
        "Anna zei het, Jansen ook, in Utrecht.",
        "ik had t je moete zegge",
        "Sorry voor mijn typfouten, ik zit in de trein.",
        "Fair enough, the stakeholder alignment was off.",
        "🙏",
    ],
)
def test_typos_names_and_jargon_are_no_foreign_language(text: str) -> None:
    assert not is_foreign(text)


@pytest.mark.parametrize("text", ["asdf", "Asdf asdf", "qwerty!", "sdfsdf", "fghjkl;", "zxcv"])
def test_keys_in_a_row_are_no_language(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize("text", ["qwerty" * 30 + "x", "qwertyuiop" * 10 + "x", "asdf" * 600])
def test_a_long_mash_is_read_at_once(text: str) -> None:
    begun = process_time()
    assert is_foreign(text) is not text.endswith("x")
    assert process_time() - begun < 1


@pytest.mark.parametrize("text", ["We were.", "Sad.", "Puberty?", "Hm.", "Tree", "As.", ""])
def test_words_that_only_hold_such_keys_are_words(text: str) -> None:
    assert not is_foreign(text)
