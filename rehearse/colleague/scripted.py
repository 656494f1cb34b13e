"""The offline colleague: speaks from the scenario's lines, and listens.

The rules say which move fits; among the lines that may serve it now, the one is taken whose
examples are most like what the manager just said (``listening``). Code decides, the encoder only
chooses words.
"""

from dataclasses import replace

from rehearse.colleague import ToAnswer, asked, lead_in, listening
from rehearse.colleague.echoing import repeats
from rehearse.colleague.lines import answers_a_question, nearest_in_warmth, serving
from rehearse.colleague.listening import FLOOR, Heard
from rehearse.conversation.rehearsal import Reply, next_untold
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Line, Move, Said, Utterance
from rehearse.conversation.signals import Signal
from rehearse.language import questions
from rehearse.language.encoder import Encode
from rehearse.language.welcome import only_welcomes


class ScriptedColleague:
    """Speaks from lines. Deterministic: the same path and the same words give the same reply."""

    def __init__(self, encode: Encode, encode_questions: Encode) -> None:
        """``encode_questions``: as ``QuestionEncoder`` does."""
        self._encode, self._encode_questions = encode, encode_questions

    def choose(self, to_answer: ToAnswer) -> Reply:
        """The reply to this turn: the first fitting move that there is a line for."""
        to_answer = asked.as_worded(listening.as_asked(to_answer, self._encode_questions))
        heard = asked.hear_question(to_answer, self._encode, self._encode_questions)
        earnest = asked.in_earnest(to_answer)
        written_for_it = _written_for(to_answer, heard)
        known = bool(written_for_it) or asked.is_known(to_answer, heard)
        to_answer = asked.in_good_faith(to_answer, heard)
        if asked.asks_on_after_a_hint(to_answer, heard):
            to_answer, written_for_it = asked.opening_up(to_answer), None
        elif known or asked.leaves_a_question(to_answer, heard):
            to_answer = replace(
                to_answer, moment=asked.asking(to_answer.moment, {Signal.ASKS_FACT})
            )
            if asked.takes_up_the_first_words(to_answer, heard):
                to_answer = replace(
                    to_answer, moment=asked.without(to_answer.moment, Signal.BREEZY)
                )
        elif signals := heard.about_the_other_asks:
            to_answer = replace(to_answer, moment=asked.asking(to_answer.moment, signals))
        for move in asked.in_order(to_answer, heard, known=known):
            if (line := _takes_it_instead(move, to_answer, heard)) is not None:
                return _reply(Move.GO_ON, to_answer, heard, line)
            surely = written_for_it if move is Move.ANSWER else None
            found = surely or _words_for(move, to_answer, heard)
            if found is None:
                continue
            puts_off = move is Move.ANSWER and found.id in asked.put_offs(to_answer)
            if not (puts_off and asked.has_to_say_more(to_answer, heard, earnest=earnest)):
                return _reply(move, to_answer, heard, found)
        return _reply(Move.GO_ON, to_answer, heard, _longest_unused(to_answer))


def _words_for(move: Move, to_answer: ToAnswer, heard: Heard) -> Utterance | None:
    if move is Move.REVEAL:
        layer = to_answer.moment.layer
        return to_answer.scenario.words.layers[layer.id].told if layer else None
    lines = serving(move, to_answer)
    if move is Move.GO_ON:
        lines = _to_an_answer(lines, to_answer) or lines
    if move is Move.GO_ON and (smaller := _after_telling(lines, to_answer, heard)) is not None:
        return smaller
    if (matched := _matching(move, lines, to_answer, heard)) is not None:
        return matched
    if move is Move.HINT and (sideways := _sideways(to_answer)) is not None:
        return sideways
    open_lines = [line for line in lines if line.open and (line.standing or not heard.asks)]
    if move is Move.ANSWER:
        open_lines = asked.open_answers(open_lines, to_answer, heard)
    return nearest_in_warmth(open_lines, to_answer)


def _longest_unused(to_answer: ToAnswer) -> Line:
    """When no line fits any more: one that was not spoken yet, a little too warm if need be,
    else the one of the longest ago."""
    state = to_answer.moment.state
    last_use = {line_id: n for n, line_id in enumerate(state.used_lines)}
    asks, warmth = to_answer.moment.read.ends_in_question, state.standing.band.rank
    lines = [line for line in to_answer.scenario.words.lines[Move.GO_ON] if line.goes_on]
    return min(
        lines,
        key=lambda line: (
            last_use.get(line.id, -1),
            max(0, line.band.rank - warmth),
            asks and not line.standing,
        ),
    )


def _reply(move: Move, to_answer: ToAnswer, heard: Heard, utterance: Utterance) -> Reply:
    before = lead_in.before(move, to_answer, heard, utterance)
    return Reply(
        move=move,
        text=f"{before.text} {utterance.text}" if before else utterance.text,
        gesture=utterance.gesture,
        lines=(before.id, utterance.id) if before else (utterance.id,),
        told=to_answer.moment.layer.id if move is Move.REVEAL and to_answer.moment.layer else None,
    )


def _matching(move: Move, lines: list[Line], to_answer: ToAnswer, heard: Heard) -> Line | None:
    """The line of a move that what was said is like, or that its question is after."""
    if move is not Move.ANSWER or not heard.asks:
        # To a mere greeting only the line about a greeting can be said: nothing else is there yet.
        moment = to_answer.moment
        greeted = moment.state.turns == 0 and moment.read.has(Signal.BREEZY)
        any_line = greeted and move is Move.INVITE_DRAMA
        if move is Move.SILENCE:
            lines = _true_echoes(lines, to_answer)
        if move is Move.GO_ON and only_welcomes(to_answer.words, to_answer.scenario.language):
            return heard.best_match([line for line in lines if line.anywhere], floor=0.0)
        return heard.best_match(lines, floor=0.0 if any_line else FLOOR)
    line, _ = heard.asked_for
    open_to_it = {line.id for line in lines}
    known = line is not None and line.id in open_to_it and asked.is_known(to_answer, heard)
    return line if known else None


def _true_echoes(lines: list[Line], to_answer: ToAnswer) -> list[Line]:
    """Without the echoes of what was not said."""
    all_of_them = to_answer.scenario.words.lines[Move.SILENCE]
    return [line for line in lines if line.anywhere or repeats(line, all_of_them, to_answer.words)]


def _written_for(to_answer: ToAnswer, heard: Heard) -> Line | None:
    """The line that answers the closing question, where the words of that alone say which.

    An encouragement to go on, and "what do you mean?", get the first line that takes up what the
    last answer told; a question about what would have been right, the line that was written for
    those.
    """
    lines = serving(Move.ANSWER, to_answer)
    if questions.MORE in heard.kinds or heard.asks_what_was_meant:
        last = to_answer.spoken[-1:]
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
    last = to_answer.spoken[-1:]
    if heard.asks or not asked.tellings(to_answer).intersection(last):
        return None
    return next((line for line in lines if line.after in last and not line.open), None)


def _takes_it_instead(move: Move, to_answer: ToAnswer, heard: Heard) -> Line | None:
    """What is said in the place of a demand or a challenge that would pass over what was just said:
    to a turn that only says what can be said in any talk ("take your time"), and to one that
    answers the colleague's own question, though by half."""
    read = to_answer.moment.read
    if heard.asks or read.any_clear:
        return None
    lines = serving(Move.GO_ON, to_answer)
    if move is Move.ASK_COMMITMENT:
        return heard.best_match([line for line in lines if line.anywhere])
    evades = read.has(Signal.VAGUE, Signal.EXCUSE) or read.harmful
    if move is Move.CHALLENGE and not evades:
        answered = [line for line in lines if line.since is Said.ANSWERED]
        return nearest_in_warmth(answered, to_answer)
    return None


def _to_an_answer(lines: list[Line], to_answer: ToAnswer) -> list[Line]:
    """What can be said to who answered the colleague's own question: that it was heard, or what
    fits the answer in any talk, or goes with that question. One more piece of the story would
    leave it lying."""
    if not answers_a_question(to_answer):
        return []
    last = to_answer.spoken[-1]
    return [
        line for line in lines if line.since is Said.ANSWERED or line.anywhere or line.after == last
    ]


def _sideways(to_answer: ToAnswer) -> Utterance | None:
    layer = next_untold(to_answer.moment.state, to_answer.moment.rules)
    if layer is None:
        return None
    utterance = to_answer.scenario.words.layers[layer.id].sideways
    return None if utterance.id in to_answer.moment.state.used_lines else utterance
