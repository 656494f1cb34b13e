"""What the report says: the same in both languages, every phrase there, every phrase in use."""

import re
from pathlib import Path
from string import Formatter

import pytest

from rehearse import report
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.locale import catalogue
from rehearse.report.report import Sign

FOLDER = Path(report.__file__).parent
SOURCES = "\n".join(
    path.read_text("utf-8") for path in (*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.j2"))
)
FAMILIES = {
    "meaning": [sign.value for sign in Sign],
    "fact": ["with", "when", "turns", "shared", "difficulty"],
    "heading": ["strongest", "hardest", "more_in_it"],
    "prepared": ["own_part", "goal", "ready_before", "ready_after"],
    "card": ["title", "title_tomorrow"],
    "undrawn": ["one", "more"],
    "review": ["step", "grader", "coach", "overall", "goal"],
    "review.fact": ["coach", "handed_in", "changed", "same", "names"],
    "review.words": ["grader", "coach"],
    "review.closing": ["replaced", "as_they_are"],
    "csv": [
        *("turn", "step", "level", "doubt", "quote", "reason", "grader", "trust"),
        *("coach", "coach_level", "coach_quote", "blind", "made_at", "comment"),
        *("does", "does_not"),
    ],
}
"""Keys that are put together while running."""


def ours(language: Language) -> dict[str, str]:
    phrases = catalogue(language).items()
    return {key: text for key, text in phrases if key.startswith(("export.", "dates."))}


def used() -> set[str]:
    called = re.findall(r"""\bphrase\(\s*['"]((?:export|dates)\.[a-z_.]+)['"]""", SOURCES)
    called += [f"export.{key}" for key in re.findall(r'\bsay\(\s*[\'"]([a-z_.]+)[\'"]', SOURCES)]
    called += [f"export.{name}.{one}" for name, members in FAMILIES.items() for one in members]
    called += [f"dates.weekday.{n}" for n in range(7)]
    called += [f"dates.month.{n}" for n in range(1, 13)]
    return {*called, "dates.weekday_day", "dates.weekday_day_year"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_there_and_what_is_there_is_said(language: Language) -> None:
    assert used() == set(ours(language))


def test_both_languages_fill_the_same_slots() -> None:
    def slots(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    dutch, english = ours("nl"), ours("en")
    assert {k: slots(v) for k, v in dutch.items()} == {k: slots(v) for k, v in english.items()}


@pytest.mark.parametrize(
    ("language", "unwanted"),
    [
        # "zijn" is left out: it is a verb here.
        ("nl", r"\b(hij|zij|ze|haar|hem|u|uw|uzelf)\b"),
        ("en", r"\b(he|she|her|him|his|hers)\b"),
    ],
)
def test_nobody_is_he_or_she_and_nobody_is_u(language: Language, unwanted: str) -> None:
    told = {
        key: text for key, text in ours(language).items() if not key.startswith("export.undrawn")
    }
    assert not [key for key, text in told.items() if re.search(unwanted, text, re.IGNORECASE)]
