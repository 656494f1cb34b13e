"""A few words before the line of a move: second thoughts, words that take in what was promised or
owned, and words that keep a question for later."""

from rehearse.colleague import ToAnswer, asked
from rehearse.colleague.lines import nearest_in_warmth, serving
from rehearse.colleague.listening import Heard
from rehearse.conversation.rubric import Level, Step, TurnGrade
from rehearse.conversation.scenario import Line, Move, Utterance, fill, slot_names
from rehearse.conversation.signals import Signal
from rehearse.language.cues import plain_signs
from rehearse.language.particulars import particular

SAID = "said"
"""The slot of the lines that repeat what was said exactly: when, how long or how often."""

_ABOUT_ELSE = frozenset({Move.ANSWER, Move.REVEAL, Move.GO_ON})
"""The moves whose lines are about something else than what was just promised or owned."""
_AFTER_ITS_OWN_WORDS = _ABOUT_ELSE | {Move.HINT, Move.TEST, Move.ASK_COMMITMENT, Move.CHALLENGE}
"""The moves whose lines go on well after the manager's own words for when or how long."""
_LEAVES_LYING = frozenset({Move.REVEAL, Move.HINT, Move.TEST, Move.ASK_COMMITMENT, Move.GO_ON})
"""The moves whose lines come in the place of an answer."""
_LATELY = 2
"""As many of the last lines as a reply has at most."""


def before(move: Move, to_answer: ToAnswer, heard: Heard, utterance: Utterance) -> Utterance | None:
    """What is said before the line, if anything. ``utterance``: that line."""
    return (
        _second_thoughts(to_answer, move)
        or _uptake(to_answer, move, utterance)
        or _bridge(to_answer, heard, move)
        or _acknowledgement(to_answer, heard, move, utterance)
    )


def _second_thoughts(to_answer: ToAnswer, move: Move) -> Line | None:
    moment = to_answer.moment
    if not moment.state.second_thoughts or moment.read.repairs or move is Move.CLOSE:
        return None
    lines = serving(Move.SECOND_THOUGHTS, to_answer)
    return lines[0] if lines else None


def _uptake(to_answer: ToAnswer, move: Move, utterance: Utterance) -> Utterance | None:
    """A few words for a promise that is surely one, where the line is about something else.

    None before an answer that says nothing of its own: ahead of "give me a day" they would sound
    like the yes that is put off, and ahead of "that'll do" or "I don't know" like two voices.
    """
    grade = to_answer.moment.read.grade
    promised = isinstance(grade, TurnGrade) and grade[Step.RELIABLE].firmly_clear
    if move not in _ABOUT_ELSE or not promised or _says_little(move, utterance):
        return None
    repeated = _repeating(Move.UPTAKE, _exactly(Step.RELIABLE, to_answer), to_answer)
    return repeated or nearest_in_warmth(_of_their_own(Move.UPTAKE, to_answer), to_answer)


def _bridge(to_answer: ToAnswer, heard: Heard, move: Move) -> Line | None:
    """A few words for a question that the line leaves lying. What is told after a hint is what
    was asked for."""
    if move not in _LEAVES_LYING or not asked.asks_for_its_own(to_answer, heard):
        return None
    if move is Move.REVEAL and asked.spoke_of_a_hint(to_answer, heard):
        return None
    return nearest_in_warmth(serving(Move.BRIDGE, to_answer), to_answer)


def _acknowledgement(
    to_answer: ToAnswer, heard: Heard, move: Move, utterance: Utterance
) -> Utterance | None:
    """A few words that take in what was owned, where the line is about something else: at best
    the manager's own for when it was, or how long, if nobody said that yet. Not in two replies
    running, nor where something is promised as well: that is what is waited for."""
    read, lines = to_answer.moment.read, to_answer.scenario.words.lines
    lately = to_answer.moment.state.used_lines[-_LATELY:]
    if any(line.id in lately for line in lines.get(Move.ACKNOWLEDGE, ())):
        return None
    owns = read.at_least(Step.OWN_PART, Level.PARTIAL) and read.only_helps
    about_else = read.has(Signal.REPEATS) or read.at_least(Step.RELIABLE, Level.PARTIAL)
    if not owns or about_else or _says_little(move, utterance):
        return None
    exactly = _exactly(Step.OWN_PART, to_answer)
    if move in _AFTER_ITS_OWN_WORDS and exactly and not _is_known(exactly, to_answer):
        repeated = _repeating(Move.ACKNOWLEDGE, exactly, to_answer)
        if repeated:
            return repeated
    return None if heard.asks else _for_a_confession(to_answer, move, utterance)


def _for_a_confession(to_answer: ToAnswer, move: Move, utterance: Utterance) -> Line | None:
    grade = to_answer.moment.read.grade
    owned = isinstance(grade, TurnGrade) and grade[Step.OWN_PART].firmly_clear
    replies_to_it = move is Move.GO_ON and isinstance(utterance, Line) and not utterance.open
    if move not in _ABOUT_ELSE or not owned or replies_to_it:
        return None
    return nearest_in_warmth(_of_their_own(Move.ACKNOWLEDGE, to_answer), to_answer)


def _says_little(move: Move, utterance: Utterance) -> bool:
    return move is Move.ANSWER and isinstance(utterance, Line) and utterance.open


def _exactly(step: Step, to_answer: ToAnswer) -> str | None:
    """When, how long or how often, in the words by which the turn earned this step."""
    grade = to_answer.moment.read.grade
    evidence = grade[step].evidence if isinstance(grade, TurnGrade) else None
    return particular(evidence.text, to_answer.scenario.language) if evidence else None


def _is_known(exactly: str, to_answer: ToAnswer) -> bool:
    """Whether the colleague said it already: in a line as the situation has it, not where a line
    repeated the manager's words."""
    said = to_answer.spoken
    spoken = "\n".join(u.text for u in to_answer.scenario.utterances() if u.id in said)
    return plain_signs(exactly).lower() in plain_signs(spoken).lower()


def _repeating(move: Move, exactly: str | None, to_answer: ToAnswer) -> Utterance | None:
    """A line of the move that repeats these words, with the words in it."""
    if exactly is None:
        return None
    lines = [line for line in serving(move, to_answer) if SAID in slot_names(line.text)]
    line = nearest_in_warmth(lines, to_answer)
    return line and line.model_copy(update={"text": fill(line.text, {SAID: exactly})})


def _of_their_own(move: Move, to_answer: ToAnswer) -> list[Line]:
    """The lines of a move that repeat nothing."""
    return [line for line in serving(move, to_answer) if not slot_names(line.text)]
