"""The offline colleague: speaks from the scenario's lines, and listens.

The rules say which move fits; among the lines that may serve it now, the one is taken whose
examples are most like what the manager just said. Code decides, the encoder only chooses words.

How near a line is, is a soft maximum over its examples: two that are alike tell more than one that
happens to be. Of the examples in all situations, each asked while the others stand, it finds the
line of 79 in 100, where the nearest one alone finds 77.
"""

from dataclasses import dataclass, replace

import numpy as np

from rehearse.colleague import ToAnswer
from rehearse.conversation.moves import Moment, fitting
from rehearse.conversation.rehearsal import Reply, TurnRead, next_untold
from rehearse.conversation.rubric import Language, Level, Step, TurnGrade
from rehearse.conversation.scenario import Line, Move, Utterance
from rehearse.conversation.signals import Signal
from rehearse.language import questions, sentences
from rehearse.language.cues import sheet
from rehearse.language.encoder import Encode, Vectors
from rehearse.language.features import spoken

SHARPNESS = 12.0
"""How much more the nearer examples count; at 0 all would count alike."""
FLOOR = 0.34
"""Nearness under which examples say nothing (of the other lines of a situation half are
under 0.27)."""
SURE = 0.46
"""Nearness of the closing question itself from which a line answers it, whatever its flag says."""
FEW = 4
"""Examples of a line that are looked at for how surely it answers a question."""
OF_THE_SAME = 0.38
"""Their likeness under which a question is about something else, whatever kind it is of."""
BEHIND = 2.0
"""What it counts, beside their likeness, how far the next line is behind."""
OF_ITS_KIND = 0.17
"""What it counts that a line answers this kind of question."""
KNOWN = 0.6
"""How surely a line must answer the closing question, for that to be one it was written for."""
KNOWN_AGAINST_THE_GRADER = 0.7
"""The same where the grader heard a question about the colleague, or a wide one: a fact would be a
poor answer to that."""
LIKELY = 0.6
"""How surely a line must answer a question of fact; below, not to know is the better answer."""
QUESTION_FIRST = 0.1
"""How much more the closing question counts than what was said before it."""
ABOUT = 0.32
"""Nearness of the closing question under which it is about something else."""
JUST_TOLD = 0.08
"""How much nearer a line is that takes up what the colleague said last."""
SAME_KIND = 0.07
"""How much nearer a line is that answers this kind of question, by its own examples, and how much
farther one that answers another: vectors know what a question is about, hardly what it is after."""


ABOUT_THE_OTHER = {"need": Signal.ASKS_NEED, "impact": Signal.ASKS_IMPACT}
"""Kinds of question that no fact answers, and what is heard in them."""


@dataclass(frozen=True)
class _Heard:
    """What the manager said, sentence by sentence."""

    vectors: Vectors
    asks: bool
    """Whether the last sentence is a question that wants an answer."""
    about_the_other: bool
    """Whether it asks how it was for the colleague, or what is needed: no fact answers that."""
    kinds: frozenset[str]
    """What the closing question is after."""

    @property
    def about_the_other_asks(self) -> set[Signal]:
        """What a closing question that surely is no question of fact asks for."""
        return {s for kind, s in ABOUT_THE_OTHER.items() if self.asks and kind in self.kinds}

    def nearness(self, examples: Vectors, kinds: frozenset[str]) -> tuple[float, float]:
        """How near these examples are: to all that was said, and to its last sentence alone.

        ``kinds``: the kinds of question that the examples are.
        """
        near = _soft_maximum(self.vectors @ examples.T)
        if not near.size:
            return 0.0, 0.0
        last = float(near[-1])
        best = float(near.max())
        if not self.asks or last < ABOUT:
            return best, last
        if self.kinds and kinds:
            last += SAME_KIND if self.kinds & kinds else -SAME_KIND
        return max(best, last + QUESTION_FIRST), last


class ScriptedColleague:
    """Speaks from lines. Deterministic: the same path and the same words give the same reply."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode

    def choose(self, to_answer: ToAnswer) -> Reply:
        """The reply to this turn: the first fitting move that there is a line for."""
        heard = self._hear(to_answer)
        written_for_it = _written_for(to_answer, heard)
        if written_for_it or self._asks_what_is_known(to_answer, heard):
            to_answer = replace(to_answer, moment=_asking(to_answer.moment, {Signal.ASKS_FACT}))
        elif signals := heard.about_the_other_asks:
            to_answer = replace(to_answer, moment=_asking(to_answer.moment, signals))
        for move in fitting(to_answer.moment):
            surely = written_for_it if move is Move.ANSWER else None
            found = surely or self._words_for(move, to_answer, heard)
            if found is not None:
                return self._reply(move, to_answer, found)
        return self._reply(Move.GO_ON, to_answer, self._longest_unused(to_answer))

    def _hear(self, to_answer: ToAnswer) -> _Heard:
        parts = spoken(sentences.split(to_answer.words))
        cues, closing = sheet(to_answer.scenario.language), "".join(parts[-1:])
        kinds = questions.kinds(closing, to_answer.scenario.language)
        cued = any(cues.hears(c, closing) for c in ("ask_impact", "ask_need"))
        return _Heard(
            vectors=self._encode(parts),
            asks=to_answer.moment.read.ends_in_question,
            about_the_other=cued or not kinds.isdisjoint(ABOUT_THE_OTHER),
            kinds=kinds,
        )

    def _asks_what_is_known(self, to_answer: ToAnswer, heard: _Heard) -> bool:
        """Whether the closing question is one that an answer was written for.

        A situation knows better than any grader which facts of it can be asked after. What takes
        up a thing that was told on this path ("shall I talk to Marloes?") is about that thing, also
        where it asks what is needed.
        """
        if not heard.asks:
            return False
        wide = heard.about_the_other or _heard_wider(to_answer.moment.read)
        known = KNOWN_AGAINST_THE_GRADER if wide else KNOWN
        line, sure = self._asked_for(to_answer, heard)
        if line is None or (heard.about_the_other and line.after not in _tellings(to_answer)):
            return False
        return sure >= known

    def _asked_for(self, to_answer: ToAnswer, heard: _Heard) -> tuple[Line | None, float]:
        """The answer that the closing question is most likely after, and how surely.

        Whether a question is known at all, by the evals' questions with the line that answers them
        and without it, is told right in 86 pairs of 100; by nearness alone in 78.
        """
        there = _can_be_asked(to_answer)
        lines = [line for line in there if line.answers]
        near = [self._nearness(line, heard, to_answer)[1] for line in lines]
        if not lines:
            return None, 0.0
        best = int(np.argmax(near))
        line, behind = lines[best], max((*near[:best], *near[best + 1 :]), default=0.0)
        alike = np.sort(heard.vectors[-1:] @ self._encode(line.answers).T)[0, -FEW:].mean()
        if alike < OF_THE_SAME:
            return line, 0.0
        kinds = questions.kinds_of(line.answers, to_answer.scenario.language)
        of_its_kind = OF_ITS_KIND if heard.kinds & kinds else 0.0
        return line, float(alike) + BEHIND * (near[best] - behind) + of_its_kind

    def _nearness(self, line: Line, heard: _Heard, to_answer: ToAnswer) -> tuple[float, float]:
        kinds = questions.kinds_of(line.answers, to_answer.scenario.language)
        near, of_question = heard.nearness(self._encode(line.answers), kinds)
        last = to_answer.moment.state.used_lines[-1:]
        nearer = JUST_TOLD if near >= ABOUT and last == (line.after,) else 0.0
        return near + nearer, of_question + nearer

    def _words_for(self, move: Move, to_answer: ToAnswer, heard: _Heard) -> Utterance | None:
        if move is Move.REVEAL:
            layer = to_answer.moment.layer
            return to_answer.scenario.words.layers[layer.id].told if layer else None
        lines = _serving(move, to_answer)
        if move is Move.GO_ON and (smaller := _after_telling(lines, to_answer, heard)) is not None:
            return smaller
        matched = self._best_match(move, lines, heard, to_answer)
        if matched is not None:
            return matched
        if move is Move.HINT and (sideways := _sideways(to_answer)) is not None:
            return sideways
        open_lines = [line for line in lines if line.open and (line.standing or not heard.asks)]
        return _nearest_in_warmth(open_lines, to_answer)

    def _best_match(
        self, move: Move, lines: list[Line], heard: _Heard, to_answer: ToAnswer
    ) -> Line | None:
        """The line whose examples are most like what was said, if any is like it at all."""
        matched: list[tuple[float, Line]] = []
        if move is Move.ANSWER and heard.asks:
            line, sure = self._asked_for(to_answer, heard)
            return line if line in lines and sure >= LIKELY else None
        for line in lines:
            if not line.answers:
                continue
            near, of_question = self._nearness(line, heard, to_answer)
            answers_it = line.standing or of_question >= SURE
            if near >= FLOOR and (answers_it or not heard.asks):
                matched.append((near, line))
        return max(matched, key=lambda pair: pair[0])[1] if matched else None

    def _longest_unused(self, to_answer: ToAnswer) -> Line:
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

    def _reply(self, move: Move, to_answer: ToAnswer, utterance: Utterance) -> Reply:
        before = _second_thoughts(to_answer, move) or _uptake(to_answer, move)
        spoken = [u for u in (before, utterance) if u is not None]
        return Reply(
            move=move,
            text=" ".join(u.text for u in spoken),
            gesture=utterance.gesture,
            lines=tuple(u.id for u in spoken),
            told=to_answer.moment.layer.id
            if move is Move.REVEAL and to_answer.moment.layer
            else None,
        )


def _soft_maximum(likeness: Vectors) -> Vectors:
    """Row by row, over all columns; no rows where there are no columns."""
    if not likeness.size:
        return np.zeros(0, np.float32)
    near: Vectors = np.log(np.exp(SHARPNESS * likeness).mean(axis=1)) / SHARPNESS
    return near


_QUESTIONS = frozenset({Signal.ASKS_FACT, Signal.ASKS_IMPACT, Signal.ASKS_NEED})


def _heard_wider(read: TurnRead) -> bool:
    """Whether the grader heard a question that no fact answers."""
    wide = read.at_least(Step.ASK, Level.CLEAR) and not read.has(Signal.ASKS_FACT)
    return wide or read.has(Signal.ASKS_IMPACT) or read.has(Signal.ASKS_NEED)


def _asking(moment: Moment, asked: set[Signal]) -> Moment:
    """The moment where the closing question asks for this, whatever the grader heard in it."""
    read = moment.read
    if not isinstance(read.grade, TurnGrade):
        return moment
    signals = read.grade.signals - _QUESTIONS | asked
    grade = read.grade.model_copy(update={"signals": signals})
    return replace(moment, read=read.model_copy(update={"grade": grade}))


def _serving(move: Move, to_answer: ToAnswer) -> list[Line]:
    """The lines of a move that may be spoken now: warm enough, unused, after what they recall."""
    state = to_answer.moment.state
    return [
        line
        for line in to_answer.scenario.words.lines.get(move, ())
        if line.id not in state.used_lines
        and line.band.rank <= state.standing.band.rank
        and (line.after is None or line.after in state.used_lines)
    ]


def _can_be_asked(to_answer: ToAnswer) -> list[Line]:
    """The lines that a question may be after: those that take up a layer only once it was told."""
    told = _tellings(to_answer)
    recalled = [line for line in _serving(Move.ANSWER, to_answer) if line.after in told]
    lines = to_answer.scenario.words.lines[Move.ANSWER]
    return [line for line in lines if line.after not in told] + recalled


def _tellings(to_answer: ToAnswer) -> set[str]:
    return {layer.told.id for layer in to_answer.scenario.words.layers.values()}


def _written_for(to_answer: ToAnswer, heard: _Heard) -> Line | None:
    """The line that answers the closing question, where the words of that alone say which.

    An encouragement to go on gets the first line that takes up what the last answer told; a
    question about what would have been right, the line that was written for those.
    """
    lines = _serving(Move.ANSWER, to_answer)
    if questions.MORE in heard.kinds:
        last = to_answer.moment.state.used_lines[-1:]
        return next((line for line in lines if (line.after,) == last), None)
    if not heard.asks or questions.SHOULD_HAVE not in heard.kinds:
        return None
    language = to_answer.scenario.language
    return next((line for line in lines if _says_what_was_right(line, language)), None)


def _says_what_was_right(line: Line, language: Language) -> bool:
    kinds = questions.kinds_of(line.answers, language)
    return bool(line.answers) and questions.SHOULD_HAVE in kinds


def _after_telling(lines: list[Line], to_answer: ToAnswer, heard: _Heard) -> Line | None:
    """What is left to say of what was just told, to a turn that only took it in: the next line is
    smaller than a telling, and of the same story."""
    last = to_answer.moment.state.used_lines[-1:]
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


def _uptake(to_answer: ToAnswer, move: Move) -> Line | None:
    """A few words for a promise that is surely one, where the line is about something else."""
    grade = to_answer.moment.read.grade
    promised = isinstance(grade, TurnGrade) and grade[Step.RELIABLE].firmly_clear
    if move not in _TAKES_UP_NOTHING or not promised:
        return None
    return _nearest_in_warmth(_serving(Move.UPTAKE, to_answer), to_answer)
