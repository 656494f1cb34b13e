"""What the colleague did in answer to a turn, as a clause or a sentence of its own."""

from rehearse.conversation.rehearsal import PathState
from rehearse.conversation.scenario import Move, Scenario
from rehearse.conversation.views import TurnView
from rehearse.report.telling import Sentence


def answered(turn: TurnView, before: PathState | None, scenario: Scenario) -> Sentence:
    """What the colleague did next, as a sentence."""
    return Sentence(code="then.alone", parts={"then": clause(turn, before, scenario)})


def clause(turn: TurnView, before: PathState | None, scenario: Scenario) -> Sentence:
    """The same as a main clause. ``before``: the path before this turn, where it is known."""
    return Sentence(code=f"then.{_did(turn, before, scenario)}", slots={"name": scenario.name})


def _did(turn: TurnView, before: PathState | None, scenario: Scenario) -> str:
    reply = turn.reply
    if reply is None:
        return "none"
    if reply.stopped and not reply.told:
        return "stopped"
    if reply.move is Move.REVEAL:
        return "told_first" if before is not None and not before.told else "told"
    if reply.move is Move.INVITE_DRAMA:
        return f"invite_drama.{scenario.rules.temperament.value}"
    return reply.move.value
