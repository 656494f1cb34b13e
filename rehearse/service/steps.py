"""The steps of one turn as plain functions: from what is stored to what is stored next."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.colleague import Exchange, Speech, ToAnswer
from rehearse.conversation import rehearsal, trust
from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import PathState, Reply, TurnRead
from rehearse.conversation.rubric import NotScored, NotScoredCode, Step, TurnGrade
from rehearse.conversation.scenario import Scenario
from rehearse.conversation.trust import TrustChange
from rehearse.grader import Grader, TurnContext
from rehearse.language import sentences
from rehearse.store.rows import Purpose, StoredGrade, StoredRehearsal, StoredTurn

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ground:
    """What a turn stands on: the situation, and the settled turn before it."""

    rehearsal: StoredRehearsal
    scenario: Scenario
    parent: StoredTurn

    @property
    def state(self) -> PathState:
        assert self.parent.state is not None
        return self.parent.state

    @property
    def colleague_last(self) -> str | None:
        """What the colleague said last; None when they were cut off before a word."""
        spoken = self.parent.opening or self.parent.reply
        return (spoken.text or None) if spoken else None


def read_with(ground: Ground) -> TurnContext:
    """What a turn on this ground is read with."""
    return TurnContext(
        language=ground.rehearsal.language,
        scenario=ground.scenario,
        colleague_last=ground.colleague_last,
        previous_turn=ground.parent.words or None,
    )


def grade(grader: Grader, turn_id: str, words: str, ground: Ground) -> StoredGrade:
    """Grade words as a turn. A grader that breaks leaves them not scored, and the talk goes on."""
    try:
        result = grader.grade(words, read_with(ground))
    except Exception as error:  # noqa: BLE001 - whatever a grader breaks on, the talk goes on
        # Its text stays out of the log: it may quote the turn.
        _log.error("grader failed on turn %s: %s", turn_id, type(error).__name__)
        result = NotScored(code=NotScoredCode.FAILED)
    name = result.grader if isinstance(result, TurnGrade) else grader.name
    return StoredGrade(result, name, Purpose.FINAL)


def grader_broke(graded: StoredGrade) -> bool:
    """Whether there is no grade because the grader broke, not because of what was said."""
    result = graded.result
    return isinstance(result, NotScored) and result.code is NotScoredCode.FAILED


def trust_moved(graded: StoredGrade, ground: Ground) -> TrustChange:
    """How a grade moves trust from the settled state before the turn."""
    state, rules = ground.state, ground.scenario.rules
    untold = rehearsal.next_untold(state, rules) is not None
    return trust.after_turn(state.standing, graded.result, rules.needed, untold=untold)


def to_answer(turn: StoredTurn, ground: Ground) -> ToAnswer:
    """What the colleague is given to answer a graded turn."""
    moment = Moment(
        state=ground.state,
        read=read(turn),
        rules=ground.scenario.rules,
        difficulty=ground.rehearsal.difficulty,
        temperament=ground.scenario.rules.temperament,
    )
    return ToAnswer(ground.scenario, moment, turn.words, ground.rehearsal.opening)


def read(turn: StoredTurn) -> TurnRead:
    """A graded turn as the rules look at it."""
    assert turn.grade is not None
    return TurnRead(
        grade=turn.grade.result, ends_in_question=sentences.ends_in_question(turn.words)
    )


def speech(plan: Reply, turn: StoredTurn, ground: Ground, before: Sequence[StoredTurn]) -> Speech:
    """What a voice is given to say; ``before``: the path up to this turn, the root first."""
    root, *said = before
    assert root.opening is not None
    so_far = tuple(Exchange(each.words, each.reply.text) for each in said if each.reply)
    return Speech(to_answer(turn, ground), plan, root.opening.text, so_far, _harmed(ground.parent))


def _harmed(turn: StoredTurn) -> tuple[Step, ...]:
    result = turn.grade.result if turn.grade else None
    if not isinstance(result, TurnGrade):
        return ()
    return tuple(score.step for score in result.scores if score.against)


def cut_off(reply: Reply, upto: int, scenario: Scenario) -> Reply:
    """The reply up to so many code points, as far as it was said. A layer not told whole stays
    untold."""
    text = reply.text[:upto].rstrip()
    # Of a line that repeats the manager's words only what stands before these is the line's own.
    spoken = {each.id: each.text.partition("{")[0] for each in scenario.utterances()}
    begun = tuple(
        line for line in reply.lines if 0 <= reply.text.find(spoken.get(line, "")) < len(text)
    )
    layer = scenario.words.layers.get(reply.told) if reply.told else None
    told = reply.told if layer and layer.told.text in text else None
    return reply.model_copy(update={"text": text, "lines": begun, "told": told, "stopped": True})


def settle(turn: StoredTurn, ground: Ground) -> tuple[PathState, TrustChange]:
    """What the path remembers after an answered turn."""
    assert turn.reply is not None
    first = turn.provisional
    rules, provisional = ground.scenario.rules, first.result if first else None
    return rehearsal.after_turn(ground.state, rules, read(turn), turn.reply, provisional)
