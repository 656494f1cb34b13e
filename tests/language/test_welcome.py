"""Welcomes say nothing yet; what says more is none."""

import pytest

from rehearse.conversation.rubric import Language
from rehearse.language.welcome import asks_for_a_moment, only_welcomes, without_address


@pytest.mark.parametrize(
    ("language", "turn"),
    [
        ("nl", "Hoi Kim, fijn dat je even tijd hebt."),
        ("nl", "Goedemorgen! Ga zitten."),
        ("nl", "Dank je dat je er bent, Kim."),
        ("nl", "hoi kim ga zitten"),
        ("nl", "ja klopt, ga ff zitten als je wil"),
        ("en", "No no, not at all. Sit down."),
        ("nl", "Hé Kim, kom binnen. Stoor ik, of heb je even?"),
        ("en", "Hi. Mind if I sit down for a minute?"),
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
        ("nl", "Ja klopt."),
        ("en", "Fine, sit down and be quiet."),
        ("nl", "Heb je even gedacht aan mij?"),
        ("nl", "Heb je even? Ik moet je iets vertellen."),
        ("en", "Can I have a word about the raise?"),
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


@pytest.mark.parametrize(
    ("language", "sentence", "rest"),
    [
        ("nl", "Hoi Kim, heb je even?", "Heb je even?"),
        ("nl", "Kim, heb je even?", "Heb je even?"),
        ("nl", "hoi heb je even", "Heb je even"),
        ("nl", "Goedemorgen kim, hoe is het?", "Hoe is het?"),
        ("nl", "Ha Kim, goedemorgen, kan het nu?", "Kan het nu?"),
        ("nl", "Dag na dag zat je daar.", "Dag na dag zat je daar."),
        ("nl", "Kim heeft het me verteld.", "Kim heeft het me verteld."),
        ("nl", "Goedemorgen, Kim.", "Goedemorgen, Kim."),
        ("en", "Hi Kim, got a minute?", "Got a minute?"),
        ("en", "Hey there, got a minute?", "Got a minute?"),
        ("en", "morning Kim - is now okay?", "Is now okay?"),
        ("en", "Morning shifts were the worst.", "Morning shifts were the worst."),
        ("en", "Hide it if you like.", "Hide it if you like."),
        ("en", "Are you ready, Kim?", "Are you ready?"),
        ("en", "Hi there. ", "Hi there. "),
        ("en", "Hello!", "Hello!"),
    ],
)
def test_what_is_said_beside_a_greeting_and_a_name(
    language: Language, sentence: str, rest: str
) -> None:
    assert without_address(sentence, language, "Kim") == rest


@pytest.mark.parametrize(
    ("language", "turn", "asks"),
    [
        ("nl", "Hoi Kim, heb je even?", True),
        ("nl", "Komt het uit? Ga zitten.", True),
        ("nl", "Hoi Kim, ga zitten.", False),
        ("en", "hey kit got five minutes", True),
        ("en", "Is now a good time?", True),
        ("en", "Come in.", False),
        ("en", "A minute later you were gone.", False),
    ],
)
def test_who_asks_for_a_moment(language: Language, turn: str, asks: bool) -> None:
    assert asks_for_a_moment(turn, language) is asks
