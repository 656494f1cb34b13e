"""Two rehearsals written beside their levels, signals and layers: the moves must come out so."""

from dataclasses import dataclass

import pytest

from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment, fitting
from rehearse.conversation.rehearsal import Reply, TurnRead
from rehearse.conversation.rubric import Drift, Pillar, Step
from rehearse.conversation.scenario import (
    Difficulty,
    LayerRule,
    Move,
    Opening,
    ScenarioRules,
    Temperament,
)
from rehearse.conversation.signals import Signal
from tests.conftest import graded


@dataclass(frozen=True)
class Beat:
    """One exchange: what the manager's words amount to, and the move they get."""

    words: str
    levels: dict[Step, int]
    signals: tuple[Signal, ...]
    move: Move
    drift: Drift = Drift.NONE
    asks: bool = False
    layer: str | None = None


S = Signal
DUTCH = (
    Beat("Het loopt wat stroef tussen ons.", {Step.FACE_IT: 1}, (S.VAGUE,), Move.CHALLENGE),
    Beat(
        "De opslag. Ik had het moeten zeggen, maar het budget ging dicht.",
        {Step.OWN_PART: 1, Step.FACE_IT: 1},
        (S.EXCUSE,),
        Move.CHALLENGE,
    ),
    Beat(
        "Van Anna? Wat zei die dan?",
        {Step.ASK: 1, Step.FACE_IT: 2},
        (S.ASKS_FACT,),
        Move.ANSWER,
        asks=True,
    ),
    Beat(
        "Oké. Maar goed, hoe lossen we dit op?",
        {Step.FACE_IT: -1, Step.ASK: 1},
        (S.LEAVES,),
        Move.WITHDRAW,
        asks=True,
    ),
    Beat(
        "Nee, wacht. Nu loop ik ervan weg. Ik zou ervoor knokken en hield zes weken m'n mond.",
        {Step.OWN_PART: 2, Step.FACE_IT: 2},
        (),
        Move.SILENCE,
    ),
    Beat(
        "Ik was bang dat je kwaad werd. Hoe was het voor jou?",
        {Step.I_MESSAGE: 2, Step.ASK: 2},
        (S.ASKS_IMPACT,),
        Move.REVEAL,
        asks=True,
        layer="cake",
    ),
    Beat(
        "Dat wist ik niet. Ik leg het de twaalfde voor en bel je die dag, ook als het nee is.",
        {Step.RELIABLE: 2},
        (),
        Move.TEST,
    ),
    Beat(
        "Dan bel ik je dát. Wat heb jij nog nodig?",
        {Step.RELIABLE: 2, Step.ASK: 2, Step.CLARITY: 2},
        (S.ASKS_NEED,),
        Move.SMALL_STEP,
        asks=True,
    ),
)
ENGLISH = (
    Beat(
        "Thanks for popping in! Just clearing the air.",
        {Step.FACE_IT: 1},
        (S.BREEZY, S.VAGUE),
        Move.INVITE_DRAMA,
    ),
    Beat("Brilliant. Let's not dwell on it.", {Step.FACE_IT: -1}, (S.LEAVES,), Move.CHALLENGE),
    Beat(
        "I'm sorry if you felt left in the dark.",
        {Step.OWN_PART: -1},
        (S.APOLOGY,),
        Move.WITHDRAW,
    ),
    Beat("Who told you, by the way?", {Step.ASK: 1}, (S.ASKS_FACT,), Move.ANSWER, asks=True),
    Beat("And what was that like?", {Step.ASK: 2}, (S.ASKS_IMPACT,), Move.HINT, asks=True),
    Beat(
        "You never open up. How am I meant to help?",
        {Step.I_MESSAGE: -1, Step.ASK: -1},
        (),
        Move.LIMIT,
        asks=True,
    ),
    Beat(
        "I'm not sleeping, you know. You're making this very hard.",
        {Step.I_MESSAGE: -1},
        (S.TEARS,),
        Move.HOLD_OFF,
        drift=Drift.VICTIM,
    ),
    Beat(
        "Think how this looks before reviews.",
        {Step.CLARITY: -1},
        (S.THREAT,),
        Move.CLOSE,
        drift=Drift.PERSECUTOR,
    ),
)


def raise_story(temperament: Temperament) -> ScenarioRules:
    return ScenarioRules(
        id="raise",
        pillar=Pillar.VALUABLE,
        temperament=temperament,
        needed=(Step.OWN_PART, Step.RELIABLE),
        languages=("nl", "en"),
        layers=(
            LayerRule(id="cake", threshold=45, opens_on=frozenset({Opening.ASKED})),
            LayerRule(id="lunch", threshold=50, opens_on=frozenset({Opening.ACKNOWLEDGED})),
            LayerRule(id="leaving", threshold=72, opens_on=frozenset({Opening.ACKNOWLEDGED})),
        ),
    )


@pytest.mark.parametrize(
    ("beats", "temperament"),
    [(DUTCH, Temperament.WITHDRAWN), (ENGLISH, Temperament.PLEASING)],
    ids=["nederlands", "english"],
)
def test_the_moves_of_a_whole_rehearsal(beats: tuple[Beat, ...], temperament: Temperament) -> None:
    rules = raise_story(temperament)
    state = rehearsal.at_start(Difficulty.NORMAL)
    made = []
    for beat in beats:
        read = TurnRead(
            grade=graded(beat.levels, *beat.signals, drift=beat.drift), ends_in_question=beat.asks
        )
        moment = Moment(state, read, rules, Difficulty.NORMAL, temperament)
        move = fitting(moment)[0]
        told = moment.layer.id if move is Move.REVEAL and moment.layer else None
        assert told == beat.layer, beat.words
        made.append(move)
        state, _ = rehearsal.after_turn(state, rules, read, Reply(move=move, text="...", told=told))
    assert made == [beat.move for beat in beats]
