"""The local grader: deterministic, on this machine, in Dutch and English."""

import re

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
from rehearse.grader.heads import Heads, Reading, StepThresholds
from rehearse.language import features, sentences, tell
from rehearse.language.cues import sheet
from rehearse.language.encoder import Encoder, shared
from rehearse.language.features import TurnFeatures

_SAME_AGAIN = 0.93
"""Likeness from which a turn says again what the turn before it said."""

_ACKNOWLEDGING = re.compile(
    r"(?:(?:h+m+|m+h*m*|aha|ah|oh|o|ja|nee|nou|tja|oké|oke|ok|okay|juist|precies|goed|prima|"
    r"snap ik|right|yes|yeah|no|sure|fine|well|i see|got it|uh|eh|er|um|euh)[\s.,!…?-]*)+",
    re.IGNORECASE,
)


_GREETING = re.compile(
    r"(?i:hallo|hoi|hi|hiya|hey|hello|hé|dag|goeie ?morgen|goede ?morgen|goedemiddag|morning|"
    r"good (?:morning|afternoon))(?:,? [A-Z]\w+)?[\s.,!]*"
)
_SHORT = 6
"""Words up to which a sentence is only what its plainest word says."""
_CODE_SIGNS = re.compile(r"[{}\[\]<>=;|\\$#_^~`]")
_QUERY = re.compile(r"\b(?:SELECT|DELETE|INSERT|UPDATE|DROP)\b.*\b(?:FROM|INTO|SET|TABLE)\b")

_QUESTIONS = frozenset({Signal.ASKS_IMPACT, Signal.ASKS_NEED, Signal.ASKS_FACT})
_BY_CUE = {
    "sorry": Signal.APOLOGY,
    "to_machine": Signal.TO_MACHINE,
    "forgive": Signal.ASKS_FORGIVENESS,
    "tears": Signal.TEARS,
}
"""Signals that are as good as said when their cue is heard."""


class LocalGrader:
    """Scores a turn by its sentences, with the words that earned each level."""

    def __init__(self, trained: Heads, encoder: Encoder) -> None:
        self._heads = trained
        self._encoder = encoder

    @classmethod
    def load(cls, encoder: Encoder = shared) -> "LocalGrader":
        """The grader that ships with the package."""
        return cls(heads.load(), encoder)

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
        reading = self._heads.read(found)
        signals = self._signals(turn, language, found, reading, context)
        if Signal.OTHER_LANGUAGE in signals:
            # Nothing in words we cannot read is held for or against anybody.
            return _nothing(self.name, language, signals)
        scores = tuple(self._score(step, turn, language, found, reading, context) for step in Step)
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

    def _score(
        self,
        step: Step,
        turn: str,
        language: Language,
        found: TurnFeatures,
        reading: Reading,
        context: TurnContext,
    ) -> StepScore:
        against, partial, clear = (
            float(reading.chances[self._heads.columns[f"{step}:{head}"]])
            for head in heads.STEP_HEADS
        )
        level, doubt = decide(against, partial, clear, self._heads.card.steps[step])
        if level is Level.ABSENT:
            return StepScore(step=step, level=level)
        evidence = self._evidence(turn, found, reading, f"{step}:{level.name.lower()}")
        reason = explain.reason(step, level, evidence, language)
        return StepScore(
            step=step,
            level=level,
            doubt=doubt or (level > 0 and _harsh(evidence.text, language)),
            evidence=evidence,
            reason=reason,
            rewrite=explain.rewrite(
                step, level, evidence, language, context.scenario, self._encoder.encode
            ),
            pillar=_pillar(evidence.text, language) if step is Step.WORTH else None,
        )

    def _evidence(self, turn: str, found: TurnFeatures, reading: Reading, head: str) -> Passage:
        shares = reading.shares[:, self._heads.columns[head]]
        sentence = found.sentences[int(np.argmax(shares))]
        return _quotable(turn, sentence.start, sentence.end)

    def _drift(self, reading: Reading, scores: tuple[StepScore, ...]) -> Drift:
        corners = [Drift.VICTIM]
        if any(score.level is Level.AGAINST for score in scores):
            # Attacking and taking over cost somebody something, or they are neither.
            corners += [Drift.PERSECUTOR, Drift.RESCUER]
        best, margin = Drift.NONE, 0.0
        for drift in corners:
            name = f"drift:{drift}"
            over = float(reading.chances[self._heads.columns[name]]) - self._heads.card.flags[name]
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
            if signal in _QUESTIONS and heard & _QUESTIONS:
                continue
            name = f"signal:{signal}"
            if reading.chances[self._heads.columns[name]] > self._heads.card.flags[name]:
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
    elif tell.is_foreign(turn):
        heard.add(Signal.OTHER_LANGUAGE)
    if _ACKNOWLEDGING.fullmatch(turn.strip()) or not any(ch.isalnum() for ch in turn):
        heard.add(Signal.NO_SUBSTANCE)
    return heard


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT


def _looks_like_code(turn: str) -> bool:
    """Whether more of the text is brackets and operators than people ever type to each other."""
    signs = len(_CODE_SIGNS.findall(turn))
    return bool(_QUERY.search(turn)) or signs > max(3, 0.06 * len(turn))


def _quotable(turn: str, start: int, end: int) -> Passage:
    """The longest piece of a sentence that can be written down: half a surrogate pair cannot."""
    pieces = re.finditer(r"[^\ud800-\udfff]+", turn[start:end])
    best = max(pieces, key=lambda piece: len(piece.group()))
    return Passage(text=best.group(), start=start + best.start(), end=start + best.end())


def decide(against: float, partial: float, clear: float, at: StepThresholds) -> tuple[Level, bool]:
    """A level and whether it is in doubt, from the three chances of a step."""
    if against > at.against and against > partial * at.over_good:
        return Level.AGAINST, against - partial < at.sure_against
    if clear > at.clear:
        return Level.CLEAR, partial - against < at.sure_good
    if partial > at.partial:
        return Level.PARTIAL, partial - against < at.sure_good
    return Level.ABSENT, False


def _nothing(grader: str, language: Language, signals: frozenset[Signal]) -> TurnGrade:
    scores = tuple(StepScore(step=step, level=Level.ABSENT) for step in Step)
    return TurnGrade(grader=grader, language=language, scores=scores, signals=signals)


def _harsh(words: str, language: Language) -> bool:
    """Whether a threat or talking down is heard in them: then nothing good in them is signed."""
    heard = sheet(language)
    return any(heard.hears(cue, words) for cue in ("threat", "belittle"))


def _pillar(words: str, language: Language) -> Pillar:
    cues = sheet(language)
    if cues.hears("your_say", words) or cues.hears("take_over", words):
        return Pillar.RESPONSIBLE
    if cues.hears("quality", words) or cues.hears("belittle", words):
        return Pillar.CAPABLE
    return Pillar.VALUABLE
