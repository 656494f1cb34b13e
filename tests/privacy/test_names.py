"""First names that nobody listed: proposed where they are names, and not where they are words."""

import json
from pathlib import Path

import pytest

from rehearse.conversation.rubric import Language
from rehearse.privacy import first_names, words
from rehearse.privacy.people import name_words

TURNS = Path(__file__).parents[2] / "evals" / "cases" / "turns"


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Ik heb Kevin gebeld.", "nl", ["Kevin"]),
        ("Kevin belde, en kevin bleef.", "nl", ["Kevin"]),
        ("Joosts plan en Anna's plan en Hans' plan.", "nl", ["Joost", "Anna", "Hans"]),
        ("Met Harm-Jan over het Noor-dossier.", "nl", ["Harm-Jan", "Noor"]),
        ("Petra de Wit zei het, Petra zelf.", "nl", ["Petra de Wit"]),
        ("ik zei het eerst tegen marieke, en die weer tegen fatima", "nl", ["Marieke", "Fatima"]),
        ("marieke's map, en niet die van roos of mark", "nl", ["Marieke"]),
        ("i told priya before you, and i know i will hear of it", "en", ["Priya"]),
        ("de luis in de pels, en de wolf ook", "nl", []),
        ("Roos is mooi. Wil je? Mark my words.", "nl", []),
        ("Ik sprak Roos en Wil.", "nl", ["Roos", "Wil"]),
        ("Mark my words. Will you? Joy! May I?", "en", []),
        ("I told Mark and Will in May.", "en", ["Mark", "Will"]),
        ("I sent Priya Monday’s numbers.", "en", ["Priya"]),
        ("KEVIN! En de HR-map van Van Loon.", "nl", []),
    ],
)
def test_who_is_proposed(text: str, language: Language, names: list[str]) -> None:
    assert list(first_names(text, language)) == names


def test_who_is_known_is_not_asked_about() -> None:
    assert first_names("Kevin en Petra de Wit", "nl", ["Kevin Smit", "petra"]) == ()


@pytest.mark.parametrize(
    "known",
    [
        "You said you will look at it with joy, and mark it as done.",
        "Will you look at it? Mark my words. Joy is no word for it.",
    ],
)
def test_an_ordinary_word_of_a_situation_settles_nobody(known: str) -> None:
    said = "I told Will and Mark and Joy."
    assert first_names(said, "en", [known]) == ("Will", "Mark", "Joy")


def test_a_person_of_a_situation_is_known() -> None:
    said = "Ik sprak Roos, en Wil ook."
    assert first_names(said, "nl", ["Je vroeg Roos of ze met Wil wilde praten."]) == ()
    assert first_names(said, "nl", ["roos de wit", "wil"]) == ()


def test_who_has_two_first_names_in_one_is_known_by_both_together() -> None:
    assert first_names("Met Harm-Jan.", "nl", ["Harm-Jan"]) == ()
    assert first_names("Met Harm-Jan.", "nl", ["Harm en Jan"]) == ("Harm-Jan",)


def test_an_address_alone_settles_nobody() -> None:
    """It is found by itself, and hides none of the names that it is made of."""
    assert first_names("Ik sprak Kevin.", "nl", ["kevin.smit@firma.nl"]) == ("Kevin",)
    assert first_names("Ik sprak Kevin.", "nl", ["Kevin <k.smit@firma.nl>"]) == ()


def test_hardly_a_labelled_turn_has_something_proposed_that_is_no_name() -> None:
    """Read by eye, of 780 proposals in 3,140 turns; places and peoples are the rest of them."""
    lines = [line for f in TURNS.glob("*.jsonl") for line in f.read_text("utf-8").splitlines()]
    turns = [json.loads(line) for line in lines]
    proposed = [name for t in turns for name in first_names(t["turn"], t["lang"])]
    assert len(proposed) > 700
    assert not {"Basel", "Dane", "Hilton", "Van", "June", "Als", "Christmas"} & set(proposed)


@pytest.mark.parametrize(
    ("name", "first", "other"),
    [
        ("Pieter de Vries", ["Pieter"], ["Vries"]),
        ("jan-willem van den berg", ["Jan", "Willem"], ["Berg"]),
        ("mevrouw Bakker", [], ["Bakker"]),
        ("P. Smit", [], ["Smit"]),
        ("Sean O’Brien", ["Sean"], ["Brien"]),
        ("Anna", ["Anna"], []),
        ("a@b.nl", [], []),
        ("Pieter Jansen <p.jansen@firma.nl>", ["Pieter"], ["Jansen"]),
        ("p.jansen@firma.nl (Anna)", ["Anna"], []),
        ("pieter@intern", ["Pieter"], ["Intern"]),
        ("Brinkman BV", ["Brinkman"], []),
        ("Brinkman B.V. Zwolle", ["Brinkman"], ["Zwolle"]),
        ("Inc", ["Inc"], []),
        (" . ", [], []),
    ],
)
def test_the_words_of_a_name(name: str, first: list[str], other: list[str]) -> None:
    parts = name_words(name)
    assert [part.word for part in parts if part.is_first] == first
    assert [part.word for part in parts if not part.is_first] == other


def test_no_stand_in_is_a_word() -> None:
    groups = [
        f"{who}-{end}" for who in ("m", "f", "x", "last") for end in ("consonant", "vowel", "s")
    ]
    pool = [words.folded(name) for group in groups for name in words.pool(group)]
    assert len(pool) == len(set(pool))
    assert not {*pool, *(f"{name}s" for name in pool)} & words.ordinary_anywhere()
    assert not set(pool) & words.never_names()
