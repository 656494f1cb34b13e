"""The turns of a path that are over, each with what lay before it."""

from dataclasses import dataclass

from rehearse.conversation.rehearsal import PathState, Reply, TurnRead
from rehearse.conversation.rubric import NotScored, NotScoredCode, TurnGrade
from rehearse.conversation.scenario import Move
from rehearse.conversation.trust import TrustCause
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.language.sentences import ends_in_question


@dataclass(frozen=True)
class Past:
    """One turn that was answered and settled."""

    n: int
    """Which turn, from 1."""
    turn: TurnView
    reply: Reply
    before: PathState
    after: PathState

    @property
    def grade(self) -> TurnGrade | None:
        """None where the turn was not scored."""
        return self.turn.graded

    @property
    def moved(self) -> int:
        """How far settled trust went up or down."""
        return self.after.trust - self.before.trust

    @property
    def causes(self) -> tuple[TrustCause, ...]:
        """Why it did."""
        return self.turn.change.causes if self.turn.change else ()

    @property
    def harmful(self) -> bool:
        return self.grade is not None and self.grade.harmful

    @property
    def read(self) -> TurnRead:
        """The turn as the colleague's rules look at it."""
        grade = self.turn.grade or NotScored(code=NotScoredCode.FAILED)
        return TurnRead(grade=grade, ends_in_question=ends_in_question(self.turn.text))


@dataclass(frozen=True)
class Course:
    """A talk along one path, as far as it is settled."""

    view: RehearsalView
    past: tuple[Past, ...]

    @property
    def name(self) -> str:
        """The colleague's name."""
        return self.view.name

    @property
    def pending(self) -> bool:
        """Whether a turn was said that is not answered yet."""
        return len(self.past) < len(self.view.spoken)

    @property
    def start(self) -> PathState:
        """The path before the first turn."""
        return self.past[0].before

    @property
    def end(self) -> PathState:
        """The path after the last turn that is over."""
        return self.past[-1].after

    @property
    def last_move(self) -> Move | None:
        """What the colleague did last; None where that was cut short."""
        reply = self.past[-1].reply
        return None if reply.stopped else reply.move

    @property
    def all_scored(self) -> bool:
        return all(past.grade for past in self.past)


def course(view: RehearsalView) -> Course:
    """The turns of a path up to the first that is not over."""
    past: list[Past] = []
    for n, (parent, turn) in enumerate(zip(view.turns, view.spoken, strict=False), start=1):
        if parent.state is None or turn.state is None or turn.reply is None:
            break
        past.append(Past(n, turn, turn.reply, parent.state, turn.state))
    return Course(view, tuple(past))
