"""A hint for the next turn: what the colleague's last answer asks for, or what the path lacks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rehearse.conversation.rehearsal import PathState, TurnRead
from rehearse.conversation.rubric import Drift, Frozen, Level, NotScored, NotScoredCode, Step
from rehearse.conversation.scenario import Move, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import Cause
from rehearse.conversation.views import RehearsalView, TurnView

A_FEW_TURNS = 3
"""From this turn on a first gate that is still shut is named before the colleague's last move."""

MANY_TURNS = 5
"""From this turn on what is missing is asked for in another way."""

SOFT = frozenset({Move.ANSWER, Move.HINT, Move.CHALLENGE, Move.SILENCE, Move.GO_ON})
"""Moves that can wait: they ask for nothing that has to be given at once."""

_STEPS: Mapping[str, Step] = {
    "opening.own_part": Step.OWN_PART,
    "opening.face_it": Step.FACE_IT,
    "sorry": Step.OWN_PART,
    "sorry_again": Step.OWN_PART,
    "sorry_feelings": Step.OWN_PART,
    "excuse": Step.OWN_PART,
    "vague.past": Step.OWN_PART,
    "vague.ahead": Step.RELIABLE,
    "half": Step.FACE_IT,
    "left": Step.FACE_IT,
    "about_you": Step.ASK,
    "about_you_again": Step.OWN_PART,
    "joke": Step.FACE_IT,
    "breezy": Step.FACE_IT,
    "rescuer": Step.ASK,
    "bait": Step.I_MESSAGE,
    "room": Step.OWN_PART,
    "answer": Step.I_MESSAGE,
    "reveal": Step.FACE_IT,
    "reveal_again": Step.FACE_IT,
    "hint": Step.ASK,
    "test.offer": Step.RELIABLE,
    "test.bare": Step.RELIABLE,
    "commit": Step.RELIABLE,
    "commit_again": Step.RELIABLE,
    "small_step": Step.CLARITY,
    "silence": Step.ASK,
    "silence_empty": Step.FACE_IT,
    "silence_repeats": Step.FACE_IT,
    "go_on": Step.FACE_IT,
    "listen": Step.ASK,
}
"""The step that a hint points to; some point to none, and a family's by its last word."""

_FAMILIES = ("need.", "still.", "nearly.", "against.")
"""Hints there are for each step: not done yet, still not, done by half, just worked against."""


class Hint(Frozen):
    """``code`` is a key of the catalogue below ``hints``; ``step`` is the step it points to."""

    code: str
    name: str
    step: Step | None = None


def hint(view: RehearsalView) -> Hint:
    """What would help now, at the end of the path. Never a sentence to copy.

    Whoever asks after each turn never gets the same hint twice running: where the first that fits
    was given a turn ago, the next that fits is.
    """
    code = ""
    for turn in view.turns:
        if turn.state is not None:
            moment = _Moment(view.scenario, turn, turn.state)
            code = next(fitting for fitting in _fitting(moment) if fitting != code)
    return Hint(code=code, name=view.name, step=_step(code))


@dataclass(frozen=True)
class _Moment:
    """A turn that is over, and the path up to it."""

    scenario: Scenario
    turn: TurnView
    state: PathState

    @cached_property
    def read(self) -> TurnRead:
        """The turn as read; nothing in the colleague's opening line was the manager's."""
        return TurnRead(grade=self.turn.grade or NotScored(code=NotScoredCode.EMPTY))

    @property
    def needed(self) -> tuple[Step, ...]:
        return self.scenario.rules.needed

    @property
    def taken_back(self) -> bool:
        """Whether the colleague's answer began by coming back to what was said before."""
        spoken = self.turn.reply.lines if self.turn.reply else ()
        lines = self.scenario.words.lines.get(Move.SECOND_THOUGHTS, ())
        return any(line.id in spoken for line in lines)

    @property
    def shut(self) -> tuple[Step, ...]:
        """The needed steps that were never clear, in order."""
        return tuple(step for step in self.needed if step not in self.state.standing.gates)

    @property
    def holding_back(self) -> Step | None:
        """The missing step that kept trust from rising in this very turn."""
        causes = self.turn.change.causes if self.turn.change else ()
        held = (c.step for c in causes if c.cause in (Cause.FIRST_GATE_SHUT, Cause.GATE_SHUT))
        return next(held, None)

    @property
    def pressing(self) -> Step | None:
        """The missing step that has to be named before anything else."""
        move = self.state.moves[-1]
        first_shut = self.needed[0] in self.shut
        if move not in SOFT or self.owned_up:
            return None
        if first_shut and (self.state.turns >= A_FEW_TURNS or move is Move.GO_ON):
            return self.needed[0]
        return self.holding_back

    @property
    def half_promised(self) -> bool:
        """Whether this turn promises by half, and none before it promised more."""
        return self.read.at_least(Step.RELIABLE, Level.PARTIAL) and self.state.offers == 0

    @property
    def owned_up(self) -> bool:
        """Whether the colleague fell silent over a true word: that is to be left alone."""
        return self.state.moves[-1] is Move.SILENCE and self.read.at_least(
            Step.OWN_PART, Level.CLEAR
        )

    @property
    def unowned(self) -> bool:
        """Whether the own part was never clear, in doubt or not."""
        return Step.OWN_PART not in self.state.standing.clear | self.state.standing.gates

    def touched(self, step: Step) -> bool:
        return step in self.state.standing.touched


def _fitting(m: _Moment) -> Iterator[str]:
    """The hints that fit, the one to give first; no code is last alone, two always fit."""
    if m.state.turns == 0:
        yield "opening.own_part" if m.needed[0] is Step.OWN_PART else "opening.face_it"
    else:
        if m.taken_back:
            yield "second_thoughts"
        if m.pressing is not None:
            yield from _towards(m.pressing, m)
        yield from _ANSWERING[m.state.moves[-1]](m)
    yield from _lacking(m)
    yield "listen"
    yield "enough"


def _lacking(m: _Moment) -> Iterator[str]:
    """What the path lacks, the gravest first."""
    if m.needed[0] in m.shut:
        yield from _towards(m.needed[0], m)
    if not m.touched(Step.ASK):
        yield "need.ask"
    for step in m.shut:
        yield from _towards(step, m)
    if m.touched(Step.RELIABLE) and m.state.offers == 0:
        yield "nearly.reliable"
    for step in (Step.I_MESSAGE, Step.RELIABLE, Step.WORTH, Step.CLARITY, Step.FACE_IT):
        if not m.touched(step):
            yield f"need.{step}"


def _towards(step: Step, m: _Moment) -> Iterator[str]:
    """A step that was never clear: what the last turn did against it, or how near the path came."""
    if m.read.against(step):
        yield f"against.{step}"
    if m.touched(step):
        yield f"nearly.{step}"
    yield f"need.{step}" if m.state.turns < MANY_TURNS else f"still.{step}"


def _against(m: _Moment, *steps: Step) -> Iterator[str]:
    """What the last turn worked against, what the situation needs first."""
    for step in sorted(steps or Step, key=lambda step: step not in m.needed):
        if m.read.against(step):
            yield f"against.{step}"


def _sorry(m: _Moment) -> Iterator[str]:
    """An apology without the deed it is for."""
    if m.read.sorry_for_feelings:
        yield "sorry_feelings"
    if m.read.empty_sorry:
        yield "sorry" if m.state.empty_sorries == 1 else "sorry_again"


def _after_hold_off(m: _Moment) -> Iterator[str]:
    if m.read.has(Signal.TEARS) and not m.read.has(Signal.ASKS_FORGIVENESS, Signal.FISHING):
        yield "about_you" if m.state.moves.count(Move.HOLD_OFF) % 2 else "about_you_again"
    if m.read.has(Signal.JOKE):
        yield "joke"
    yield "plea"
    yield "about_you_again"


def _after_limit(m: _Moment) -> Iterator[str]:
    yield from _against(m, Step.WORTH, Step.I_MESSAGE, Step.ASK, Step.CLARITY)
    if m.read.has(Signal.THREAT):
        yield "against.clarity"
    yield "limit"


def _after_withdraw(m: _Moment) -> Iterator[str]:
    if m.read.has(Signal.LEAVES):
        yield "left"
    yield from _sorry(m)
    yield from _against(m)
    yield "room"


def _after_invite_drama(m: _Moment) -> Iterator[str]:
    if m.read.has(Signal.BREEZY) and m.state.turns == 1:
        yield "breezy"
    if m.read.drift is Drift.VICTIM:
        yield "about_you"
    if m.read.drift is Drift.RESCUER:
        yield "rescuer"
    yield from _against(m)
    yield "bait"


def _after_answer(m: _Moment) -> Iterator[str]:
    yield from _against(m)
    # What is answered and no matter of logistics was a question of fact, if only to the colleague.
    if m.read.has(Signal.ASKS_FACT) or not m.read.has(Signal.LOGISTICS):
        yield "answer"


def _after_reveal(m: _Moment) -> Iterator[str]:
    yield "reveal" if len(m.state.told) % 2 else "reveal_again"


def _after_hint(m: _Moment) -> Iterator[str]:
    yield "hint"
    yield "hint_again"


def _after_test(m: _Moment) -> Iterator[str]:
    if m.state.offers:
        yield from ("test.offer", "still.reliable")
    else:
        yield from ("test.bare", "need.reliable")


def _after_ask_commitment(m: _Moment) -> Iterator[str]:
    if m.half_promised:
        yield "nearly.reliable"
    yield "commit"
    yield "commit_again"


def _after_challenge(m: _Moment) -> Iterator[str]:
    yield from _sorry(m)
    yield from _against(m)
    if m.read.has(Signal.EXCUSE):
        yield "excuse"
    if m.read.has(Signal.VAGUE):
        yield "vague.past" if m.unowned else "vague.ahead"
    if m.half_promised:
        yield "nearly.reliable"
    yield "half"


def _after_silence(m: _Moment) -> Iterator[str]:
    if m.owned_up:
        yield "silence"
    yield from _sorry(m)
    yield from _against(m)
    if m.read.has(Signal.REPEATS):
        yield "silence_repeats"
    yield "silence_empty"


def _after_go_on(m: _Moment) -> Iterator[str]:
    yield from _against(m)
    yield "go_on"


_ANSWERING: Mapping[Move, Callable[[_Moment], Iterator[str]]] = {
    Move.PUZZLED: lambda _: iter(("puzzled",)),
    Move.CLOSE: lambda _: iter(("closed",)),
    Move.HOLD_OFF: _after_hold_off,
    Move.LIMIT: _after_limit,
    Move.WITHDRAW: _after_withdraw,
    Move.INVITE_DRAMA: _after_invite_drama,
    Move.ANSWER: _after_answer,
    Move.REVEAL: _after_reveal,
    Move.SETTLE: lambda _: iter(("settle", "enough")),
    Move.HINT: _after_hint,
    Move.SMALL_STEP: lambda _: iter(("small_step",)),
    Move.TEST: _after_test,
    Move.ASK_COMMITMENT: _after_ask_commitment,
    Move.CHALLENGE: _after_challenge,
    Move.SILENCE: _after_silence,
    Move.GO_ON: _after_go_on,
}
"""What each move of the colleague asks of the next turn."""


def _step(code: str) -> Step | None:
    if code.startswith(_FAMILIES):
        return Step(code.partition(".")[2])
    return _STEPS.get(code)
