"""What a stored turn tells as events: the same row always tells the same, so it can be replayed."""

from typing import Any

from rehearse.conversation.trust import TrustCause, TrustChange
from rehearse.grader.contract import grade_json
from rehearse.service.events import Event, EventType
from rehearse.store.rows import Located, Purpose, StoredGrade, StoredRehearsal, StoredTurn


def facts(located: Located) -> list[Event]:
    """The events of everything that is stored about a turn, in order, numbered from 1."""
    turn, rehearsal = located.turn, located.rehearsal
    if turn.opening is not None:
        told = [(EventType.OPENED, turn.trust_before, _opened(turn, rehearsal))]
    else:
        told = _what_happened(turn, rehearsal)
    if turn.done:
        told.append((EventType.DONE, _trust(turn), {}))
    if turn.state is not None and turn.state.closed:
        ended = {"layers_told": list(turn.state.told), "ended": "close"}
        told.append((EventType.ENDED, _trust(turn), ended))
    return [
        Event(seq=seq, turn_id=turn.id, type=kind, trust=trust, data=data)
        for seq, (kind, trust, data) in enumerate(told, start=1)
    ]


def _what_happened(
    turn: StoredTurn, rehearsal: StoredRehearsal
) -> list[tuple[EventType, int, dict[str, Any]]]:
    said = {"text": turn.words, "parent": turn.parent_id}
    told: list[tuple[EventType, int, dict[str, Any]]] = [(EventType.SAID, turn.trust_before, said)]
    first, change = turn.provisional or turn.grade, _by_first_grade(turn)
    if first is None or change is None:
        return told
    trust = change.state.trust
    told.append((EventType.GRADED, trust, _graded(turn.id, first, rehearsal)))
    if turn.reply is not None:
        told.append((EventType.MOVED, trust, _moved(turn.reply.move.value, change)))
    if turn.reply is not None and turn.replied:
        told.append((EventType.REPLIED, trust, turn.reply.model_dump(mode="json")))
    if turn.provisional is not None and turn.grade is not None:
        told.append((EventType.GRADED, _trust(turn), _graded(turn.id, turn.grade, rehearsal)))
    return told


def _by_first_grade(turn: StoredTurn) -> TrustChange | None:
    """How trust moved as the answer came, whatever a second reading made of it later."""
    return (turn.change.provisional or turn.change) if turn.change else None


def _trust(turn: StoredTurn) -> int:
    """Trust as known now: settled, else as the grade moves it, else as it was before."""
    if turn.state is not None:
        return turn.state.trust
    return turn.change.state.trust if turn.change else turn.trust_before


def _opened(turn: StoredTurn, rehearsal: StoredRehearsal) -> dict[str, Any]:
    assert turn.opening is not None
    return {
        "rehearsal": rehearsal.id,
        "scenario": rehearsal.scenario_id,
        "language": rehearsal.language,
        "difficulty": rehearsal.difficulty.value,
        "name": rehearsal.name,
        "text": turn.opening.text,
        "gesture": turn.opening.gesture,
    }


def _graded(turn_id: str, grade: StoredGrade, rehearsal: StoredRehearsal) -> dict[str, Any]:
    contract = grade_json(
        grade.result, grader=grade.grader, language=rehearsal.language, turn_id=turn_id
    )
    return {"grade": contract, "final": grade.purpose is not Purpose.PROVISIONAL}


def _moved(move: str, change: TrustChange) -> dict[str, Any]:
    causes: list[TrustCause] = list(change.causes)
    return {
        "move": move,
        "moved": change.moved,
        "causes": [cause.model_dump(mode="json") for cause in causes],
    }
