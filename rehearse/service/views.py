"""What the service hands out: values to show, never rows of the store."""

from collections.abc import Iterable
from datetime import datetime

from rehearse.conversation.rubric import Frozen, GradeResult, Language, Step
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.views import DraftView, RehearsalView, TreeView, TurnView
from rehearse.report.document import Reviewed
from rehearse.store.reviews import GivenReview
from rehearse.store.rows import Listed, Path, Purpose, StoredDraft, StoredTurn


class RehearsalRow(Frozen):
    """One rehearsal in a list."""

    id: str
    scenario_id: str
    title: str
    name: str
    language: Language
    difficulty: Difficulty
    started_at: datetime
    ended_at: datetime | None
    turns: int
    """The manager's turns on the current path."""
    trust: int
    last_said_at: datetime
    """When the last turn of that path was said; the start, where nothing was."""
    branches: int
    """How many ways the talk took: 1, and one more for each that departed from another."""
    closed: bool
    """Whether the colleague left at the end of that path."""


def turn_view(
    turn: StoredTurn, siblings: tuple[str, ...], disputed: frozenset[Step] = frozenset()
) -> TurnView:
    """A stored turn as it is shown: a reply that is chosen but not yet said stays back."""
    return TurnView(
        id=turn.id,
        parent_id=turn.parent_id,
        text=turn.words,
        said_at=turn.said_at,
        opening=turn.opening,
        grade=turn.grade.result if turn.grade else None,
        second=_second(turn),
        change=turn.change,
        reply=turn.reply if turn.replied else None,
        state=turn.state,
        failed=turn.failed is not None,
        siblings=siblings,
        label=turn.label,
        disputed=disputed,
    )


def _second(turn: StoredTurn) -> GradeResult | None:
    read = [grade.result for grade in turn.others if grade.purpose is not Purpose.PROVISIONAL]
    return read[-1] if read else None


def rehearsal_view(path: Path) -> RehearsalView:
    """A stored path as it is shown."""
    rehearsal, live = path.rehearsal, path.rehearsal.live
    return RehearsalView(
        id=rehearsal.id,
        scenario=path.scenario,
        difficulty=rehearsal.difficulty,
        started_at=rehearsal.started_at,
        ended_at=rehearsal.ended_at,
        turns=tuple(
            turn_view(turn, path.children[turn.parent_id], path.disputed.get(turn.id, frozenset()))
            for turn in path.turns
        ),
        live=live is not None and not live.away,
        may_return=live is not None and live.away,
        let_through=live.let_through if live else (),
        keepsakes=path.keepsakes,
    )


def tree_view(turns: Iterable[StoredTurn], path: Path) -> TreeView:
    """All turns of a rehearsal as they are shown; ``path`` is any path of the same tree."""
    shown = (
        turn_view(turn, path.children[turn.parent_id], path.disputed.get(turn.id, frozenset()))
        for turn in turns
    )
    return TreeView(turns={turn.id: turn for turn in shown})


def draft_view(draft: StoredDraft) -> DraftView:
    """A stored draft as it is shown."""
    return DraftView(text=draft.words, grade=draft.grade.result, checked_at=draft.checked_at)


def rehearsal_row(listed: Listed) -> RehearsalRow:
    """A stored rehearsal as it stands in a list."""
    rehearsal = listed.rehearsal
    return RehearsalRow(
        id=rehearsal.id,
        scenario_id=rehearsal.scenario_id,
        title=rehearsal.title,
        name=rehearsal.name,
        language=rehearsal.language,
        difficulty=rehearsal.difficulty,
        started_at=rehearsal.started_at,
        ended_at=rehearsal.ended_at,
        turns=listed.turns,
        trust=listed.trust,
        last_said_at=listed.last_said_at,
        branches=listed.branches,
        closed=listed.closed,
    )


def reviewed(given: GivenReview) -> Reviewed:
    """A review that was handed in, as its manager sees it."""
    return Reviewed(review=given.review, talk=given.talk, leaf_id=given.leaf_id)
