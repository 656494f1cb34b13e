"""The card is drafted from the manager's own whole sentences, none twice, and none that harms."""

import pytest

from rehearse.advice.card import LONGEST, drafted
from rehearse.conversation.keepsakes import Card, Keepsakes, Preparation
from rehearse.conversation.rubric import Drift, Step
from rehearse.conversation.scenario import Move
from rehearse.conversation.signals import Signal
from tests.report.paths import Beat, beat, unscored, walk

PREPARED = Keepsakes(preparation=Preparation(own_part=" I stayed silent. "))


def test_a_good_talk_fills_the_card() -> None:
    begun = beat(
        "I’m here about the raise. I promised it in March and then kept silent for weeks.",
        {Step.OWN_PART: 2, Step.FACE_IT: 2},
        passages={
            Step.OWN_PART: "promised it in March",
            Step.FACE_IT: "kept silent for weeks",
        },
    )
    asked = beat(
        "I see. What was that like for you?",
        {Step.ASK: 2},
        Signal.ASKS_IMPACT,
        passages={Step.ASK: "What was that like"},
    )
    promised = beat(
        "I call you Friday. Whatever they say.",
        {Step.RELIABLE: 2},
        passages={Step.RELIABLE: "I call you Friday."},
    )
    assert drafted(walk(begun, asked, promised)) == Card(
        opening="I’m here about the raise.",
        own_part="I promised it in March and then kept silent for weeks.",
        question="What was that like for you?",
        commitment="I call you Friday.",
    )


def test_what_was_never_said_stays_empty() -> None:
    assert drafted(walk()) == Card()
    assert drafted(walk(beat("Lovely day."), unscored())) == Card()


def test_the_own_part_falls_back_on_what_was_prepared() -> None:
    assert drafted(walk(beat("Hm."), keepsakes=PREPARED)).own_part == "I stayed silent."
    said = beat("I hid it from you.", {Step.OWN_PART: 2})
    assert drafted(walk(said, keepsakes=PREPARED)).own_part == "I hid it from you."


def test_a_sentence_stands_on_the_card_once() -> None:
    both = beat("I stayed silent and I will call you.", {Step.OWN_PART: 2, Step.RELIABLE: 2})
    card = drafted(walk(both, both))
    assert (card.own_part, card.commitment) == ("I stayed silent and I will call you.", "")
    opened = beat("I stayed silent about it all.", {Step.FACE_IT: 2})
    same = Keepsakes(preparation=Preparation(own_part="I stayed silent about it all."))
    card = drafted(walk(opened, keepsakes=same))
    assert (card.opening, card.own_part) == ("I stayed silent about it all.", "")


def test_the_only_sentence_that_names_the_own_part_is_not_spent_on_the_opening() -> None:
    first = beat("I hid it from you for weeks.", {Step.OWN_PART: 2, Step.FACE_IT: 2})
    later = beat("I was too scared to tell you.", {Step.OWN_PART: 2})
    assert drafted(walk(first)).opening == ""
    card = drafted(walk(first, later))
    assert (card.opening, card.own_part) == (first.words, later.words)


def test_a_sentence_with_harm_in_it_is_never_taken() -> None:
    spoiled = beat("I hid it, but you never ask.", {Step.OWN_PART: 2, Step.I_MESSAGE: -1})
    assert drafted(walk(spoiled)).own_part == ""
    beside = beat(
        "I hid it. You never ask.",
        {Step.OWN_PART: 2, Step.I_MESSAGE: -1},
        passages={Step.OWN_PART: "I hid it.", Step.I_MESSAGE: "You never ask."},
    )
    assert drafted(walk(beside)).own_part == "I hid it."


def test_a_stated_level_comes_before_a_doubtful_one() -> None:
    stated = beat("I call on Friday.", {Step.RELIABLE: 2})
    doubtful = beat("I text you soon.", {Step.RELIABLE: 2}, doubt=frozenset({Step.RELIABLE}))
    assert drafted(walk(stated, doubtful)).commitment == "I call on Friday."
    assert drafted(walk(doubtful)).commitment == "I text you soon."


def test_the_question_is_the_one_that_was_answered_with_something_told() -> None:
    owned = beat("I hid it from you for weeks.", {Step.OWN_PART: 2, Step.FACE_IT: 2})
    asked = beat("What was it like?", {Step.ASK: 2}, Signal.ASKS_IMPACT)
    another = beat("What do you need?", {Step.ASK: 2}, Signal.ASKS_NEED)
    assert drafted(walk(owned, asked, another)).question == "What was it like?"
    assert drafted(walk(asked, another)).question == "What do you need?"


def test_a_question_about_the_days_work_is_none_to_take_along() -> None:
    rota = beat("How is the rota?", {Step.ASK: 2}, Signal.LOGISTICS)
    assert drafted(walk(rota)).question == ""


def test_the_commitment_is_the_one_that_was_taken_up() -> None:
    first = beat("I call on Friday.", {Step.RELIABLE: 2})
    taken = beat("I ask them on the twelfth.", {Step.RELIABLE: 2}, move=Move.SMALL_STEP)
    added = beat("I text you too.", {Step.RELIABLE: 2})
    assert drafted(walk(first, taken, added)).commitment == "I ask them on the twelfth."
    assert drafted(walk(first, added)).commitment == "I call on Friday."


@pytest.mark.parametrize(
    "begun",
    [
        beat("I can hardly look you in the eye.", {Step.FACE_IT: 2}, drift=Drift.VICTIM),
        beat("I hope you forgive me for it.", {Step.FACE_IT: 2}, Signal.ASKS_FORGIVENESS),
        beat("Just popping in for a quick chat.", {Step.FACE_IT: 2}, Signal.BREEZY),
        beat("I am sorry for all of it.", {Step.FACE_IT: 1}, Signal.APOLOGY),
        beat("Could we talk about that meeting?", {Step.FACE_IT: 2}),
    ],
)
def test_nobody_begins_the_real_conversation_like_that(begun: Beat) -> None:
    assert drafted(walk(begun)).opening == ""


def test_a_first_turn_that_touches_nothing_is_no_opening() -> None:
    gossip = beat("I hear you were moaning about it to Anna.")
    assert drafted(walk(gossip)).opening == ""


def test_the_talk_begins_after_the_greeting() -> None:
    hello = beat("Hi, got a minute for me?", {}, Signal.LOGISTICS)
    named = beat("It is about what I did in March.", {Step.FACE_IT: 1})
    assert drafted(walk(hello, named)).opening == "It is about what I did in March."
    denied = beat("That was never my fault at all.", {Step.OWN_PART: -1})
    assert drafted(walk(hello, denied, named)).opening == ""


def test_what_is_too_long_to_glance_at_stays_off_the_card() -> None:
    long = beat("I hid it " + "and hid it " * LONGEST, {Step.OWN_PART: 2, Step.FACE_IT: 2})
    assert drafted(walk(long)) == Card()


def test_words_still_to_be_answered_count_only_once_they_are_graded() -> None:
    assert drafted(walk(pending="I hid it from you.")) == Card()
