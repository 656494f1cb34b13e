"""Three sentences that say how a talk began, where it turned and where it ended."""

import pytest

from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Drift, Language, Step
from rehearse.conversation.scenario import Difficulty, Move, Scenario, Temperament
from rehearse.conversation.signals import Signal
from rehearse.conversation.views import RehearsalView
from rehearse.report.acts import Act, act
from rehearse.report.path import course
from rehearse.report.summary import summary
from rehearse.report.telling import tell
from tests.report.paths import Beat, beat, unscored, walk
from tests.service.fakes import tiny_scenario

OWNED = beat("I kept it from you.", {Step.OWN_PART: 2, Step.FACE_IT: 2})
EXPLAINED = beat(
    "The budget closed.",
    {Step.OWN_PART: -1},
    Signal.EXCUSE,
    reasons={Step.OWN_PART: "against_excuse"},
)
BLAMED = beat("You never ask.", {Step.I_MESSAGE: -1})
SORRY = beat("Sorry.", {}, Signal.APOLOGY)
ASKED = beat("What was it like?", {Step.ASK: 2}, Signal.ASKS_IMPACT)
PROMISED = beat("I call you Friday.", {Step.RELIABLE: 2})
CHAT = beat("Busy day.")
HALF = beat("It was not ideal.", {Step.FACE_IT: 1})


def told(view: RehearsalView, language: Language = "nl") -> list[str]:
    return [tell(sentence, language) for sentence in summary(course(view))]


def codes(view: RehearsalView) -> list[str]:
    return [sentence.code for sentence in summary(course(view))]


def withdrawn() -> Scenario:
    tiny = tiny_scenario()
    rules = tiny.rules.model_copy(update={"temperament": Temperament.WITHDRAWN})
    return tiny.model_copy(update={"rules": rules})


def test_a_talk_that_opened() -> None:
    owned = beat("I kept it from you.", {Step.OWN_PART: 2, Step.FACE_IT: 2}, move=Move.ANSWER)
    view = walk(EXPLAINED, owned, *[PROMISED] * 4)
    assert told(view) == [
        "Je begon met uitleg, en Noor liet het daar niet bij.",
        "Toen je je eigen aandeel noemde, ging de deur op een kier.",
        "Aan het eind lag er een afspraak waar Noor je aan kan houden.",
    ]
    assert told(view, "en") == [
        "You began by explaining, and Noor didn’t leave it at that.",
        "When you said what you yourself had done or left undone, the door opened a crack.",
        "By the end there was an agreement that Noor can hold you to.",
    ]


def test_a_talk_that_went_wrong() -> None:
    assert told(walk(SORRY, BLAMED, BLAMED, EXPLAINED, CHAT)) == [
        "Je begon met sorry, nog zonder te zeggen wat je zelf had gedaan, en Noor werd stil.",
        "Daarna werd het steeds stroever, vooral toen je Noor een verwijt maakte.",
        "Toen hield Noor het voor gezien.",
    ]


@pytest.mark.parametrize(
    ("beats", "code"),
    [
        ([CHAT, OWNED, HALF], "turn.rise"),
        ([CHAT, BLAMED, HALF, CHAT], "turn.fall"),
        ([CHAT, BLAMED, OWNED, PROMISED], "turn.fell_then_rose"),
        ([OWNED, BLAMED, PROMISED, ASKED], "turn.fell_then_rose_again"),
        ([OWNED, BLAMED, BLAMED, PROMISED], "turn.fell_then_rose_some"),
        ([CHAT, OWNED, BLAMED], "turn.rose_then_fell"),
        ([CHAT, OWNED, BLAMED, PROMISED, ASKED, OWNED], "turn.one_slip"),
        ([CHAT, BLAMED, OWNED, BLAMED, EXPLAINED], "turn.one_opening"),
        ([CHAT, OWNED, BLAMED, PROMISED, EXPLAINED], "turn.back_and_forth"),
        ([CHAT, BLAMED, EXPLAINED], "turn.downhill"),
        ([BLAMED, BLAMED, CHAT, BLAMED], "turn.downhill_same"),
        ([CHAT, HALF, beat("I mean well.", {Step.RELIABLE: 1}), beat("Hm?", {Step.ASK: 1})],
         "turn.bit_by_bit"),
        ([CHAT, beat("So.", {Step.OWN_PART: 1, Step.ASK: 1, Step.WORTH: 1})], "turn.some_room"),
        ([SORRY, SORRY, SORRY], "turn.sorries"),
        ([CHAT, *[beat("I sleep badly.", {}, Signal.TEARS)] * 2], "turn.about_self"),
        ([CHAT, *[beat("Who told you?", {}, Signal.ASKS_FACT)] * 2], "turn.facts"),
        ([CHAT, *[beat("It was busy.", {}, Signal.EXCUSE)] * 2], "turn.explaining"),
        ([HALF, *[beat("Hm.", {}, Signal.NO_SUBSTANCE)] * 2], "turn.empty"),
        ([CHAT, CHAT], "turn.around"),
        ([CHAT, HALF, CHAT], "turn.little"),
        ([CHAT, unscored(), unscored()], "turn.unscored"),
    ],
)  # fmt: skip
def test_where_a_talk_turned_or_did_not(beats: list[Beat], code: str) -> None:
    assert codes(walk(*beats))[1] == code


@pytest.mark.parametrize(
    ("move", "dutch", "english"),
    [
        (
            Move.ANSWER,
            "Daarna werd het stroever, en er kwam pas ruimte toen je je eigen aandeel noemde.",
            "After that things cooled, and it was only when you said what you yourself had done "
            "or left undone that things opened up.",
        ),
        (
            Move.SILENCE,
            "Daarna werd het stroever, en er kwam pas iets in beweging "
            "toen je je eigen aandeel noemde.",
            "After that things cooled, and it was only when you said what you yourself had done "
            "or left undone that something shifted.",
        ),
    ],
)
def test_who_says_nothing_did_not_open_up(move: Move, dutch: str, english: str) -> None:
    owned = beat("I kept it from you.", {Step.OWN_PART: 2, Step.FACE_IT: 2}, move=move)
    view = walk(CHAT, BLAMED, owned, PROMISED)
    assert (told(view)[1], told(view, "en")[1]) == (dutch, english)


def test_a_rise_that_was_met_with_silence_is_told_as_no_opening() -> None:
    owned = beat("I kept it from you.", {Step.OWN_PART: 2, Step.FACE_IT: 2}, move=Move.SILENCE)
    assert told(walk(CHAT, owned))[1] == (
        "Toen je je eigen aandeel noemde, kwam er iets in beweging."
    )
    assert told(walk(CHAT, owned, BLAMED), "en")[1].startswith("Something shifted when you said")


def test_a_talk_that_stays_open() -> None:
    best = [OWNED, PROMISED, ASKED, beat("You decide.", {Step.WORTH: 2, Step.I_MESSAGE: 2})]
    view = walk(*best, CHAT, CHAT, difficulty=Difficulty.EASY)
    late = view.model_copy(update={"turns": view.turns[4:]})
    assert codes(late)[1] == "turn.stayed_open"


def test_the_turn_is_not_the_beginning_again() -> None:
    """Of two changes that are as large, the one is told that did something else."""
    worth = beat("You saw it first.", {Step.WORTH: 2})
    view = walk(OWNED, CHAT, OWNED, worth, difficulty=Difficulty.HARD)
    assert "voor je meetelt" in told(view)[1]


def test_the_same_again_is_told_as_that() -> None:
    assert told(walk(OWNED, CHAT, OWNED, CHAT))[1].startswith("Toen je daarop terugkwam")
    assert told(walk(BLAMED, CHAT, CHAT, BLAMED))[1].startswith("Toen je dat nog eens deed")


def test_who_was_told_something_for_the_first_time_hears_it() -> None:
    view = walk(OWNED, ASKED, CHAT)
    assert told(view)[1] == (
        "Toen je vroeg hoe het voor Noor was, vertelde Noor voor het eerst iets wat dieper zat."
    )
    short = walk(OWNED, ASKED)
    assert [code for code in codes(short) if "told_last" in code] == []


@pytest.mark.parametrize(
    ("beats", "code"),
    [
        ([BLAMED, BLAMED, BLAMED], "left_hurt"),
        ([CHAT] * 12, "left_stuck"),
        ([OWNED, PROMISED, PROMISED], "agreed"),
        ([OWNED, PROMISED, PROMISED, BLAMED, EXPLAINED], "agreed_but_shut"),
        ([OWNED, ASKED, PROMISED, PROMISED, beat("You decide.", {Step.WORTH: 2}), CHAT],
         "agreed_and_settled"),
        ([OWNED, CHAT, PROMISED], "offer_tested"),
        ([OWNED, PROMISED, beat("Who told you?", {}, Signal.ASKS_FACT)], "offer_open"),
        ([PROMISED, BLAMED, CHAT], "offer_but_shut"),
        ([OWNED, CHAT, CHAT], "awaited"),
        ([OWNED, CHAT, beat("Who told you?", {}, Signal.ASKS_FACT)], "asked_in_vain"),
        ([CHAT, CHAT, CHAT], "shut_as_before"),
        ([CHAT, BLAMED, CHAT], "shut_further"),
        ([CHAT, CHAT, HALF, beat("Hm?", {Step.ASK: 1, Step.WORTH: 1})], "on_guard"),
        ([CHAT], "after_one"),
        ([CHAT, CHAT], "soon"),
    ],
)  # fmt: skip
def test_where_a_talk_ended(beats: list[Beat], code: str) -> None:
    assert codes(walk(*beats))[-1] == f"end.{code}"


def test_the_ending_goes_by_where_trust_began() -> None:
    guarded = walk(CHAT, CHAT, CHAT, difficulty=Difficulty.EASY)
    assert codes(guarded)[-1] == "end.on_guard_still"
    ajar = walk(CHAT, ASKED, CHAT, difficulty=Difficulty.HARD)
    assert codes(ajar)[-1] == "end.ajar"


def test_the_step_that_trust_waited_for_is_named() -> None:
    kind = beat("You see it first.", {Step.WORTH: 2, Step.I_MESSAGE: 2, Step.ASK: 2})
    assert told(walk(kind, kind, CHAT, kind, kind))[-1] == (
        "Noor bleef op de hoede: je eigen aandeel werd nergens duidelijk."
    )


def test_a_turn_still_to_be_answered_leaves_the_ending_open() -> None:
    assert codes(walk(CHAT, OWNED, HALF, pending="And you?")) == ["begin.both", "turn.rise"]
    waiting = walk(pending="Hi.")
    assert codes(waiting) == ["summary.first_pending"]
    answered = waiting.leaf.model_copy(update={"reply": Reply(move=Move.ANSWER, text="Hm.")})
    read_again = waiting.model_copy(update={"turns": (waiting.turns[0], answered)})
    assert codes(read_again) == ["summary.first_being_read"]


def test_of_nothing_or_of_nothing_scored_little_is_told() -> None:
    assert codes(walk()) == ["summary.nothing_said"]
    assert codes(walk(unscored(), unscored())) == ["summary.all_unscored"]
    assert codes(walk(*[unscored()] * 12)) == ["summary.all_unscored", "end.left_stuck"]
    assert told(walk(unscored(), OWNED))[0] == (
        "Je eerste beurt is niet beoordeeld, en Noor bleef in gesprek."
    )


def test_an_open_talk_of_one_turn_has_no_ending_yet() -> None:
    assert codes(walk(CHAT, ended=False)) == ["begin.both"]


def test_an_answer_cut_short_is_told_as_that() -> None:
    cut = beat("What was it like?", {Step.ASK: 2}, stopped=True)
    assert told(walk(cut))[0] == (
        "Je begon met een open vraag, en je brak het antwoord van Noor af."
    )


def test_drama_is_told_by_who_a_person_is() -> None:
    breezy = beat("Hiya.", {}, Signal.BREEZY)
    assert told(walk(breezy))[0] == "Je begon luchtig, en Noor sloeg terug."
    assert told(walk(breezy, scenario=withdrawn()))[0] == (
        "Je begon luchtig, en Noor reageerde wrang."
    )


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (beat("x", {Step.OWN_PART: 2, Step.I_MESSAGE: -1}), Act.OWNED_AND_UNDONE),
        (beat("x", {Step.I_MESSAGE: -1, Step.ASK: 2}), Act.BLAMED),
        (beat("x", {Step.CLARITY: -1, Step.ASK: 2}, doubt=frozenset({Step.CLARITY})), Act.ASKED),
        (beat("x", {Step.OWN_PART: 2}, doubt=frozenset({Step.OWN_PART})), Act.OWNED_HALF),
        (beat("x", {Step.I_MESSAGE: 2}, drift=Drift.VICTIM), Act.ABOUT_SELF),
        (beat("x", {Step.OWN_PART: 2}, Signal.TEARS), Act.OWNED),
        (beat("x", {Step.OWN_PART: 1}, Signal.APOLOGY, reasons={Step.OWN_PART: "partial_sorry"}),
         Act.SORRY),
        (beat("x", {Step.OWN_PART: 2}, Signal.TO_MACHINE), Act.PUZZLING),
        (beat("x", {Step.FACE_IT: 1}, doubt=frozenset({Step.FACE_IT})), Act.OPEN_TO_READING),
        (beat("x", {Step.FACE_IT: 1}, Signal.LOGISTICS, doubt=frozenset({Step.FACE_IT})),
         Act.OPEN_TO_READING),
        (beat("x", {Step.WORTH: 1}, Signal.NO_SUBSTANCE, doubt=frozenset({Step.WORTH})),
         Act.AROUND),
        (beat("x", {}, Signal.LOGISTICS), Act.PRACTICAL),
        (beat("x", {}, Signal.ASKS_NEED), Act.ASKED_NEED),
        (beat("x"), Act.AROUND),
    ],
)  # fmt: skip
def test_a_turn_is_remembered_by_one_act(one: Beat, expected: Act) -> None:
    view = walk(one)
    grade = view.spoken[0].graded
    assert grade is not None
    assert act(grade) is expected


def test_moves_are_what_they_were() -> None:
    """A move made by hand is told as that move."""
    for move in Move:
        if move in (Move.REVEAL, Move.SECOND_THOUGHTS, Move.INVITE_DRAMA):
            continue
        (first, *_) = summary(course(walk(beat("x", move=move))))
        assert first.parts["then"].code == f"then.{move.value}"
