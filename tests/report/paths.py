"""Talks along one path, settled turn by turn by the real rules: for what looks back on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rehearse.conversation import rehearsal
from rehearse.conversation.keepsakes import Keepsakes
from rehearse.conversation.moves import Moment, fitting
from rehearse.conversation.rehearsal import PathState, Reply, TurnRead
from rehearse.conversation.rubric import (
    Drift,
    GradeResult,
    Level,
    NotScored,
    NotScoredCode,
    Passage,
    Pillar,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.scenario import Difficulty, Move, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.views import RehearsalView, TreeView, TurnView
from rehearse.language.sentences import ends_in_question
from tests.service.fakes import tiny_scenario

NOW = datetime(2025, 11, 17, 9, tzinfo=UTC)
UNSCORED = NotScored(code=NotScoredCode.FAILED)


@dataclass(frozen=True)
class Beat:
    """One turn, how it was graded, and what became of the answer."""

    words: str
    grade: GradeResult
    move: Move | None = None
    """What the colleague does; the first fitting move where it is not said."""
    stopped: bool = False
    disputed: frozenset[Step] = frozenset()


def score(
    step: Step,
    level: int,
    passage: Passage,
    *,
    reason: str = "",
    doubt: bool = False,
    rewrite: str | None = None,
    pillar: Pillar | None = None,
) -> StepScore:
    """A score for a passage; the reason is the plain one unless another is named."""
    plain = {2: "clear", 1: "partial", -1: "against"}[level]
    return StepScore(
        step=step,
        level=Level(level),
        doubt=doubt,
        evidence=passage,
        reason=Reason(code=f"{step.value}.{reason or plain}", slots={"word": "x"}),
        rewrite=rewrite,
        pillar=pillar or (Pillar.VALUABLE if step is Step.WORTH else None),
    )


def grade_of(scores: Sequence[StepScore], *signals: Signal, drift: Drift = Drift.NONE) -> TurnGrade:
    """All seven steps: the ones given, the others absent."""
    given = {one.step: one for one in scores}
    return TurnGrade(
        grader="test",
        language="en",
        scores=tuple(given.get(s, StepScore(step=s, level=Level.ABSENT)) for s in Step),
        signals=frozenset(signals),
        drift=drift,
    )


def whole(words: str) -> Passage:
    return Passage(text=words, start=0, end=len(words))


def part(words: str, passage: str) -> Passage:
    start = words.index(passage)
    return Passage(text=passage, start=start, end=start + len(passage))


def beat(
    words: str,
    levels: dict[Step, int] | None = None,
    *signals: Signal,
    move: Move | None = None,
    drift: Drift = Drift.NONE,
    doubt: frozenset[Step] = frozenset(),
    reasons: dict[Step, str] | None = None,
    rewrites: dict[Step, str] | None = None,
    passages: dict[Step, str] | None = None,
    pillar: Pillar | None = None,
    stopped: bool = False,
    disputed: frozenset[Step] = frozenset(),
) -> Beat:
    """A turn with these levels, each earned by the whole turn unless a passage is named."""
    scores = [
        score(
            step,
            level,
            part(words, (passages or {}).get(step, words)),
            reason=(reasons or {}).get(step, ""),
            doubt=step in doubt,
            rewrite=(rewrites or {}).get(step),
            pillar=pillar if step is Step.WORTH else None,
        )
        for step, level in (levels or {}).items()
    ]
    return Beat(words, grade_of(scores, *signals, drift=drift), move, stopped, disputed)


def unscored(words: str = "Mumble.") -> Beat:
    return Beat(words, UNSCORED)


def walk(
    *beats: Beat,
    scenario: Scenario | None = None,
    difficulty: Difficulty = Difficulty.NORMAL,
    keepsakes: Keepsakes | None = None,
    ended: bool = True,
    pending: str | None = None,
) -> RehearsalView:
    """The talk along these beats, until they are at their end or the colleague left.

    ``pending``: words that were said after that and are not answered yet.
    """
    scenario = scenario or tiny_scenario()
    state = rehearsal.at_start(difficulty)
    turns = [TurnView(id="t00", parent_id=None, text="", said_at=NOW, state=state)]
    for one in beats:
        if state.closed:
            break
        turns.append(_answered(one, turns[-1].id, len(turns), state, scenario, difficulty))
        after = turns[-1].state
        assert after is not None
        state = after
    if pending is not None:
        turns.append(
            TurnView(id=f"t{len(turns):02}", parent_id=turns[-1].id, text=pending, said_at=NOW)
        )
    return RehearsalView(
        id="talk",
        scenario=scenario,
        difficulty=difficulty,
        started_at=NOW,
        ended_at=NOW if ended else None,
        turns=tuple(
            turn.model_copy(update={"siblings": (turn.id,)}) if turn.parent_id else turn
            for turn in turns
        ),
        keepsakes=keepsakes or Keepsakes(),
    )


def tree_of(*views: RehearsalView) -> TreeView:
    """Every turn of these paths of one rehearsal."""
    return TreeView(turns={turn.id: turn for view in views for turn in view.turns})


def _answered(
    one: Beat, parent: str, n: int, state: PathState, scenario: Scenario, difficulty: Difficulty
) -> TurnView:
    read = TurnRead(grade=one.grade, ends_in_question=ends_in_question(one.words))
    rules = scenario.rules
    moment = Moment(state, read, rules, difficulty, rules.temperament)
    reply = _reply(one, moment)
    after, change = rehearsal.after_turn(state, rules, read, reply)
    return TurnView(
        id=f"t{n:02}",
        parent_id=parent,
        text=one.words,
        said_at=NOW,
        grade=one.grade,
        change=change,
        reply=reply,
        state=after,
        disputed=one.disputed,
    )


def _reply(one: Beat, moment: Moment) -> Reply:
    move = one.move or fitting(moment)[0]
    layer = moment.layer if move is Move.REVEAL else None
    if one.stopped:
        return Reply(move=move, text="", stopped=True)
    return Reply(move=move, text="A line.", told=layer.id if layer else None)
