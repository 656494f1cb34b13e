"""Which lines of a situation may be spoken now."""

from collections.abc import Sequence

from rehearse.colleague import ToAnswer
from rehearse.conversation.scenario import Band, Line, Move, Said

SHORT_ANSWER = 8
"""Words up to which a first turn can be no more than an answer to how the colleague begins."""


def serving(move: Move, to_answer: ToAnswer) -> list[Line]:
    """The lines of a move that may be spoken now: warm enough, unused, after what they recall, and
    with nothing in them that was not said yet, or was said long since."""
    state, said, before = to_answer.moment.state, said_by_now(to_answer), to_answer.spoken
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


def said_by_now(to_answer: ToAnswer) -> frozenset[Said]:
    """What the manager has said by now, that lines take for granted."""
    answered = {Said.ANSWERED} if answers_a_question(to_answer) else set()
    return to_answer.moment.said | answered


def answers_a_question(to_answer: ToAnswer) -> bool:
    """Whether a turn that asks nothing comes after a question of the colleague's own. After the
    first words of all only a short one is an answer: a longer one begins the conversation."""
    if to_answer.moment.read.ends_in_question:
        return False
    if len(to_answer.spoken) == 1 and len(to_answer.words.split()) > SHORT_ANSWER:
        return False
    last = to_answer.spoken[-1]
    said = next((u.text for u in to_answer.scenario.utterances() if u.id == last), "")
    return said.endswith("?")


def nearest_in_warmth(lines: Sequence[Line], to_answer: ToAnswer) -> Line | None:
    """The warmest of the open lines; which of equals comes first differs by opening and turn."""
    if not lines:
        return None
    warmest = max(line.band.rank for line in lines)
    equals = [line for line in lines if line.band.rank == warmest]
    return equals[(to_answer.opening + to_answer.moment.state.turns) % len(equals)]
