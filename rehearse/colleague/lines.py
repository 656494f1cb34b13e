"""Which lines of a situation may be spoken now."""

from collections.abc import Sequence

from rehearse.colleague import ToAnswer
from rehearse.conversation.scenario import Band, Line, Move


def serving(move: Move, to_answer: ToAnswer) -> list[Line]:
    """The lines of a move that may be spoken now: warm enough, unused, after what they recall, and
    with nothing in them that was not said yet, or was said long since."""
    state, said, before = to_answer.moment.state, to_answer.moment.said, to_answer.spoken
    used, warmth = frozenset(state.used_lines), state.standing.band.rank
    warm_enough = frozenset(band for band in Band if band.rank <= warmth)
    return [
        line
        for line in to_answer.scenario.words.lines.get(move, ())
        if line.id not in used
        and line.band in warm_enough
        and (line.after is None or line.after in before)
        and line.fits_after(said)
    ]


def nearest_in_warmth(lines: Sequence[Line], to_answer: ToAnswer) -> Line | None:
    """The warmest of the open lines; which of equals comes first differs by opening and turn."""
    if not lines:
        return None
    warmest = max(line.band.rank for line in lines)
    equals = [line for line in lines if line.band.rank == warmest]
    return equals[(to_answer.opening + to_answer.moment.state.turns) % len(equals)]
