"""What the manager said, as the offline colleague hears it: which line is it most like, and which
answer is its question after.

How near a line is, is a soft maximum over its examples: two that are alike tell more than one that
happens to be. Of the examples in all situations, each asked while the others stand, it finds the
line of 79 in 100, where the nearest one alone finds 77.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from rehearse.colleague import ToAnswer, matching
from rehearse.colleague.lines import serving
from rehearse.colleague.matching import Questions
from rehearse.conversation.rubric import Language, Level, Step
from rehearse.conversation.scenario import Asked, Line, Move, Scenario
from rehearse.conversation.signals import Signal
from rehearse.language import questions, sentences, unmarked
from rehearse.language.cues import sheet
from rehearse.language.encoder import Encode, Vectors
from rehearse.language.features import spoken
from rehearse.language.welcome import without_address

SHARPNESS = 12.0
"""How much more the nearer examples count; at 0 all would count alike."""
FLOOR = 0.47
"""Nearness, more examples counting for more, under which a line is about something else: from here
on 86 of 100 sentences that nobody had written lines for find one, and of these 64 the right one
among some four."""
PARTICULAR = 0.04
"""How much nearer a line must be that is wrong where nothing like its examples was said: of their
examples, each asked while the others stand, 78 in 100 still find one, where 87 did."""
MEANT_SO = 0.2
"""How much nearer the last sentence must be to a line that fits in any talk: "Thanks." is only
taken up where a turn ends in that. Of 700 turns that touch no step 46 end so, as far as it
hears."""
SURE = 0.46
"""Nearness of the closing question itself from which a line answers it, whatever its flag says."""
QUESTION_FIRST = 0.1
"""How much more the closing question counts than what was said before it."""
ABOUT = 0.32
"""Nearness of the closing question under which it is about something else."""
KNOWN = 0.22
"""How surely a line must answer the closing question, for that to be one it was written for. Of
416 turns that no example was written by, 44 in 100 get a line that answers them, 12 one that passes
and 10 another; 33, 8 and 16 while lines had to be of the form of the question as well."""
OF_WHAT_WAS_SAID = 0.25
"""How much surer a question is after a line that takes up what the colleague said last. Where one
answer in ten is about something else, 43 in 100 of 416 turns get one to the point and 13 one that
passes; at 0.15 it was 39 and 9."""
KNOWN_TAKEN_UP = OF_WHAT_WAS_SAID + 0.04
"""What ``KNOWN`` is where the line takes up what was said last: a question about nothing that was
ever written finds none."""
ANYWHERE = 0.3
"""How surely a question must be after a line that fits in any talk."""
BESIDE_ITS_OWN = 0.3
"""How much surer than after one of the situation's own that it is after as well: of two that answer
it, the one that knows the story."""
JUST_TOLD = 0.08
"""How much nearer a line is that takes up what the colleague said last."""
SAME_KIND = 0.07
"""How much nearer a line is that answers this kind of question, by its own examples, and how much
farther one that answers another: vectors know what a question is about, hardly what it is after."""
OPENS_OTHERWISE = 0.1
"""How much farther a line is that no question was written for which opens as this one does: "where
do you want your desk?" is not "where is it?"."""
AS_IF_ASKED = 0.45
"""How surely a sentence that ends in no sign is after a line, to be a question. Of 1,138 sentences
of whole talks that state something 17 are so sure, most of them an apology or two words."""
FEWEST = 3
"""Words of which such a sentence has at least."""
SHORT = 6
"""Words behind a question that leave it waiting: "What would go away? I'm not following you.".
Twice as many may ask to be told: "Something short? Go on, say it, I can take it."."""
SELDOM = 2
"""In how many of a colleague's lines a word stands at most that names what one of them is about."""

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")

ABOUT_THE_OTHER = {"need": Signal.ASKS_NEED, "impact": Signal.ASKS_IMPACT}
"""Kinds of question that no fact answers, and what is heard in them."""


@dataclass(frozen=True)
class Heard:
    """What the manager said, sentence by sentence."""

    vectors: Vectors
    """One a sentence, that of the closing question last."""
    asks: bool
    """Whether the turn closes with a question that wants an answer."""
    about_the_other: bool
    """Whether it asks how it was for the colleague, or what is needed: no fact answers that."""
    asked: Asked
    """How the closing question asks, if there is one."""
    asks_what_was_meant: bool
    """Whether it asks back in so many words: "what do you mean?"."""
    offered: bool
    """Whether the closing question offers something, or asks for it."""
    invites: bool
    """Whether it asks to be told, or to go on."""
    kinds: frozenset[str]
    """What the closing question is after."""
    opening: Asked | None
    """How it opens, where it is a question of fact."""
    last_said: str | None
    """The id of what the colleague said last; none after the first words of all, which are
    seldom asked back about."""
    language: Language
    encode: Encode
    after: Mapping[str, float]
    """By id how surely the closing question is after each answer."""
    answers: tuple[Line, ...] = ()
    """The lines that the closing question may be after."""

    @property
    def about_the_other_asks(self) -> set[Signal]:
        """What a closing question that surely is no question of fact asks for."""
        return {s for kind, s in ABOUT_THE_OTHER.items() if self.asks and kind in self.kinds}

    def best_match(self, lines: Sequence[Line], floor: float = FLOOR) -> Line | None:
        """The line whose examples are most like what was said, if any is as near as ``floor``."""
        matched: list[tuple[float, Line]] = []
        for line in lines:
            if not line.answers:
                continue
            near, of_question = self._nearness(line)
            near = of_question if line.anywhere else near
            near += float(np.log(len(line.answers))) / SHARPNESS
            answers_it = line.standing or of_question >= SURE
            least = floor + (PARTICULAR if line.particular else 0.0)
            least += MEANT_SO if line.anywhere else 0.0
            if near >= least and (answers_it or not self.asks):
                matched.append((near, line))
        return max(matched, key=lambda pair: pair[0])[1] if matched else None

    @cached_property
    def asked_for(self) -> tuple[Line | None, float]:
        """The answer that the closing question is most likely after, and how surely."""
        lines = [line for line in self.answers if line.answers]
        own = self._surest([line for line in lines if not line.anywhere])
        other = self._surest([line for line in lines if line.anywhere])
        line, sure = own
        least = KNOWN_TAKEN_UP if line is not None and self.takes_up(line) else KNOWN
        return other if other[1] > (sure + BESIDE_ITS_OWN if sure >= least else ANYWHERE) else own

    def _surest(self, lines: list[Line]) -> tuple[Line | None, float]:
        line = max(lines, key=self._sure_of, default=None)
        return line, self._sure_of(line) if line else 0.0

    def _sure_of(self, line: Line) -> float:
        return self.after[line.id] + (OF_WHAT_WAS_SAID if self.takes_up(line) else 0.0)

    def _nearness(self, line: Line) -> tuple[float, float]:
        """How near a line is: to all that was said, and to its last sentence alone."""
        near = _soft_maximum(self.vectors @ self.encode(line.answers).T)
        if not near.size:
            return 0.0, 0.0
        last = self._by_its_form(float(near[-1]), line)
        best = float(near.max())
        if self.asks and near[-1] >= ABOUT:
            best = max(best, last + QUESTION_FIRST)
        nearer = JUST_TOLD if best >= ABOUT and self.takes_up(line) else 0.0
        return best + nearer, last + nearer

    def _by_its_form(self, near: float, line: Line) -> float:
        """How near a line is, of which the examples are this near to the closing sentence, once it
        counts what that asks for and how it opens."""
        if not self.asks or near < ABOUT:
            return near
        if self.kinds and (kinds := self._kinds_of(line)):
            near += SAME_KIND if self.kinds & kinds else -SAME_KIND
        return near - (OPENS_OTHERWISE if self._opens_otherwise(line) else 0.0)

    def takes_up(self, line: Line) -> bool:
        """Whether a line takes up what the colleague said last."""
        return self.last_said is not None and line.after == self.last_said

    def _opens_otherwise(self, line: Line) -> bool:
        """Whether no question that opens like the closing one is among those of a line."""
        if self.opening is None:
            return False
        return self.opening not in questions.openings_of(line.answers, self.language)

    def _kinds_of(self, line: Line) -> frozenset[str]:
        return questions.kinds_of(line.answers, self.language)


def hear(to_answer: ToAnswer, encode: Encode, encode_questions: Encode) -> Iterator[Heard]:
    """What there is to answer, heard; then the same as if the turn closed with an earlier question,
    the latest of those first. What owns up or does harm leaves no earlier question waiting."""
    scenario = to_answer.scenario
    language = scenario.language
    said = (
        without_address(sentence, language, scenario.name)
        for sentence in spoken(sentences.split(to_answer.words))
    )
    each = [part for sentence in said for part in questions.asked_in(sentence, language)]
    parts, asks = _closing_last(each, to_answer)
    yield _heard(parts, asks, to_answer, encode, encode_questions)
    read = to_answer.moment.read
    waits = asks or not (read.harmful or read.at_least(Step.OWN_PART, Level.PARTIAL))
    asked = [n for n, part in enumerate(parts[:-1]) if sentences.ends_in_question(part)]
    for n in reversed(asked) if waits else ():
        moved = [*parts[:n], *parts[n + 1 :], parts[n]]
        yield _heard(moved, True, to_answer, encode, encode_questions)


def _heard(
    parts: list[str], asks: bool, to_answer: ToAnswer, encode: Encode, encode_questions: Encode
) -> Heard:
    language = to_answer.scenario.language
    *before, closing = parts or [""]
    if asks and (unmarked.ends_in_no_sign(closing) or questions.leaves_it(closing, language)):
        closing = f"{closing.rstrip('.…! ')}?"
        parts = [*before, closing]
    kinds = questions.kinds(closing, language)
    vectors = encode(parts)
    hears = sheet(language).hears
    # "How did you come to find out?" opens as "how did it come to that?" does, and is after a fact.
    cued = hears("ask_need", closing) or (
        hears("ask_impact", closing) and not hears("ask_fact", closing)
    )
    return Heard(
        vectors=vectors,
        asks=asks,
        about_the_other=cued or not kinds.isdisjoint(ABOUT_THE_OTHER),
        asked=_asked(closing, to_answer),
        asks_what_was_meant=asks and questions.form(closing, language) is Asked.OWN_WORDS,
        offered=questions.offers(closing, language),
        invites=questions.MORE in kinds or questions.invites(closing, language),
        kinds=kinds,
        opening=questions.opening(closing, language),
        last_said=_last_said(to_answer),
        language=language,
        encode=encode,
        after=_after(closing, to_answer, encode_questions),
    )


def as_asked(to_answer: ToAnswer, encode_questions: Encode) -> ToAnswer:
    """The same turn, as one that closes with a question where it leaves an offer to the other, or
    ends in no sign and what it ends with is surely a question that a line of the situation was
    written for ("like what reasons")."""
    last = "".join(part.text for part in sentences.split(to_answer.words)[-1:])
    read = to_answer.moment.read
    leaves_it = questions.leaves_it(last, to_answer.scenario.language)
    if read.ends_in_question or not (leaves_it or _surely_asks(last, to_answer, encode_questions)):
        return to_answer
    asking = read.model_copy(update={"ends_in_question": True})
    return replace(to_answer, moment=replace(to_answer.moment, read=asking))


def _surely_asks(last: str, to_answer: ToAnswer, encode_questions: Encode) -> bool:
    if len(last.split()) < FEWEST or not unmarked.ends_in_no_sign(last):
        return False
    scenario = to_answer.scenario
    closing = without_address(last, scenario.language, scenario.name).rstrip(".… ")
    if unmarked.states(closing):
        return False
    sure = _after(f"{closing}?", to_answer, encode_questions)
    open_to_it = [line for line in serving(Move.ANSWER, to_answer) if line.answers]
    last_said = _last_said(to_answer)
    own = [
        sure[line.id] + (OF_WHAT_WAS_SAID / 2 if line.after and line.after == last_said else 0.0)
        for line in open_to_it
        if not line.anywhere
    ]
    return max(own, default=0.0) >= AS_IF_ASKED


def _last_said(to_answer: ToAnswer) -> str | None:
    return next(reversed(to_answer.moment.state.used_lines), None)


def prepare(scenario: Scenario, encode_questions: Encode) -> None:
    """Weigh the questions of a situation, so that the first turn does not wait for it."""
    asked = questions_of(scenario)
    if asked.lines:
        matching.matcher(asked, encode_questions)


def questions_of(scenario: Scenario) -> Questions:
    """What managers may ask in a situation, by what was written for it."""
    words = scenario.words
    lines = tuple(line for line in words.lines[Move.ANSWER] if line.answers)
    return Questions(lines, words.unanswered, scenario.language)


def _after(closing: str, to_answer: ToAnswer, encode_questions: Encode) -> Mapping[str, float]:
    asked = questions_of(to_answer.scenario)
    if not asked.lines or not closing:
        return dict.fromkeys((line.id for line in asked.lines), 0.0)
    known = matching.matcher(asked, encode_questions)
    return known.after(closing, encode_questions([closing])[0], _last_said(to_answer))


def _closing_last(parts: list[str], to_answer: ToAnswer) -> tuple[list[str], bool]:
    """The sentences, the closing question last, and whether there is one.

    This or that is asked with or without a question mark. A proposal, and "what do you mean?", to
    which one sentence is added, or any question to which a few words are, still wait for their
    answer; not so where that owns up.
    """
    read, language = to_answer.moment.read, to_answer.scenario.language
    if read.ends_in_question or not parts:
        return parts, read.ends_in_question
    if questions.form(parts[-1], language) is Asked.EITHER:
        return parts, True
    if len(parts) < 2 or read.at_least(Step.OWN_PART, Level.PARTIAL):
        return parts, False
    *before, asked, added = parts
    form = questions.form(asked, language)
    stays = form in (Asked.CONSENT, Asked.OWN_WORDS) or questions.offers(asked, language)
    short = 2 * SHORT if questions.invites(added, language) else SHORT
    stays = stays or len(added.split()) <= short
    waits = form is Asked.EITHER or (stays and sentences.ends_in_question(asked))
    return ([*before, added, asked], True) if waits else (parts, False)


def _asked(closing: str, to_answer: ToAnswer) -> Asked:
    form = questions.form(closing, to_answer.scenario.language)
    if form is not None:
        return form
    return Asked.OWN_WORDS if _takes_up(closing, to_answer) else Asked.FACT


def _takes_up(closing: str, to_answer: ToAnswer) -> bool:
    """Whether it names a thing that the colleague has just spoken of, and seldom speaks of."""
    said = to_answer.scenario.utterances()
    just_said = next((one for one in said if one.id == to_answer.spoken[-1]), None)
    if just_said is None:
        return False
    named = _long_words(closing) & _long_words(just_said.text)
    return any(sum(word in _long_words(one.text) for one in said) <= SELDOM for word in named)


@lru_cache(maxsize=4096)
def _long_words(text: str) -> frozenset[str]:
    return frozenset(_LONG_WORD.findall(text.lower()))


def _soft_maximum(likeness: Vectors) -> Vectors:
    """Row by row, over all columns; no rows where there are no columns."""
    if not likeness.size:
        return np.zeros(0, np.float32)
    near: Vectors = np.log(np.exp(SHARPNESS * likeness).mean(axis=1)) / SHARPNESS
    return near
