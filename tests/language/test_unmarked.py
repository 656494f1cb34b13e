"""Questions that are typed without a question mark."""

from time import process_time

import pytest

from rehearse.language import unmarked
from rehearse.language.sentences import ends_in_question


@pytest.mark.parametrize(
    "turn",
    [
        "hoi kim heb je even",
        "hoe is het",
        "oké en hoe nu verder",
        "snap je dat",
        "Ik was laat. waarom zei je niks",
        "mag ik het uitleggen",
        "hey kit got a minute",
        "so what do you want me to do",
        "I got it wrong. can we start over",
        "why didn’t you say anything",
        "are you ok",
        "like what",
        "ok welk adres..",
        "je bent toch boos of niet",
        "mind if i sit down a min",
        "did anyone say anything after",
        "is ur plant ok",
    ],
)
def test_it_asks(turn: str) -> None:
    assert ends_in_question(turn)


@pytest.mark.parametrize(
    "turn",
    [
        "kan ik me voorstellen",
        "heb je gelijk in",
        "was het maar waar",
        "weet je wat ik erg vind",
        "en voel je vrij",
        "wat was ik dom",
        "hoe kon ik zo stom zijn",
        "ik vraag me af waarom",
        "what happened was my fault",
        "I know what you mean",
        "when I came in you were gone",
        "how I hated that",
        "Heb je even.",
        "Got a minute!",
        "of je het nou leuk vindt of niet",
        "whether you like it or not",
        "I never knew if it was me or not",
        "like what I said",
        "welke keuze had ik..",
        "",
    ],
)
def test_it_does_not(turn: str) -> None:
    assert not ends_in_question(turn)


@pytest.mark.parametrize("run", ["en ", "hoi ", "so, ", "a", "why not "])
def test_a_long_turn_is_seen_at_once(run: str) -> None:
    begun = process_time()
    unmarked.asks(f"{run * 20_000}x")
    assert process_time() - begun < 1
