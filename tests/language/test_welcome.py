"""Welcomes say nothing yet; what says more is none."""

import pytest

from rehearse.conversation.rubric import Language
from rehearse.language.welcome import only_welcomes


@pytest.mark.parametrize(
    ("language", "turn"),
    [
        ("nl", "Hoi Kim, fijn dat je even tijd hebt."),
        ("nl", "Goedemorgen! Ga zitten."),
        ("nl", "Dank je dat je er bent, Kim."),
        ("en", "Good morning. Thanks for coming in."),
        ("en", "Hello Kit, take a seat."),
        ("en", "It’s good of you to make time."),
    ],
)
def test_words_at_the_door(language: Language, turn: str) -> None:
    assert only_welcomes(turn, language)


@pytest.mark.parametrize(
    ("language", "turn"),
    [
        ("nl", "Hoi Kim, ik had het je zelf moeten zeggen."),
        ("nl", "Fijn dat je tijd hebt, na wat ik deed."),
        ("nl", "Kim."),
        ("nl", "Hallo Kim!"),
        ("en", "Thanks for coming to me with this."),
        ("en", "Sit down. You should have rung."),
        ("en", "Thanks for coming in. Sorry."),
        ("en", "Sit down. Liar."),
        ("nl", "Ga zitten. Sukkel."),
        ("en", "Hello idiot, take a seat."),
        ("en", ""),
    ],
)
def test_more_than_a_welcome(language: Language, turn: str) -> None:
    assert not only_welcomes(turn, language)
