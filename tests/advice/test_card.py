"""The card is drafted from the manager's own whole sentences, none twice, and none that harms."""

from typing import Any

import pytest

from rehearse.advice.card import LONGEST, drafted
from rehearse.advice.pointing import points_back
from rehearse.conversation.keepsakes import Card, Keepsakes, Preparation
from rehearse.conversation.rubric import LANGUAGES, Drift, Language, Step
from rehearse.conversation.scenario import Move
from rehearse.conversation.signals import Signal
from rehearse.conversation.views import RehearsalView
from rehearse.report.debrief import debrief
from tests.report.paths import Beat, beat, tree_of, unscored, walk

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


def test_nobody_begins_with_the_door_or_with_what_the_other_did() -> None:
    words = "Yes well, do close it would you. I promised you that raise in March."
    begun = beat(
        words,
        {Step.OWN_PART: 2, Step.FACE_IT: 2},
        passages={Step.OWN_PART: "I promised", Step.FACE_IT: "that raise in March"},
    )
    later = beat("I kept it from you for weeks.", {Step.OWN_PART: 2})
    assert drafted(walk(begun, later)).opening == "I promised you that raise in March."
    reproach = beat("And all that time you have been saying fine.", {Step.FACE_IT: 2})
    assert drafted(walk(reproach)).opening == ""


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


BACK = {
    "nl": (
        "Dat was aan mij om te vertellen.",
        "Dit had ik je eerder moeten zeggen.",
        "En dat heb ik niet gedaan.",
        "Het was mijn fout, en niet die van jou.",
        "Die heb ik je in maart beloofd.",
    ),
    "en": (
        "That was mine to tell you.",
        "It’s my fault, and nobody else’s.",
        "But that should have come from me.",
        "This was up to me, nobody else.",
    ),
}
ALONE = {
    "nl": (
        "Dat je het van Anna moest horen, komt door mij.",
        "Het gaat over wat ik in maart zei.",
        "Het was fout dat ik niets tegen je zei.",
        "Ik heb je zes weken niets verteld.",
        "Die belofte heb ik niet gehouden.",
    ),
    "en": (
        "It is about what I did in March.",
        "That you had it from Anna is on me.",
        "It was wrong that I kept it from you.",
        "That promise was mine to keep.",
        "I kept it from you for weeks.",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_points_back_is_known_from_one_that_stands_alone(
    language: Language,
) -> None:
    assert [s for s in BACK[language] if not points_back(s, language)] == []
    assert [s for s in ALONE[language] if points_back(s, language)] == []


def test_the_card_does_not_open_with_a_sentence_that_points_back() -> None:
    facing = {Step.FACE_IT: 2}
    assert drafted(walk(beat("That was mine to tell you.", facing))).opening == ""
    later = beat("I let you hope for weeks on end.", facing)
    pointing = beat("It was my doing, all of it.", facing)
    assert drafted(walk(unscored(), pointing, later)).opening == later.words
    second = beat("That was mine to tell you. I kept quiet about the raise.", facing)
    assert drafted(walk(second)).opening == "I kept quiet about the raise."
    half = beat("That was mine to tell you.", {Step.FACE_IT: 1})
    assert drafted(walk(half)).opening == ""


def agreed(words: str, levels: dict[Step, int], *doubted: Step, **more: Any) -> RehearsalView:
    """A talk whose last turn the colleague takes up as something agreed on."""
    promised = beat(words, levels, doubt=frozenset(doubted), move=Move.SMALL_STEP, **more)
    return walk(beat("I hear you."), promised)


def test_what_was_agreed_on_stands_on_the_card_even_in_doubt() -> None:
    words = "I hid it from you and I will call you on Friday."
    doubted = agreed(words, {Step.RELIABLE: 2}, Step.RELIABLE)
    assert drafted(doubted).commitment == words
    shared = agreed(words, {Step.OWN_PART: 2, Step.RELIABLE: 2})
    card = drafted(shared)
    assert (card.own_part, card.commitment) == ("", words)
    perhaps_harm = agreed(words, {Step.RELIABLE: 2, Step.CLARITY: -1}, Step.CLARITY)
    assert drafted(perhaps_harm).commitment == words


@pytest.mark.parametrize("doubted", [(), (Step.RELIABLE,), (Step.RELIABLE, Step.CLARITY)])
def test_looking_back_speaks_of_an_agreement_and_so_does_the_card(
    doubted: tuple[Step, ...],
) -> None:
    levels = {Step.OWN_PART: 2, Step.RELIABLE: 2}
    if Step.CLARITY in doubted:
        levels[Step.CLARITY] = -1
    view = agreed("I hid it, and I call you on Friday.", levels, *doubted)
    last = debrief(view, tree_of(view)).summary[-1]
    assert last.code.startswith("end.agreed")
    assert drafted(view).commitment


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
