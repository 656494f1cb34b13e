"""Small talk is heard as such; what can be meant is not."""

from time import process_time

import pytest

from rehearse.conversation.rubric import Language
from rehearse.language.small_talk import small_talk


@pytest.mark.parametrize(
    ("language", "turn"),
    [
        ("nl", "Goed weekend gehad?"),
        ("nl", "hoi Kim, hoe was je vakantie"),
        ("nl", "Nog iets leuks gedaan dit weekend, joh?"),
        ("nl", "Lekker weer hè?"),
        ("nl", "Hoe gaat het eigenlijk met de kinderen?"),
        ("en", "So, how was the trip?"),
        ("en", "Did you have a nice weekend?"),
        ("en", "Bit of a warm one today, isn’t it?"),
        ("en", "Hi Kit, seen any sun?"),
    ],
)
def test_talk_about_nothing(language: Language, turn: str) -> None:
    assert small_talk(turn, language, None) == [(0, len(turn))]


@pytest.mark.parametrize(
    ("language", "turn", "heard"),
    [
        ("nl", "Hoe gaat het met je?", None),
        ("nl", "Ga je weg?", None),
        ("nl", "Heb je het druk?", None),
        ("nl", "Hoe was dat weekend voor je, toen je alleen zat?", None),
        ("nl", "Hoe was je weekend?", "Mijn weekend ging eraan op."),
        ("nl", "Hoe vond je moeder het?", None),
        ("en", "How are you?", None),
        ("en", "Are you busy?", None),
        ("en", "Did it ruin your weekend?", None),
        ("en", "How was your birthday?", "It was on my birthday that you said it."),
        ("en", "Did you do anything?", None),
        ("en", "", None),
    ],
)
def test_what_can_be_meant(language: Language, turn: str, heard: str | None) -> None:
    assert small_talk(turn, language, heard) == []


def test_only_the_sentence_that_is_small_talk() -> None:
    turn = "Good weekend? I broke my promise."
    assert small_talk(turn, "en", None) == [(0, len("Good weekend?"))]


@pytest.mark.parametrize("run", ["en ", "hè ", "plannen ", "koud hè, ", "so, "])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_long_turn_is_seen_at_once(language: Language, run: str) -> None:
    begun = process_time()
    small_talk(f"{run * 20_000}x", language, None)
    assert process_time() - begun < 1
