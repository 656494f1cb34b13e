"""Which moves fit a turn, in order of precedence. Code decides; a line or a model finds the words.

Bands and thresholds go by settled trust *before* the turn; the turn itself supplies the opening.
The first fitting move that a colleague has words for is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rehearse.conversation.rehearsal import STUCK_WINDOW, PathState, TurnRead, next_untold, tellable
from rehearse.conversation.rubric import Drift, Level, Step
from rehearse.conversation.scenario import (
    Band,
    Difficulty,
    LayerRule,
    Move,
    Said,
    ScenarioRules,
    Temperament,
)
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import SETTLED

RULE_VERSION = "moves-1"

HARMFUL_TURNS_TO_CLOSE = 3
STUCK_FROM_TURN = 12
STUCK_BELOW = 60
SORRIES_TO_WITHDRAW = 3

UNCAPPED = frozenset({Move.PUZZLED, Move.CLOSE, Move.LIMIT, Move.ANSWER, Move.SILENCE, Move.GO_ON})
"""Moves that may come as often as the turns ask for them."""

MOST_RUNNING = 2
MOST_IN_WINDOW = 4
WINDOW = 12
MOST_IN_ALL = {Move.TEST: 2, Move.INVITE_DRAMA: 2, Move.SETTLE: 1}
NEVER_RUNNING = frozenset({Move.REVEAL, Move.INVITE_DRAMA})

LIMITED = (Step.WORTH, Step.I_MESSAGE, Step.ASK, Step.CLARITY)
"""The steps of which a limit is set where a turn works against one."""
_NAMES_IT = (Step.OWN_PART, Step.FACE_IT)
"""The steps that name the sore point, even half done."""


@dataclass(frozen=True)
class Moment:
    """Everything a rule may look at: the path before this turn, and the turn as read."""

    state: PathState
    read: TurnRead
    rules: ScenarioRules
    difficulty: Difficulty
    temperament: Temperament

    @property
    def warm_enough(self) -> bool:
        return self.state.standing.band is not Band.LOW

    @property
    def owned_before(self) -> bool:
        """Whether the own part was clear earlier on this path, in doubt or not."""
        return Step.OWN_PART in self.state.standing.clear | self.state.standing.gates

    @property
    def said(self) -> frozenset[Said]:
        """What the manager has said by now, this turn included."""
        state, read = self.state, self.read
        touched = state.standing.touched
        named = any(s in touched or read.at_least(s, Level.PARTIAL) for s in _NAMES_IT)
        owned = self.owned_before or read.at_least(Step.OWN_PART, Level.CLEAR)
        promised = state.offers > 0 or read.at_least(Step.RELIABLE, Level.CLEAR)
        so = {
            Said.NAMED: named,
            Said.OWNED: owned,
            Said.PROMISED: promised,
            Said.APOLOGISED: read.has(Signal.APOLOGY),
            Said.HALF: _half_said(read),
        }
        return frozenset(each for each, true in so.items() if true)

    @property
    def layer(self) -> LayerRule | None:
        """The layer that this turn opens."""
        return tellable(self.state, self.read, self.rules, self.difficulty)


def _half_said(read: TurnRead) -> bool:
    own = (Step.OWN_PART, Step.RELIABLE)
    half = any(read.at_least(s, Level.PARTIAL) and not read.at_least(s, Level.CLEAR) for s in own)
    return half or read.has(Signal.VAGUE, Signal.EXCUSE) or read.against(*_OWED)


def fitting(moment: Moment) -> tuple[Move, ...]:
    """The moves that fit, the first that should be made first. ``go_on`` always fits, last."""
    return tuple(
        move for move, fits in RULES.items() if fits(moment) and _within_caps(move, moment.state)
    )


def _within_caps(move: Move, state: PathState) -> bool:
    if move in UNCAPPED:
        return True
    made = state.moves
    if move in NEVER_RUNNING and made[-1:] == (move,):
        return False
    if made.count(move) >= MOST_IN_ALL.get(move, len(made) + 1):
        return False
    running = made[-MOST_RUNNING:]
    if len(running) == MOST_RUNNING and set(running) == {move}:
        return False
    return made[-(WINDOW - 1) :].count(move) < MOST_IN_WINDOW


def _puzzled(m: Moment) -> bool:
    return m.read.has(Signal.OTHER_LANGUAGE, Signal.TO_MACHINE)


def _close(m: Moment) -> bool:
    if m.read.harmful and m.state.harmful_run + 1 >= HARMFUL_TURNS_TO_CLOSE:
        return True
    if m.state.turns + 1 < STUCK_FROM_TURN or m.state.trust >= STUCK_BELOW:
        return False
    return m.state.trust <= m.state.recent_trust[-(STUCK_WINDOW + 1)]


def _hold_off(m: Moment) -> bool:
    if m.read.has(Signal.ASKS_FORGIVENESS, Signal.FISHING):
        return True
    # A feeling told inside a real repair is no bid for comfort, nor one of somebody who asks; a
    # laugh beside the sore point, named without harm, does not laugh it off.
    asks = m.read.at_least(Step.ASK, Level.PARTIAL)
    names = m.read.only_helps and any(m.read.at_least(s, Level.PARTIAL) for s in _NAMES_IT)
    bids = m.read.has(Signal.TEARS) or (m.read.has(Signal.JOKE) and not names)
    return bids and not (m.read.repairs or asks)


def _limit(m: Moment) -> bool:
    harmed = m.read.against(*LIMITED)
    # A word that sounds like a threat is none in a turn that only does good, however half.
    return harmed or (m.read.has(Signal.THREAT) and not m.read.any_clear and not m.read.only_helps)


def _withdraw(m: Moment) -> bool:
    if m.read.empty_sorry and m.state.empty_sorries + 1 >= SORRIES_TO_WITHDRAW:
        return True
    needed = 1 if m.temperament is Temperament.WITHDRAWN else 2
    return m.read.deflects and m.state.deflections + 1 >= needed


def _invite_drama(m: Moment) -> bool:
    if m.state.turns == 0 and m.read.has(Signal.BREEZY):
        return True
    if m.state.standing.band is Band.HIGH:
        return False
    # An attack that is not beyond doubt is no reason to strike back.
    attacked = m.read.drift is Drift.PERSECUTOR and m.read.harmful
    return attacked or m.read.drift in (Drift.RESCUER, Drift.VICTIM)


def _answer(m: Moment) -> bool:
    return m.read.has(Signal.ASKS_FACT, Signal.LOGISTICS)


def _gives_its_word(m: Moment) -> bool:
    """Whether the turn promises something that can be checked, in doubt or not."""
    return m.read.at_least(Step.RELIABLE, Level.CLEAR)


def _reveal(m: Moment) -> bool:
    # A word just given, or "what do you need?", is answered before anything else is told; and who
    # is vague or excuses it all has given no reason to.
    waiting = _gives_its_word(m) or m.read.has(Signal.ASKS_NEED) or _shifts(m)
    return m.layer is not None and (not waiting or m.read.has(Signal.ASKS_IMPACT))


def _settle(m: Moment) -> bool:
    at_peace = m.state.standing.all_gates_open(m.rules.needed) and m.state.trust >= SETTLED
    # "Done" is no answer to what is still needed.
    asks = m.read.has(Signal.ASKS_NEED)
    return at_peace and m.state.small_steps > 0 and not m.read.harmful and not asks


def _hint(m: Moment) -> bool:
    wonders = m.read.at_least(Step.ASK, Level.CLEAR) and m.read.ends_in_question
    # A word just given is taken up first, once it is warm enough to ask what it is worth.
    waiting = m.read.has(Signal.ASKS_NEED) or (_gives_its_word(m) and m.warm_enough)
    asked = m.read.has(Signal.ASKS_IMPACT) or (wonders and not waiting)
    return asked and not m.read.harmful and next_untold(m.state, m.rules) is not None


def _small_step(m: Moment) -> bool:
    offers = m.state.offers + _gives_its_word(m)
    if m.state.small_steps >= offers or Move.TEST not in m.state.moves or m.read.harmful:
        return False
    # An offer is taken up when it is made or left standing, not in answer to something else.
    about_else = m.read.ends_in_question or any(m.read.at_least(s, Level.PARTIAL) for s in Step)
    return m.read.at_least(Step.RELIABLE, Level.PARTIAL) or not about_else


def _test(m: Moment) -> bool:
    # The bad case is asked about something said, never thrown back at a question.
    needs = m.read.has(Signal.ASKS_NEED)
    if needs or (m.read.ends_in_question and not _gives_its_word(m)):
        return False
    return m.read.repairs and m.warm_enough


def _ask_commitment(m: Moment) -> bool:
    if m.read.has(Signal.ASKS_NEED):
        return True
    if m.read.harmful or _shifts(m) or m.read.ends_in_question:
        return False
    checkable = m.state.offers + _gives_its_word(m) > 0
    return m.owned_before and m.warm_enough and not checkable


_OWED = (Step.OWN_PART, Step.FACE_IT, Step.RELIABLE)
"""The steps whose weak forms are challenged."""


def _shifts(m: Moment) -> bool:
    """Whether the turn is vague, excuses or works against what is owed."""
    hollow = m.read.has(Signal.VAGUE, Signal.EXCUSE) and not m.read.any_clear
    return hollow or m.read.against(*_OWED)


def _challenge(m: Moment) -> bool:
    if _shifts(m):
        return True
    # The first empty sorry is let past, the second is asked what it is for.
    if m.read.empty_sorry and m.state.empty_sorries > 0:
        return True
    half = any(m.read.at_least(step, Level.PARTIAL) for step in (*_OWED, Step.CLARITY))
    return half and not m.read.any_clear and m.state.standing.band is not Band.HIGH


def _silence(m: Moment) -> bool:
    first_true_word = m.read.at_least(Step.OWN_PART, Level.CLEAR) and not m.owned_before
    says_nothing = m.read.has(Signal.NO_SUBSTANCE, Signal.REPEATS) or m.read.empty_sorry
    return first_true_word or says_nothing


RULES: Mapping[Move, Callable[[Moment], bool]] = {
    Move.PUZZLED: _puzzled,
    Move.CLOSE: _close,
    Move.HOLD_OFF: _hold_off,
    Move.LIMIT: _limit,
    Move.WITHDRAW: _withdraw,
    Move.INVITE_DRAMA: _invite_drama,
    Move.ANSWER: _answer,
    Move.REVEAL: _reveal,
    Move.SETTLE: _settle,
    Move.HINT: _hint,
    Move.SMALL_STEP: _small_step,
    Move.TEST: _test,
    Move.ASK_COMMITMENT: _ask_commitment,
    Move.CHALLENGE: _challenge,
    Move.SILENCE: _silence,
    Move.GO_ON: lambda _: True,
}
"""The moves in order of precedence, each with what it takes to fit."""
