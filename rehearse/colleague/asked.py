"""What the closing question of a turn asks for, whether an answer was written for it, and what can
be said where none was.

A situation knows better than any grader which facts of it can be asked after; so what is heard here
goes before the signals that were graded.
"""

from collections.abc import Callable
from dataclasses import replace

from rehearse.colleague import ToAnswer
from rehearse.colleague.lines import serving
from rehearse.colleague.listening import KNOWN, KNOWN_TAKEN_UP, Heard, hear
from rehearse.conversation.moves import LIMITED, Moment, fitting
from rehearse.conversation.rubric import Level, Step, TurnGrade
from rehearse.conversation.scenario import Asked, Line, Move
from rehearse.conversation.signals import QUESTIONS, Signal
from rehearse.language import questions, sentences
from rehearse.language.encoder import Encode

KNOWN_ASKED_WIDELY = 0.24
"""What ``KNOWN`` is where the grader heard a wide question, or one about the colleague: a hint
answers that as well."""
KNOWN_ASKED_AFTER_THE_OTHER = 0.26
"""The same where its words ask how the colleague is or what is needed."""
KNOWN_BEFORE_A_TELLING = 0.34
"""The same where something can be told to who asks so."""
SURELY_THE_SAME = 0.45
"""How surely it must ask for what was answered before, to be told so."""
MUCH_SURER = 0.3
"""How much surer an earlier question must find its line than the last, to be the one that is
answered."""
_ANSWERED_AS_SUCH = frozenset({Asked.EITHER, Asked.CONSENT, Asked.CONFIRM})
"""Ways of asking that have open lines which do answer them: this one, that will do, yes."""
_NARROW = frozenset({Asked.EITHER, Asked.CONFIRM, Asked.OWN_WORDS})
_NARROWLY = questions.PLAIN | {Asked.WANT, Asked.WHETHER}
"""Ways of asking, and openings, that ask for something of their own whatever the grader heard."""
_BEFORE_ANY_ANSWER = frozenset({Move.PUZZLED, Move.CLOSE})
_HURT_BESIDE_A_QUESTION = tuple(step for step in LIMITED if step is not Step.ASK)
_OF_FACT = frozenset({Asked.FACT, Asked.OWN_WORDS})
_LESS_APT = {
    Asked.EITHER: Asked.CHOICE,
    Asked.CONSENT: Asked.CHOICE,
    Asked.CONFIRM: Asked.CHOICE,
    Asked.OWN_WORDS: Asked.FACT,
    Asked.AGAIN: Asked.FACT,
    **dict.fromkeys(questions.OPENINGS, Asked.FACT),
}
"""As what else a question can be answered, when no line is left for it."""


def as_worded(to_answer: ToAnswer) -> ToAnswer:
    """The same turn, as one that does not ask what is needed where it closes with a question and
    none of its questions can, by their words: in answer to any other a condition sounds like one
    that nobody asked for. Of 226 turns in which the grader heard it, 7 are so; one of these asks it
    by their labels."""
    language = to_answer.scenario.language
    parts = [part.text for part in sentences.split(to_answer.words)]
    asked = filter(sentences.ends_in_question, parts)
    if not to_answer.moment.read.ends_in_question or any(
        questions.may_ask_need(each, language) for each in asked
    ):
        return to_answer
    return replace(to_answer, moment=without(to_answer.moment, Signal.ASKS_NEED))


def hear_question(to_answer: ToAnswer, encode: Encode, encode_questions: Encode) -> Heard:
    """What there is to answer: of several questions the last, or the last that can be answered
    where the turn closes with no question, or with one for a fact nobody knows. An earlier one that
    is much surer goes before it: "What was the joke? Who were you with?"."""
    answers = _can_be_asked(to_answer)
    heard = hear(to_answer, encode, encode_questions)
    last, *earlier = [_with_answers(each, answers) for each in heard]
    if last.asks and not _is_of_fact(last):
        return last
    known = [each for each in earlier if _is_of_fact(each) and is_known(to_answer, each)]
    if not (last.asks and is_known(to_answer, last)):
        return next(iter(known), last)
    surest = max(known, key=lambda each: each.asked_for[1], default=last)
    return surest if surest.asked_for[1] >= last.asked_for[1] + MUCH_SURER else last


def _with_answers(heard: Heard, answers: list[Line]) -> Heard:
    """The same, after one of these lines; what was meant, only a line that takes something up."""
    meant = [line for line in answers if line.after or not heard.asks_what_was_meant]
    return replace(heard, answers=tuple(meant))


def _can_be_asked(to_answer: ToAnswer) -> list[Line]:
    """The lines that a question may be after: those that can be said now, or were said before."""
    now = {line.id for line in serving(Move.ANSWER, to_answer)}
    spoken = now.union(to_answer.moment.state.used_lines)
    return [line for line in to_answer.scenario.words.lines[Move.ANSWER] if line.id in spoken]


def _is_of_fact(heard: Heard) -> bool:
    return heard.asked in _OF_FACT and not heard.about_the_other


def is_known(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether the closing question is one that an answer was written for: a situation knows better
    than any grader what can be asked in it."""
    line, sure = heard.asked_for
    return heard.asks and line is not None and sure >= _least(to_answer, heard)


def _least(to_answer: ToAnswer, heard: Heard) -> float:
    """How surely a line must answer the closing question, to be said."""
    line, _ = heard.asked_for
    known = KNOWN_TAKEN_UP if line is not None and heard.takes_up(line) else KNOWN
    return max(known, _least_for_its_kind(to_answer, heard))


def _least_for_its_kind(to_answer: ToAnswer, heard: Heard) -> float:
    if heard.about_the_other and heard.opening is not Asked.WANT:
        told = _could_be_told(to_answer)
        return KNOWN_BEFORE_A_TELLING if told else KNOWN_ASKED_AFTER_THE_OTHER
    return KNOWN_ASKED_WIDELY if _asks_widely(to_answer, heard) else KNOWN


def in_order(to_answer: ToAnswer, heard: Heard, *, known: bool) -> tuple[Move, ...]:
    """The moves that fit, the first that should be made first. A question that an answer was
    written for is answered even where it has an edge: "why did you never say anything?" is still
    asked, and whatever else the turn does, "are you angry with me?" waits for a word."""
    moves = fitting(to_answer.moment)
    read = to_answer.moment.read
    if not known or Move.ANSWER not in moves or read.against(*_HURT_BESIDE_A_QUESTION):
        return moves
    before = _BEFORE_ANY_ANSWER | ({Move.HOLD_OFF} if read.has(Signal.ASKS_FORGIVENESS) else set())
    first = [move for move in moves if move in before]
    return (*dict.fromkeys((*first, Move.ANSWER, *moves)),)


def leaves_a_question(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether the turn ends with a question that only an answer can follow, be it that there is
    none: whatever is told in its place leaves "would you rather I kept out of it?" hanging, and
    "what do you mean?". Half a step beside it is not challenged where it asks for a yes or a
    choice, or where nothing but questions is said."""
    if not heard.asks or (_asks_widely(to_answer, heard) and not heard.asks_what_was_meant):
        return False
    for_a_yes = heard.asked in _ANSWERED_AS_SUCH | {Asked.CHOICE}
    plainly = for_a_yes or _only_asks(to_answer)
    in_good_faith = plainly and to_answer.moment.read.only_helps
    return in_good_faith or Move.CHALLENGE not in fitting(to_answer.moment)


def _only_asks(to_answer: ToAnswer) -> bool:
    parts = sentences.split(to_answer.words)
    return all(sentences.ends_in_question(part.text) for part in parts)


def asks_for_its_own(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether the closing question is after something of its own, which a telling that comes in
    the place of an answer leaves lying."""
    if not heard.asks or heard.invites:
        return False
    if heard.about_the_other:
        return heard.opening is Asked.WANT
    narrow = heard.asked in _NARROW or heard.opening in _NARROWLY
    return narrow or not _asks_widely(to_answer, heard)


def in_good_faith(to_answer: ToAnswer, heard: Heard) -> ToAnswer:
    """The same turn, as one that fishes for nothing where it asks whether something was meant, or
    is the manager's doing, or this or that: "do you mean me?" is no bid for comfort."""
    if heard.asks and heard.asked in (Asked.CONFIRM, Asked.EITHER):
        return replace(to_answer, moment=without(to_answer.moment, Signal.FISHING))
    return to_answer


def takes_up_the_first_words(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether it surely asks back about the first words of all: however light a greeting that is,
    it is answered."""
    line, sure = heard.asked_for
    return line is not None and line.after == to_answer.spoken[0] and sure >= KNOWN


def asks_on_after_a_hint(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether it asks on after a hint, or after what was answered about one, and that can be told
    now."""
    if not _asks_back(heard) or not spoke_of_a_hint(to_answer, heard):
        return False
    return _could_be_told(to_answer)


def _could_be_told(to_answer: ToAnswer) -> bool:
    """Whether something can be told now to who asks how it was."""
    return Move.REVEAL in fitting(opening_up(to_answer).moment)


def in_earnest(to_answer: ToAnswer) -> bool:
    """Whether it is a real question, and after more than a fact, as the grader heard it."""
    read = to_answer.moment.read
    return read.at_least(Step.ASK, Level.CLEAR) and not read.has(Signal.ASKS_FACT)


def has_to_say_more(to_answer: ToAnswer, heard: Heard, *, earnest: bool) -> bool:
    """Whether something else is said sooner than that the question is put off: to anybody who was
    put off the last time, and, where something can be told, to who asks in earnest or openly. Asked
    what was meant, the colleague tells no other story."""
    if heard.asked not in _OF_FACT:
        return False
    fits, again = fitting(to_answer.moment), was_put_off(to_answer)
    if heard.asks_what_was_meant:
        return again and (Move.REVEAL in fits or Move.HINT in fits)
    openly = earnest or heard.opening in (Asked.WHAT, Asked.HOW)
    return again or (openly and Move.REVEAL in fits)


def was_put_off(to_answer: ToAnswer) -> bool:
    """Whether the question before this one was put off."""
    return to_answer.spoken[-1] in put_offs(to_answer)


def put_offs(to_answer: ToAnswer) -> set[str]:
    """The ids of the answers that put a question off: open, and neither a choice nor a word on an
    offer."""
    lines = to_answer.scenario.words.lines[Move.ANSWER]
    says_something = _ANSWERED_AS_SUCH | {Asked.AGAIN}
    return {line.id for line in lines if line.open and line.only_to not in says_something}


def open_answers(lines: list[Line], to_answer: ToAnswer, heard: Heard) -> list[Line]:
    """Of some open lines those that can follow this question."""
    asked = Asked.AGAIN if _was_answered(to_answer, heard) else _as_what(heard)
    return _to_an_offer(lines, heard) or _that_answer(asked, lines)


def _to_an_offer(lines: list[Line], heard: Heard) -> list[Line]:
    """The lines that say whether what is offered will do."""
    return [line for line in lines if _is_offered(heard) and line.only_to is Asked.CONSENT]


def _is_offered(heard: Heard) -> bool:
    return heard.asked is Asked.CHOICE and heard.offered


def _as_what(heard: Heard) -> Asked:
    """As what a question is answered that no line was written for: one of fact as its opening
    says, where it does not ask back in so many words."""
    of_fact = heard.asked in _OF_FACT and not heard.asks_what_was_meant
    return heard.opening if of_fact and heard.opening else heard.asked


def _that_answer(asked: Asked, lines: list[Line]) -> list[Line]:
    """The lines for this kind of question; where it has none of its own left, those for another."""
    if asked not in _LESS_APT:
        return [line for line in lines if line.only_to in (None, asked)]
    own = [line for line in lines if line.only_to is asked]
    return own or _that_answer(_LESS_APT[asked], lines)


def _was_answered(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether the closing question is surely after something that was said already: who got the
    wrong answer and asks anew must not hear that it was given."""
    line, sure = heard.asked_for
    used = to_answer.moment.state.used_lines
    if heard.asked is not Asked.FACT or line is None or line.id == heard.last_said:
        return False
    return sure >= SURELY_THE_SAME and line.id in used


def _asks_widely(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether its words, or the grader, make it a question that no fact answers."""
    if heard.opening is Asked.WANT:
        return False
    if heard.asked in _ANSWERED_AS_SUCH or _is_offered(heard):
        return False
    read = to_answer.moment.read
    wide = read.at_least(Step.ASK, Level.CLEAR) and not read.has(Signal.ASKS_FACT)
    wide = wide and heard.opening not in questions.PLAIN
    asks = read.has(Signal.ASKS_IMPACT, Signal.ASKS_NEED)
    return heard.about_the_other or wide or asks


def _hints(to_answer: ToAnswer) -> set[str]:
    words = to_answer.scenario.words
    hints = {line.id for line in words.lines[Move.HINT]}
    return hints | {layer.sideways.id for layer in words.layers.values()}


def spoke_of_a_hint(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether a hint was the last that was said, or the answer to a question about one."""
    hints, answers = _hints(to_answer), to_answer.scenario.words.lines[Move.ANSWER]
    about_one = {line.id for line in answers if line.after in hints}
    return heard.last_said in hints | about_one


def _asks_back(heard: Heard) -> bool:
    """Whether the closing question is after what the colleague has just said."""
    return heard.asks and heard.asked is Asked.OWN_WORDS


def tellings(to_answer: ToAnswer) -> set[str]:
    """The ids of the lines that tell a layer."""
    return {layer.told.id for layer in to_answer.scenario.words.layers.values()}


def opening_up(to_answer: ToAnswer) -> ToAnswer:
    """The same turn, as one that asks how it was for the colleague."""
    return replace(to_answer, moment=asking(to_answer.moment, {Signal.ASKS_IMPACT}))


def asking(moment: Moment, asked: set[Signal]) -> Moment:
    """The moment where the closing question asks for this, whatever the grader heard in it."""
    return _with_signals(moment, lambda heard: heard - QUESTIONS | asked)


def without(moment: Moment, signal: Signal) -> Moment:
    """The moment as if this had not been heard."""
    return _with_signals(moment, lambda heard: heard - {signal})


def _with_signals(
    moment: Moment, change: Callable[[frozenset[Signal]], frozenset[Signal]]
) -> Moment:
    read = moment.read
    if not isinstance(read.grade, TurnGrade):
        return moment
    grade = read.grade.model_copy(update={"signals": change(read.grade.signals)})
    return replace(moment, read=read.model_copy(update={"grade": grade}))
