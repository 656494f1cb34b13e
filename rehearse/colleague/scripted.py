"""The offline colleague: speaks from the scenario's lines, and listens.

The rules say which move fits; among the lines that may serve it now, the one is taken whose
examples are most like what the manager just said (``listening``). Code decides, the encoder only
chooses words.
"""

from collections.abc import Mapping
from dataclasses import replace

from rehearse.colleague import ToAnswer
from rehearse.colleague.listening import FLOOR, Heard, hear, hear_earlier
from rehearse.conversation.moves import Moment, fitting
from rehearse.conversation.rehearsal import Reply, next_untold
from rehearse.conversation.rubric import Language, Level, Step, TurnGrade
from rehearse.conversation.scenario import Asked, Line, Move, Utterance
from rehearse.conversation.signals import Signal
from rehearse.language import questions
from rehearse.language.encoder import Encode

KNOWN = 0.6
"""How surely a line must answer the closing question, for that to be one it was written for."""
KNOWN_AGAINST_THE_GRADER = 0.7
"""The same where the grader heard a question about the colleague, or a wide one: a fact would be a
poor answer to that."""
KNOWN_AGAINST_ITS_WORDS = 1.45
"""The same where its words ask how the colleague is or what is needed, as in "what did you do?"."""
LIKELY = 0.6
"""How surely a line must answer a question of fact; below, not to know is the better answer."""
LIKELY_AGAINST_WHAT_WAS_SAID = 0.8
"""The same where the question is about what the colleague has just said: another fact that is much
like it may contradict that."""
SURELY_THE_SAME = 1.1
"""How surely it must ask for what was answered before, to be told so."""


class ScriptedColleague:
    """Speaks from lines. Deterministic: the same path and the same words give the same reply."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode

    def choose(self, to_answer: ToAnswer) -> Reply:
        """The reply to this turn: the first fitting move that there is a line for."""
        heard = self._hear(to_answer)
        earnest = _asks_in_earnest(to_answer)
        written_for_it = _written_for(to_answer, heard)
        known = written_for_it or _asks_what_is_known(to_answer, heard)
        if _asks_on_after_a_hint(to_answer, heard):
            to_answer, written_for_it = _opening_up(to_answer), None
        elif known or _leaves_a_question(to_answer, heard):
            to_answer = replace(to_answer, moment=_asking(to_answer.moment, {Signal.ASKS_FACT}))
        elif signals := heard.about_the_other_asks:
            to_answer = replace(to_answer, moment=_asking(to_answer.moment, signals))
        for move in fitting(to_answer.moment):
            surely = written_for_it if move is Move.ANSWER else None
            found = surely or _words_for(move, to_answer, heard)
            puts_off = move is Move.ANSWER and found in _put_offs(to_answer)
            if puts_off and _has_to_tell(to_answer, heard, earnest=earnest):
                continue
            if found is not None:
                return _reply(move, to_answer, heard, found)
        return _reply(Move.GO_ON, to_answer, heard, _longest_unused(to_answer))

    def _hear(self, to_answer: ToAnswer) -> Heard:
        """What there is to answer: of several questions the last, or the last that can be answered
        where that one asks for a fact nobody knows."""
        last = _with_answers(to_answer, hear(to_answer, self._encode))
        if not _is_of_fact(last) or _asks_what_is_known(to_answer, last):
            return last
        for earlier in hear_earlier(to_answer, self._encode):
            heard = _with_answers(to_answer, earlier)
            if _is_of_fact(heard) and _asks_what_is_known(to_answer, heard):
                return heard
        return last


def _with_answers(to_answer: ToAnswer, heard: Heard) -> Heard:
    return replace(heard, answers=tuple(_can_be_asked(to_answer, heard)))


def _is_of_fact(heard: Heard) -> bool:
    return heard.asked in (Asked.FACT, Asked.OWN_WORDS) and not heard.about_the_other


def _asks_what_is_known(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether the closing question is one that an answer was written for.

    A situation knows better than any grader which facts of it can be asked after. What takes
    up a thing that was told on this path ("shall I talk to Marloes?") is about that thing, also
    where it asks what is needed.
    """
    if not heard.asks:
        return False
    known = KNOWN_AGAINST_THE_GRADER if _asks_widely(to_answer, heard) else KNOWN
    line, sure = heard.asked_for
    if line is None or sure < known:
        return False
    if line.after in _tellings(to_answer) or heard.opening is Asked.WANT:
        return True
    return not heard.about_the_other or sure >= KNOWN_AGAINST_ITS_WORDS


def _leaves_a_question(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether the turn ends with a question that only an answer can follow, be it that there is
    none: whatever is told in its place leaves "would you rather I kept out of it?" hanging."""
    if not heard.asks or _asks_widely(to_answer, heard):
        return False
    return Move.CHALLENGE not in fitting(to_answer.moment)


def _asks_on_after_a_hint(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether it asks what a hint meant, and that can be told now."""
    if not _asks_back(heard) or heard.last_said not in _hints(to_answer):
        return False
    return Move.REVEAL in fitting(_opening_up(to_answer).moment)


def _opening_up(to_answer: ToAnswer) -> ToAnswer:
    return replace(to_answer, moment=_asking(to_answer.moment, {Signal.ASKS_IMPACT}))


def _hints(to_answer: ToAnswer) -> set[str]:
    words = to_answer.scenario.words
    hints = {line.id for line in words.lines[Move.HINT]}
    return hints | {layer.sideways.id for layer in words.layers.values()}


def _asks_back(heard: Heard) -> bool:
    """Whether the closing question is after what the colleague has just said."""
    return heard.asks and heard.asked is Asked.OWN_WORDS


def _asks_in_earnest(to_answer: ToAnswer) -> bool:
    """Whether it is a real question, and after more than a fact, as the grader heard it."""
    read = to_answer.moment.read
    return read.at_least(Step.ASK, Level.CLEAR) and not read.has(Signal.ASKS_FACT)


def _has_to_tell(to_answer: ToAnswer, heard: Heard, *, earnest: bool) -> bool:
    """Whether something is told sooner than that the question is put off: to who asks in earnest,
    or openly, and to anybody who was put off the last time."""
    if heard.asked not in (Asked.FACT, Asked.OWN_WORDS):
        return False
    fits = fitting(to_answer.moment)
    last = to_answer.said[-1:]
    again = any((line.id,) == last for line in _put_offs(to_answer))
    openly = heard.opening in (Asked.WHAT, Asked.HOW)
    return (Move.REVEAL in fits and (earnest or openly or again)) or (Move.HINT in fits and again)


def _put_offs(to_answer: ToAnswer) -> list[Line]:
    """The answers that put a question off: open, and neither a choice nor a word on an offer."""
    lines = to_answer.scenario.words.lines[Move.ANSWER]
    says_something = (Asked.EITHER, Asked.CONSENT, Asked.AGAIN)
    return [line for line in lines if line.open and line.only_to not in says_something]


def _words_for(move: Move, to_answer: ToAnswer, heard: Heard) -> Utterance | None:
    if move is Move.REVEAL:
        layer = to_answer.moment.layer
        return to_answer.scenario.words.layers[layer.id].told if layer else None
    lines = _serving(move, to_answer)
    if move is Move.GO_ON and (smaller := _after_telling(lines, to_answer, heard)) is not None:
        return smaller
    if (matched := _matching(move, lines, to_answer, heard)) is not None:
        return matched
    if move is Move.HINT and (sideways := _sideways(to_answer)) is not None:
        return sideways
    open_lines = [line for line in lines if line.open and (line.standing or not heard.asks)]
    if move is Move.ANSWER:
        asked = Asked.AGAIN if _was_answered(to_answer, heard) else _as_what(heard)
        open_lines = _to_an_offer(open_lines, heard) or _that_answer(asked, open_lines)
    return _nearest_in_warmth(open_lines, to_answer)


def _to_an_offer(lines: list[Line], heard: Heard) -> list[Line]:
    """The lines that say whether what is offered will do."""
    return [line for line in lines if _is_offered(heard) and line.only_to is Asked.CONSENT]


def _is_offered(heard: Heard) -> bool:
    return heard.asked is Asked.CHOICE and heard.offered


_LESS_APT = {
    Asked.EITHER: Asked.CHOICE,
    Asked.CONSENT: Asked.CHOICE,
    Asked.OWN_WORDS: Asked.FACT,
    Asked.AGAIN: Asked.FACT,
    **dict.fromkeys(questions.OPENINGS, Asked.FACT),
}
"""As what else a question can be answered, when no line is left for it."""


def _as_what(heard: Heard) -> Asked:
    """As what a question is answered that no line was written for: one of fact as its opening
    says, where it does not ask back in so many words."""
    of_fact = heard.asked in (Asked.FACT, Asked.OWN_WORDS) and not heard.asks_what_was_meant
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


def _longest_unused(to_answer: ToAnswer) -> Line:
    """When no line fits any more: one that was not spoken yet, a little too warm if need be,
    else the one of the longest ago."""
    state = to_answer.moment.state
    last_use = {line_id: n for n, line_id in enumerate(state.used_lines)}
    asked, warmth = to_answer.moment.read.ends_in_question, state.standing.band.rank
    lines = [line for line in to_answer.scenario.words.lines[Move.GO_ON] if line.after is None]
    return min(
        lines,
        key=lambda line: (
            last_use.get(line.id, -1),
            max(0, line.band.rank - warmth),
            asked and not line.standing,
        ),
    )


def _reply(move: Move, to_answer: ToAnswer, heard: Heard, utterance: Utterance) -> Reply:
    before = (
        _second_thoughts(to_answer, move)
        or _uptake(to_answer, move, utterance)
        or _bridge(to_answer, heard, move)
    )
    spoken = [u for u in (before, utterance) if u is not None]
    return Reply(
        move=move,
        text=" ".join(u.text for u in spoken),
        gesture=utterance.gesture,
        lines=tuple(u.id for u in spoken),
        told=to_answer.moment.layer.id if move is Move.REVEAL and to_answer.moment.layer else None,
    )


_ABOUT_AN_OFFER = frozenset({Asked.CHOICE, Asked.EITHER, Asked.CONSENT})
_QUESTIONS = frozenset({Signal.ASKS_FACT, Signal.ASKS_IMPACT, Signal.ASKS_NEED})


def _asks_widely(to_answer: ToAnswer, heard: Heard) -> bool:
    """Whether its words, or the grader, make it a question that no fact answers."""
    if heard.opening is Asked.WANT:
        return False
    if heard.asked in (Asked.EITHER, Asked.CONSENT) or _is_offered(heard):
        return False
    read = to_answer.moment.read
    wide = read.at_least(Step.ASK, Level.CLEAR) and not read.has(Signal.ASKS_FACT)
    wide = wide and heard.opening not in questions.PLAIN
    asks = read.has(Signal.ASKS_IMPACT, Signal.ASKS_NEED)
    return heard.about_the_other or wide or asks


def _asking(moment: Moment, asked: set[Signal]) -> Moment:
    """The moment where the closing question asks for this, whatever the grader heard in it."""
    read = moment.read
    if not isinstance(read.grade, TurnGrade):
        return moment
    signals = read.grade.signals - _QUESTIONS | asked
    grade = read.grade.model_copy(update={"signals": signals})
    return replace(moment, read=read.model_copy(update={"grade": grade}))


def _serving(move: Move, to_answer: ToAnswer) -> list[Line]:
    """The lines of a move that may be spoken now: warm enough, unused, after what they recall, and
    with nothing in them that was not said yet, or was said long since."""
    state, said = to_answer.moment.state, to_answer.moment.said
    return [
        line
        for line in to_answer.scenario.words.lines.get(move, ())
        if line.id not in state.used_lines
        and line.band.rank <= state.standing.band.rank
        and (line.after is None or line.after in to_answer.said)
        and line.fits_after(said)
    ]


def _matching(move: Move, lines: list[Line], to_answer: ToAnswer, heard: Heard) -> Line | None:
    """The line of a move that what was said is like, or that its question is after."""
    if move is not Move.ANSWER or not heard.asks:
        # To a mere greeting only the line about a greeting can be said: nothing else is there yet.
        moment = to_answer.moment
        greeted = moment.state.turns == 0 and moment.read.has(Signal.BREEZY)
        any_line = greeted and move is Move.INVITE_DRAMA
        return heard.best_match(lines, floor=0.0 if any_line else FLOOR)
    line, sure = heard.asked_for
    if line is None or line not in lines:
        return None
    goes_on = line.after == to_answer.said[-1]
    another = heard.asked is Asked.OWN_WORDS and not goes_on
    return line if sure >= (LIKELY_AGAINST_WHAT_WAS_SAID if another else LIKELY) else None


def _can_be_asked(to_answer: ToAnswer, heard: Heard) -> list[Line]:
    """The lines that a question may be after: those that take something up once it was said."""
    lines = to_answer.scenario.words.lines[Move.ANSWER]
    # The first words of all are asked back about at once, or never.
    said = to_answer.moment.state.used_lines or to_answer.said
    found = [line for line in lines if line.after is None or line.after in said]
    language, asked = to_answer.scenario.language, heard.asked
    if heard.opening is Asked.WANT:
        # Where somebody would want to sit is no matter of where he sits.
        return [line for line in found if heard.opening in _openings_of(line, language)]
    if asked not in _ABOUT_AN_OFFER:
        return found
    # "This or that?" is answered by no fact, however near: only by a line written for such a one.
    forms = _ABOUT_AN_OFFER if asked is Asked.CHOICE else frozenset({asked})
    return [line for line in found if forms & questions.forms_of(line.answers, language)]


def _openings_of(line: Line, language: Language) -> Mapping[Asked | None, float]:
    return questions.openings_of(line.answers, language) if line.answers else {}


def _tellings(to_answer: ToAnswer) -> set[str]:
    return {layer.told.id for layer in to_answer.scenario.words.layers.values()}


def _written_for(to_answer: ToAnswer, heard: Heard) -> Line | None:
    """The line that answers the closing question, where the words of that alone say which.

    An encouragement to go on, and "what do you mean?", get the first line that takes up what the
    last answer told; a question about what would have been right, the line that was written for
    those.
    """
    lines = _serving(Move.ANSWER, to_answer)
    if questions.MORE in heard.kinds or heard.asks_what_was_meant:
        last = to_answer.said[-1:]
        return next((line for line in lines if (line.after,) == last), None)
    if not heard.asks or questions.SHOULD_HAVE not in heard.kinds:
        return None
    language = to_answer.scenario.language
    return next((line for line in lines if _says_what_was_right(line, language)), None)


def _says_what_was_right(line: Line, language: Language) -> bool:
    kinds = questions.kinds_of(line.answers, language)
    return bool(line.answers) and questions.SHOULD_HAVE in kinds


def _after_telling(lines: list[Line], to_answer: ToAnswer, heard: Heard) -> Line | None:
    """What is left to say of what was just told, to a turn that only took it in: the next line is
    smaller than a telling, and of the same story."""
    last = to_answer.said[-1:]
    if heard.asks or not _tellings(to_answer).intersection(last):
        return None
    return next((line for line in lines if line.after in last and not line.open), None)


def _sideways(to_answer: ToAnswer) -> Utterance | None:
    layer = next_untold(to_answer.moment.state, to_answer.moment.rules)
    if layer is None:
        return None
    utterance = to_answer.scenario.words.layers[layer.id].sideways
    return None if utterance.id in to_answer.moment.state.used_lines else utterance


def _nearest_in_warmth(lines: list[Line], to_answer: ToAnswer) -> Line | None:
    """The warmest of the open lines; which of equals comes first differs by opening and turn."""
    if not lines:
        return None
    warmest = max(line.band.rank for line in lines)
    equals = [line for line in lines if line.band.rank == warmest]
    return equals[(to_answer.opening + to_answer.moment.state.turns) % len(equals)]


def _second_thoughts(to_answer: ToAnswer, move: Move) -> Line | None:
    moment: Moment = to_answer.moment
    if not moment.state.second_thoughts or moment.read.repairs or move is Move.CLOSE:
        return None
    lines = _serving(Move.SECOND_THOUGHTS, to_answer)
    return lines[0] if lines else None


_TAKES_UP_NOTHING = frozenset({Move.ANSWER, Move.REVEAL, Move.GO_ON})
"""The moves whose lines are about something else than a promise."""


def _uptake(to_answer: ToAnswer, move: Move, utterance: Utterance) -> Line | None:
    """A few words for a promise that is surely one, where the line is about something else.

    None before an answer that says nothing of its own: ahead of "give me a day" they would sound
    like the yes that is put off, and ahead of "that'll do" or "I don't know" like two voices.
    """
    grade = to_answer.moment.read.grade
    promised = isinstance(grade, TurnGrade) and grade[Step.RELIABLE].firmly_clear
    says_little = move is Move.ANSWER and isinstance(utterance, Line) and utterance.open
    if move not in _TAKES_UP_NOTHING or not promised or says_little:
        return None
    return _nearest_in_warmth(_serving(Move.UPTAKE, to_answer), to_answer)


_LEAVES_LYING = frozenset({Move.REVEAL, Move.TEST, Move.ASK_COMMITMENT, Move.GO_ON})
"""The moves whose lines come in the place of an answer."""


def _bridge(to_answer: ToAnswer, heard: Heard, move: Move) -> Line | None:
    """A few words for a plain question that the line leaves lying."""
    if not heard.asks_plainly or move not in _LEAVES_LYING:
        return None
    return _nearest_in_warmth(_serving(Move.BRIDGE, to_answer), to_answer)
