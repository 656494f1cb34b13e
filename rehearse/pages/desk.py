"""What lies open while a coach reviews a talk.

Where one is in the talk, and whether the grader's levels come later, stands in the session and in
the address: there it outlives a reload.
"""

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from rehearse.coaching.review import Coach, TurnReview, differs
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
from rehearse.conversation.rubric import Language, Step
from rehearse.ids import new_id
from rehearse.pages.runtime import Runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.reviewing import Reading

_AT, _BLIND, _TOLD, _BEGIN = "desk-at", "desk-blind", "desk-told", "desk-begin"
_UNDONE = "desk-undone"
FIRST = "first"
"""The occasion of a talk that was just opened."""

_TURN, _END = "turn", "end"
"""The parameter of the address that says which turn lies open, and its value after the last."""


@dataclass(frozen=True)
class Told:
    """What the last choice did, as a sentence; ``step`` is the one that it was about."""

    words: str
    turn_id: str | None = None
    step: Step | None = None


@dataclass(frozen=True)
class Begin:
    """Where the focus belongs since the last move; ``occasion`` is another for each."""

    occasion: str
    step: Step | None = None


@dataclass(frozen=True)
class Desk:
    """One look at a talk under review."""

    services: Runtime
    ui: Language
    coach: Coach
    reading: Reading
    at: int
    """Which turn lies open, from 0; as many as there are turns: the end."""
    blind: bool
    """Whether the grader's levels of a turn come only after the coach's own."""

    @property
    def talk(self) -> SharedTalk:
        return self.reading.talk

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.talk.turns)

    @property
    def turn(self) -> SharedTurn:
        return self.talk.turns[self.at]

    @property
    def heard(self) -> Answer:
        """What the colleague said before this turn."""
        return (self.talk.turns[self.at - 1].answer if self.at else None) or self.talk.opening

    @cached_property
    def given(self) -> TurnReview:
        """What the coach made of this turn until now."""
        return given(self.reading, self.turn)

    @property
    def hidden(self) -> bool:
        """Whether the grade of this turn is to be kept from the coach for now."""
        return self.blind and self.turn.graded is not None and not self.given.complete

    @property
    def complete(self) -> int:
        """How many turns have all their levels."""
        return sum(given(self.reading, turn).complete for turn in self.talk.turns)

    @property
    def first_open(self) -> int | None:
        """The first turn that misses a level; None where none does."""
        turns = enumerate(self.talk.turns)
        return next((at for at, turn in turns if not given(self.reading, turn).complete), None)

    @property
    def told(self) -> Told | None:
        found: Told | None = st.session_state.get(_TOLD)
        return found

    def differs(self, step: Step) -> bool:
        """Whether the coach gave a step of this turn another level than the grader."""
        found = self.given.steps.get(step)
        return found is not None and differs(self.turn, step, found)

    def key(self, name: str) -> str:
        """The key of a field of this turn: another coach's is another."""
        return f"{name}-{self.talk.id}-{self.turn.id}-{self.coach.id}"

    def choice_key(self, name: str) -> str:
        """The same for a choice, and another after each undo: a browser that has not drawn that yet
        sends what was chosen once more, with whatever is clicked next."""
        return f"{self.key(name)}-{st.session_state.get(_UNDONE, 0)}"

    def begin(self) -> Begin:
        """Where the focus belongs since one came to this turn: at what the manager marked as not
        right, or at the first step without a level; at the end nowhere."""
        found: Begin = st.session_state.setdefault(_BEGIN, Begin(FIRST))
        if found.step is None and not self.at_end:
            left = [step for step in Step if step not in self.given.steps]
            disputed = [] if self.hidden else [step for step in left if step in self.turn.disputed]
            step = next(iter([*disputed, *left]), Step.WORTH)
            found = st.session_state[_BEGIN] = Begin(found.occasion, step)
        return found


def given(reading: Reading, turn: SharedTurn) -> TurnReview:
    """What this coach made of a turn until now."""
    return reading.review.of(turn.id) if reading.review else TurnReview()


def lay_out(services: Runtime, ui: Language, coach: Coach, share_id: str) -> Desk:
    """The talk as it lies open now.

    Raises:
        NotFound: nothing is shared under this id, or not any more.
    """
    reading = services.wait(services.app.reviewing.read(LOCAL, coach.id, share_id))
    at = _places().setdefault(share_id, _place(reading))
    desk = Desk(services, ui, coach, reading, at, hides_first())
    if not desk.at_end and not desk.hidden and desk.turn.id not in reading.shown:
        # Before it is drawn: a grade that was seen for a moment was seen.
        services.wait(services.app.reviewing.show(LOCAL, coach.id, share_id, desk.turn.id))
    return desk


def clear() -> None:
    """One is among the talks: when one opens, nothing was just chosen, and the focus is still to
    be placed."""
    st.session_state[_BEGIN] = Begin(FIRST)
    tell(None)


def open_at(talk: SharedTalk, at: int, step: Step | None = None) -> None:
    """Have this turn lie open from now on, with the focus on a step of it."""
    at = max(0, min(at, len(talk.turns)))
    _places()[talk.id] = at
    st.query_params[_TURN] = _END if at == len(talk.turns) else str(at + 1)
    st.session_state[_BEGIN] = Begin(new_id(), step)


def opened_at(desk: Desk) -> int:
    """Which turn lies open by now: a key can be pressed again before the page is drawn anew."""
    return _places().get(desk.talk.id, desk.at)


def begin_choices_anew() -> None:
    """Have all choices be drawn as others than before."""
    st.session_state[_UNDONE] = st.session_state.get(_UNDONE, 0) + 1


def hides_first() -> bool:
    """Whether the grader's levels of a turn come only after the coach's own."""
    return bool(st.session_state.setdefault(_BLIND, "blind" in st.query_params))


def hide_first(blind: bool) -> None:
    """Whether the grader's levels of a turn come only after the coach's own, from now on."""
    st.session_state[_BLIND] = blind
    if blind:
        st.query_params["blind"] = "yes"
    else:
        st.query_params.pop("blind", None)


def tell(told: Told | None) -> None:
    """Have the page say this, until something else happens."""
    st.session_state[_TOLD] = told


def _place(reading: Reading) -> int:
    """Where one begins: with what the address names; else with the first turn that asks for it,
    one with a note marked as not right, then one without all its levels."""
    talk = reading.talk
    asked = st.query_params.get(_TURN, "")
    if asked == _END:
        return len(talk.turns)
    if asked.isdecimal() and 1 <= int(asked) <= len(talk.turns):
        return int(asked) - 1
    left = [at for at, turn in enumerate(talk.turns) if not given(reading, turn).complete]
    disputed = [at for at in left if talk.turns[at].disputed]
    return next(iter([*disputed, *left]), 0)


def _places() -> dict[str, int]:
    """Which turn of which talk lies open, in this session."""
    found: dict[str, int] = st.session_state.setdefault(_AT, {})
    return found
