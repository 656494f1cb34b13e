"""The local grader: deterministic, on this machine, in Dutch and English."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rehearse.conversation.rubric import (
    Drift,
    GradeResult,
    Language,
    Level,
    NotScored,
    Passage,
    Pillar,
    Step,
    StepScore,
    TurnGrade,
    unscorable,
)
from rehearse.conversation.signals import Signal
from rehearse.grader import TurnContext, explain, heads
from rehearse.grader import harm as harms
from rehearse.grader.context import SentenceScores
from rehearse.grader.context import load as load_reader
from rehearse.grader.doubt import describe
from rehearse.grader.heads import Heads, Reading, StepThresholds
from rehearse.language import features, questions, quoted, reproach, sentences, tell
from rehearse.language.cues import sheet
from rehearse.language.encoder import Encoder, shared
from rehearse.language.features import TurnFeatures
from rehearse.language.sentences import Sentence

_SAME_AGAIN = 0.93
"""Likeness from which a turn says again what the turn before it said."""

_ACKNOWLEDGING = re.compile(
    r"(?>(?:h*+m[hm]*+|(?:ah)++a?|okay|oké|oke|ok|oh|o|ja|nee|nou|tja|juist|precies|goed|prima|"
    r"snap ik|right|yes|yeah|no|sure|fine|well|i see|got it|uh|eh|er|um|euh)[\s.,!…?-]*+)++",
    re.IGNORECASE,
)
"""Each word is read one way only, so that no long hum takes for ever: of words that begin alike the
longest stands first."""


_GREETING = re.compile(
    r"(?i:hallo|hoi|hi|hiya|hey|hello|hé|dag|goeie ?morgen|goede ?morgen|goedemiddag|morning|"
    r"good (?:morning|afternoon))(?:,? [A-Z]\w+)?[\s.,!]*"
)
_SHORT = 6
"""Words up to which a sentence is only what its plainest word says."""
_WRITABLE = re.compile(r"[^\ud800-\udfff]+")
_CODE_SIGNS = re.compile(r"[{}\[\]<>=;|\\$#_^~`]")
_QUERY = re.compile(
    r"^(?>.*?\b(?:SELECT|DELETE|INSERT|UPDATE|DROP)\b).*\b(?:FROM|INTO|SET|TABLE)\b", re.MULTILINE
)

_QUESTIONS = frozenset({Signal.ASKS_IMPACT, Signal.ASKS_NEED, Signal.ASKS_FACT})
_BY_CUE = {
    "sorry": Signal.APOLOGY,
    "to_machine": Signal.TO_MACHINE,
    "forgive": Signal.ASKS_FORGIVENESS,
    "tears": Signal.TEARS,
}
"""Signals that are as good as said when their cue is heard."""


@dataclass(frozen=True)
class _Judged:
    """Sentences, what both halves make of them, and what that comes to."""

    found: TurnFeatures
    reading: Reading
    levels: Mapping[Step, Level]
    signed: set[Step]
    """The steps whose level is certain enough to be stated."""

    def states_harm(self, step: Step) -> bool:
        """Whether it would be stated that these sentences work against the step."""
        return self.levels[step] is Level.AGAINST and step in self.signed


class LocalGrader:
    """Scores a turn by its sentences, with the words that earned each level.

    Two halves read it: ``heads`` weighs each sentence apart, ``context`` reads it in its turn.
    """

    def __init__(self, trained: Heads, in_context: SentenceScores, encoder: Encoder) -> None:
        self._heads = trained
        self._in_context = in_context
        self._encoder = encoder

    @classmethod
    def load(cls, encoder: Encoder = shared) -> "LocalGrader":
        """The grader that ships with the package.

        Raises:
            ValueError: its two files do not fit this code, or not each other.
        """
        trained, reader = heads.load(), load_reader()
        if trained.card.context != reader.card.data:
            raise ValueError("heads.npz and context.npz are not of one training: train anew")
        return cls(trained, reader, encoder)

    @property
    def name(self) -> str:
        return f"local:{self._heads.card.data[:12]}"

    def warm(self) -> None:
        """Load the encoder now, so that the first turn does not wait for it."""
        self._encoder.warm()

    def grade(self, turn: str, context: TurnContext | None = None) -> GradeResult:
        """Score one turn. The same words in the same context get the same grade."""
        context = context or TurnContext()
        code = unscorable(turn)
        if code is not None:
            return NotScored(code=code)
        language = tell.language_of(turn, context.language)
        found = features.read(turn, language, context.colleague_last, self._encoder)
        reading = self._read(found)
        signals = self._signals(turn, language, found, reading, context)
        if Signal.TO_MACHINE in signals:
            # Words aimed at the scorer earn nothing; the rest is scored as if they were not there.
            rest = _without_words_to_machine(turn, language, found)
            if rest != turn:
                found = features.read(rest, language, context.colleague_last, self._encoder)
                reading = self._read(found)
        if Signal.OTHER_LANGUAGE in signals:
            # Nothing in words we cannot read is held for or against anybody.
            return _nothing(self.name, language, signals)
        judged = self._judged(found, reading)
        own = self._without_borrowed(turn, language, judged, context)
        reproached = _reproached(turn, language, judged.found)
        scores = tuple(
            self._explained(step, Level.AGAINST, reproached[step], turn, language, context)
            if step in reproached
            else self._score(step, own.get(step, judged), turn, language, context)
            for step in Step
        )
        drift = self._drift(reading, scores)
        return TurnGrade(
            grader=self.name,
            language=language,
            scores=scores,
            drift=drift,
            drift_evidence=self._evidence(turn, found, reading, f"drift:{drift}")
            if drift is not Drift.NONE
            else None,
            signals=signals,
        )

    def _read(self, found: TurnFeatures) -> Reading:
        halves = (
            self._heads.scores(found),
            self._in_context.scores(found.texts, found.heard_text),
        )
        one_turn = np.zeros(len(found.sentences), np.int64)
        return heads.read(halves, one_turn, 1, self._heads.card.sharpness)

    def _judged(self, found: TurnFeatures, reading: Reading) -> _Judged:
        levels = self._levels(reading)
        return _Judged(found, reading, levels, self._signed(levels, found, reading))

    def _without_borrowed(
        self, turn: str, language: Language, judged: _Judged, context: TurnContext
    ) -> dict[Step, _Judged]:
        """Steps whose good level was earned in words quoted as another's, or whose harm is plain
        without them: those words earn nothing, and the rest counts as if they were not there."""
        borrowed = quoted.borrowed(turn, language)
        said = [
            n
            for n, one in enumerate(judged.found.sentences)
            if _WRITABLE.search(one.text) and not _lies_in(one, borrowed)
        ]
        if not borrowed or not said:
            return {}
        left = judged.found.only(said)
        alone = features.read(" ".join(left.texts), language, context.colleague_last, self._encoder)
        if len(alone.sentences) == len(said):
            # As it would be read, had nothing else been said; its places are those in the turn.
            left = replace(alone, sentences=left.sentences)
        rest = self._judged(left, self._read(left))
        return {
            step: rest
            for step, level in judged.levels.items()
            if (
                _lies_in(self._earned_by(turn, step, level, judged), borrowed)
                if level > 0
                else rest.states_harm(step)
            )
        }

    def _levels(self, reading: Reading) -> dict[Step, Level]:
        found = {}
        for step in Step:
            chances = harms.chance(reading.of_step(step)[:, 0].mean(axis=0))
            found[step] = decide(chances.tolist(), self._heads.card.steps[step])
        return found

    def _signed(
        self, levels: Mapping[Step, Level], found: TurnFeatures, reading: Reading
    ) -> set[Step]:
        """The steps whose level is certain enough to be stated."""
        card = self._heads.card
        certain = {
            step: float(
                card.doubt.certainty(
                    describe(step, level, reading.of_step(step)[:, 0], len(found.sentences))
                )[0]
            )
            for step, level in levels.items()
            if level
        }
        signed = {
            step for step, at in certain.items() if levels[step] > 0 and at >= card.doubt.stated
        }
        against = [
            certain[step] if level is Level.AGAINST else -np.inf for step, level in levels.items()
        ]
        surely = card.harm.surely(reading.harm_hangs_on(found.marks.astype(np.float64)))
        least = [card.steps[step].stated_against for step in levels]
        (harm,) = harms.stated(np.array([against]), np.array([surely.any()]), least)
        return signed | {step for step, told in zip(levels, harm, strict=True) if told}

    def _score(
        self,
        step: Step,
        judged: _Judged,
        turn: str,
        language: Language,
        context: TurnContext,
    ) -> StepScore:
        level = judged.levels[step]
        if level is Level.ABSENT:
            return StepScore(step=step, level=level)
        evidence = self._earned_by(turn, step, level, judged)
        if level is Level.AGAINST and reproach.denied(evidence.text, language):
            return StepScore(step=step, level=Level.ABSENT)
        unsure = step not in judged.signed or _not_signed(step, level, turn, evidence, language)
        return self._explained(step, level, evidence, turn, language, context, doubt=unsure)

    def _explained(
        self,
        step: Step,
        level: Level,
        evidence: Passage,
        turn: str,
        language: Language,
        context: TurnContext,
        *,
        doubt: bool = False,
    ) -> StepScore:
        return StepScore(
            step=step,
            level=level,
            doubt=doubt,
            evidence=evidence,
            reason=explain.reason(step, level, evidence, language),
            rewrite=explain.rewrite(
                step, level, evidence, turn, language, context.scenario, self._encoder.encode
            ),
            pillar=_pillar(evidence.text, language) if step is Step.WORTH else None,
        )

    def _earned_by(self, turn: str, step: Step, level: Level, judged: _Judged) -> Passage:
        head = f"{step}:{level.name.lower()}"
        return self._evidence(turn, judged.found, judged.reading, head)

    def _evidence(self, turn: str, found: TurnFeatures, reading: Reading, head: str) -> Passage:
        shares = reading.shares[:, self._heads.columns[head]]
        quotable = [n for n, one in enumerate(found.sentences) if _WRITABLE.search(one.text)]
        sentence = found.sentences[max(quotable, key=lambda n: shares[n])]
        return _quotable(turn, sentence.start, sentence.end)

    def _drift(self, reading: Reading, scores: tuple[StepScore, ...]) -> Drift:
        corners = [Drift.VICTIM]
        if any(score.level is Level.AGAINST for score in scores):
            # Attacking and taking over cost somebody something, or they are neither.
            corners += [Drift.PERSECUTOR, Drift.RESCUER]
        best, margin = Drift.NONE, 0.0
        for drift in corners:
            name = f"drift:{drift}"
            over = (
                float(reading.chances[0, self._heads.columns[name]]) - self._heads.card.flags[name]
            )
            if over > margin:
                best, margin = drift, over
        return best

    def _signals(
        self,
        turn: str,
        language: Language,
        found: TurnFeatures,
        reading: Reading,
        context: TurnContext,
    ) -> frozenset[Signal]:
        heard = _told_by_rule(turn, language, found)
        for signal in heads.LEARNED_SIGNALS:
            if signal in _QUESTIONS and heard & (_QUESTIONS | {Signal.LOGISTICS}):
                continue
            if signal is Signal.LEAVES and _asks_to_go_on(found, language):
                continue
            name = f"signal:{signal}"
            if reading.chances_apart[0, self._heads.columns[name]] > self._heads.card.flags[name]:
                heard.add(signal)
        if self._says_again(found, context.previous_turn):
            heard.add(Signal.REPEATS)
        return frozenset(heard)

    def _says_again(self, found: TurnFeatures, previous: str | None) -> bool:
        if not previous:
            return False
        before = features.spoken(sentences.split(previous))
        if not before or not found.sentences:
            return False
        likeness = found.vectors @ self._encoder.encode(before).T
        return bool(likeness.max(axis=1).min() >= _SAME_AGAIN)


def _told_by_rule(turn: str, language: Language, found: TurnFeatures) -> set[Signal]:
    """Signals that a form or a word gives away, whatever the heads think."""
    cues = sheet(language)
    heard = {signal for cue, signal in _BY_CUE.items() if cues.hears(cue, turn)}
    for n, sentence in enumerate(found.sentences):
        if "?" not in sentence.text:
            continue
        if found.hears(n, "ask_impact"):
            heard.add(Signal.ASKS_IMPACT)
        elif found.hears(n, "ask_need"):
            heard.add(Signal.ASKS_NEED)
        elif found.hears(n, "ask_fact"):
            heard.add(Signal.ASKS_FACT)
        elif found.hears(n, "logistics") and _is_short(sentence.text):
            heard.add(Signal.LOGISTICS)
    said_in_passing = len(found.sentences) == 1 and "?" not in turn and _is_short(turn)
    if _GREETING.fullmatch(turn.strip()):
        heard.add(Signal.NO_SUBSTANCE)
    elif said_in_passing and cues.hears("breezy", turn) and not cues.hears("sorry", turn):
        heard.add(Signal.BREEZY)
    if _looks_like_code(turn):
        heard.add(Signal.TO_MACHINE)
    elif tell.is_foreign(turn) and not reproach.heard(turn, language):
        heard.add(Signal.OTHER_LANGUAGE)
    if _ACKNOWLEDGING.fullmatch(turn.strip()) or not any(ch.isalnum() for ch in turn):
        heard.add(Signal.NO_SUBSTANCE)
    return heard


def _without_words_to_machine(turn: str, language: Language, found: TurnFeatures) -> str:
    """The turn with blanks for what is aimed at the scorer; whole, where nothing else is said.

    What announces itself to the scorer ("I-message coming up: ...") goes as far as its colon.
    """
    rest = list(turn)
    for n, sentence in enumerate(found.sentences):
        if found.hears(n, "to_machine") or _looks_like_code(sentence.text):
            end = sentence.start + (_announces(sentence.text, language) or len(sentence.text))
            rest[sentence.start : end] = " " * (end - sentence.start)
    left = "".join(rest)
    return left if any(ch.isalnum() for ch in left) else turn


def _announces(text: str, language: Language) -> int:
    """How much of a sentence only says to the scorer what is coming; 0 where it does not."""
    before, colon, after = text.partition(": ")
    hears = sheet(language).hears
    aimed = colon and hears("to_machine", before) and not hears("to_machine", after)
    return len(before) + 1 if aimed else 0


def _asks_to_go_on(found: TurnFeatures, language: Language) -> bool:
    last = found.sentences[-1:]
    return any(questions.MORE in questions.kinds(one.text, language) for one in last)


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT


def _looks_like_code(turn: str) -> bool:
    """Whether more of the text is brackets and operators than people ever type to each other."""
    signs = len(_CODE_SIGNS.findall(turn))
    return bool(_QUERY.search(turn)) or signs > max(3, 0.06 * len(turn))


def _quotable(turn: str, start: int, end: int) -> Passage:
    """The longest piece of a sentence that can be written down: half a surrogate pair cannot."""
    pieces = _WRITABLE.finditer(turn[start:end])
    best = max(pieces, key=lambda piece: len(piece.group()))
    return Passage(text=best.group(), start=start + best.start(), end=start + best.end())


def decide(chances: Sequence[float], at: StepThresholds) -> Level:
    """A level from a step's chances of being against, at least partial, and clear."""
    against, partial, clear = chances
    if against > at.against and against > partial * at.over_good:
        return Level.AGAINST
    if clear > at.clear:
        return Level.CLEAR
    if partial > at.partial:
        return Level.PARTIAL
    return Level.ABSENT


def _nothing(grader: str, language: Language, signals: frozenset[Signal]) -> TurnGrade:
    scores = tuple(StepScore(step=step, level=Level.ABSENT) for step in Step)
    return TurnGrade(grader=grader, language=language, scores=scores, signals=signals)


_ASKING = ("ask_impact", "ask_need", "ask_fact")
_JUDGES = (
    "loaded_why",
    "judge_agree",
    "verdict",
    "blame",
    "belittle",
    "feel_that_you",
    "minimise",
    "imagined",
    "take_over",
    "order",
    "pressure_time",
    "threat",
    "joke",
    "leave",
    "always",
    "negation",
    "but",
)
"""Cues of which a question of one clause has at least one where it judges. Of 54 passages that a -1
on asking was stated for, rightly and on unseen stories, two are such a question without one; of 258
plain questions that managers ask, four were told to be harmful."""


def _not_signed(step: Step, level: Level, turn: str, evidence: Passage, language: Language) -> bool:
    """Whether something keeps a level from being stated.

    A good one: a threat or talking down in the same words; words that are quoted, not said; an own
    part, or staying with it, in what one says not to have done; a question that asks this person
    nothing. A bad one: what cannot be promised, said honestly, for a promise hollowed out; a plain
    question in which no word judges.
    """
    heard, words = sheet(language), evidence.text
    if level < 0:
        if step is Step.ASK:
            plain = sentences.ends_in_question(words) and "," not in words
            return plain and not any(heard.hears(cue, words) for cue in _JUDGES)
        return step is Step.RELIABLE and heard.hears("cannot_promise", words)
    if any(heard.hears(cue, words) for cue in ("threat", "belittle")):
        return True
    if _lies_in(evidence, quoted.borrowed(turn, language)):
        return True
    if step in (Step.OWN_PART, Step.FACE_IT):
        return heard.hears("disclaims", words)
    return step is Step.ASK and not any(heard.hears(cue, words) for cue in ("you", *_ASKING))


def _reproached(turn: str, language: Language, found: TurnFeatures) -> dict[Step, Passage]:
    """The steps that a set phrase works against, each with the first that does; none in words that
    are quoted as another's."""
    borrowed = quoted.borrowed(turn, language)
    said = [sentence for sentence in found.sentences if not _lies_in(sentence, borrowed)]
    return {
        step: _quotable(turn, sentence.start, sentence.end)
        for sentence in reversed(said)
        for step in reproach.heard(sentence.text, language)
    }


def _lies_in(part: Passage | Sentence, spans: list[tuple[int, int]]) -> bool:
    return quoted.lies_in(part.start, part.end, spans)


def _pillar(words: str, language: Language) -> Pillar:
    cues = sheet(language)
    if cues.hears("your_say", words) or cues.hears("take_over", words):
        return Pillar.RESPONSIBLE
    if cues.hears("quality", words) or cues.hears("belittle", words):
        return Pillar.CAPABLE
    return Pillar.VALUABLE
