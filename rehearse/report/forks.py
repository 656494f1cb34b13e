"""Turns that were said in more ways than one, and what came of each."""

from collections.abc import Iterator

from rehearse.conversation.rubric import Frozen
from rehearse.conversation.views import RehearsalView, TreeView, TurnView
from rehearse.report.answers import answered
from rehearse.report.telling import Sentence


class Attempt(Frozen):
    """One version of a turn that was said more than once."""

    turn: TurnView
    then: Sentence
    """What the colleague did next."""
    on_path: bool
    """Whether it is the version of the path looked back on."""


class Fork(Frozen):
    """A turn of the path that was said in more than one way, oldest first."""

    n: int
    attempts: tuple[Attempt, ...]


def forks(view: RehearsalView, tree: TreeView) -> Iterator[Fork]:
    """Along the path, from its first turn. ``tree`` holds the other versions."""
    for n, (parent, turn) in enumerate(zip(view.turns, view.spoken, strict=False), start=1):
        versions = tree.children.get(parent.id, ())
        if len(versions) > 1:
            yield Fork(
                n=n,
                attempts=tuple(
                    Attempt(
                        turn=version,
                        then=answered(version, parent.state, view.scenario),
                        on_path=version.id == turn.id,
                    )
                    for version in versions
                ),
            )
