"""Every sentence the command line says is there in both languages, and in use."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from rehearse import cli
from rehearse.cli.speech import Speech
from rehearse.conversation.rubric import LANGUAGES, Drift, Language, Level
from rehearse.conversation.trust import Cause
from rehearse.locale import catalogue

SOURCES = {file.name: file.read_text("utf-8") for file in Path(cli.__file__).parent.glob("*.py")}

FAMILIES = {
    "drift": [drift.value for drift in Drift if drift is not Drift.NONE],
    "cause": [cause.value for cause in Cause],
    "why": [
        "up",
        "up_a_little",
        "first_gate_shut",
        "gate_shut",
        "untold",
        "most_a_turn",
        "most_lost_a_turn",
        "full",
        "not_scored",
    ],
    "history": ["id", "started", "title", "turns", "trust"],
    "grade.note": [
        "unknown_scenario",
        "scenario_language",
        "broken_scenario",
        "unknown_language",
        *("not_utf8", "no_json", "no_object", "no_turn", "not_text"),
    ],
    "usage": ["no_value", "needs_value"],
    "shared": ["id", "at", "title", "turns", "names", "state"],
    "reviews": [
        *("id", "shared", "title", "turns", "doubtful", "disputed", "differs", "state"),
    ],
    **{f"corrections.{name}": ["one", "more"] for name in ("found", "unfinished", "refused")},
}
"""Keys that are put together while running."""

DOCTOR_FAMILIES = {"state": ["note", "wrong"], "label": []}


def _used() -> Iterator[str]:
    for name, source in SOURCES.items():
        area = "doctor" if name.startswith("doctor") else "cli"
        call = "tell" if area == "doctor" else "say"
        for key in re.findall(rf'\b{call}\(\s*["\']([a-z_0-9.]+)["\']', source):
            yield f"{area}.{key}"
        for code in re.findall(r'Command(?:Error|Trouble)\(\s*"([a-z_0-9]+)"', source):
            yield f"cli.error.{code}"
        for label in re.findall(r'(?:Finding|_works)\(\s*"([a-z_]+)"', source):
            yield f"doctor.label.{label}"
    for family, members in FAMILIES.items():
        yield from (f"cli.{family}.{member}" for member in members)
    yield from (f"doctor.state.{state}" for state in DOCTOR_FAMILIES["state"])
    yield from ("doctor.language_set", "doctor.language_told")


def _ours(language: Language) -> dict[str, str]:
    phrases = catalogue(language)
    return {k: v for k, v in phrases.items() if k.startswith(("cli.", "doctor."))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_there_and_what_is_there_is_said(language: Language) -> None:
    assert set(_used()) == set(_ours(language))


def _slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_fill_the_same_slots() -> None:
    dutch, english = _ours("nl"), _ours("en")
    assert {k: _slots(v) for k, v in dutch.items()} == {k: _slots(v) for k, v in english.items()}


def test_dutch_says_je_everywhere() -> None:
    formal = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
    assert not [key for key, text in _ours("nl").items() if formal.search(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_slot_is_named_like_a_parameter_of_phrase(language: Language) -> None:
    assert not [k for k, text in _ours(language).items() if {"key", "language"} & _slots(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_is_written_out_that_may_be_typed_otherwise(language: Language) -> None:
    written = re.compile(r"\brehearse [a-z]|\bpython -m|(?<!-m )\bpip install")
    commands = (key for key, text in catalogue(language).items() if written.search(text))
    # The file of corrections travels, so it names no place of this machine; the others are verbs.
    verbs = {"page.debrief.unsaid_spoils", "page.history.none", "cli.error.no_scenario"}
    verbs |= {f"page.start.spoken.{spoken}" for spoken in LANGUAGES}
    allowed = {"cli.corrections.readme", *verbs}
    assert set(commands) <= allowed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_level_has_a_word(language: Language) -> None:
    from rehearse.cli.notes import level_word

    say = Speech(language)
    words = {level_word({"level": int(level), "doubt": False}, say) for level in Level}
    assert len(words) == len(Level)
