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
from rehearse.language.cues import plain_signs, sheet
from rehearse.language.encoder import Encoder, shared
from rehearse.language.features import TurnFeatures

_SAME_AGAIN = 0.93
"""Likeness from which a turn says again what the turn before it said."""

_ACKNOWLEDGING = re.compile(
    r"(?:(?:h+m+|m+h*m*|aha|ah|oh|o|ja|nee|nou|tja|oké|oke|ok|okay|juist|precies|goed|prima|snap ik|"
    r"right|yes|yeah|no|sure|fine|well|i see|got it|uh|eh|er|um|euh)[\s.,!…?-]*)+",
    re.IGNORECASE,
)


class LocalGrader:
    """Scores a turn by its sentences, with the words that earned each level."""

    def __init__(self, trained: Heads, encoder: Encoder) -> None:
        self._heads = trained
        self._encoder = encoder
        self._vectors_of = encoder.encode

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
        language = _language(turn, context)
        found = features.read(turn, language, context.colleague_last, self._encoder)
        reading = self._heads.read(found)
        signals = self._signals(turn, language, found, reading, context)
        if Signal.OTHER_LANGUAGE in signals:
            # Nothing in words we cannot read is held for or against anybody.
            return _nothing(self.name, language, signals)
        scores = tuple(self._score(step, turn, language, found, reading, context) for step in Step)
        drift = self._drift(reading)
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
            float(reading.chances[self._heads.column(f"{step}:{head}")])
            for head in heads.STEP_HEADS
        )
        level, doubt = decide(against, partial, clear, self._heads.card.steps[step])
        if level is Level.ABSENT:
            return StepScore(step=step, level=level)
        head = {Level.AGAINST: "against", Level.PARTIAL: "partial", Level.CLEAR: "clear"}[level]
        evidence = self._evidence(turn, found, reading, f"{step}:{head}")
        reason = explain.reason(step, level, evidence, language)
        return StepScore(
            step=step,
            level=level,
            doubt=doubt,
            evidence=evidence,
            reason=reason,
            rewrite=explain.rewrite(
                step, level, evidence, language, context.scenario, self._vectors_of
            ),
            pillar=_pillar(evidence.text, language) if step is Step.WORTH else None,
        )

    def _evidence(
        self, turn: str, found: TurnFeatures, reading: Reading, head: str
    ) -> Passage:
        shares = reading.shares[:, self._heads.column(head)]
        sentence = found.sentences[int(np.argmax(shares))]
        return Passage(text=turn[sentence.start : sentence.end], start=sentence.start, end=sentence.end)

    def _drift(self, reading: Reading) -> Drift:
        best, margin = Drift.NONE, 0.0
        for drift in (Drift.PERSECUTOR, Drift.RESCUER, Drift.VICTIM):
            name = f"drift:{drift}"
            over = float(reading.chances[self._heads.column(name)]) - self._heads.card.flags[name]
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
        signals = {
            signal
            for signal in heads.LEARNED_SIGNALS
            if reading.chances[self._heads.column(f"signal:{signal}")]
            > self._heads.card.flags[f"signal:{signal}"]
        }
        cues = sheet(language)
        if cues.hears("sorry", turn):
            signals.add(Signal.APOLOGY)
        if cues.hears("to_machine", turn):
            signals.add(Signal.TO_MACHINE)
        if tell.is_foreign(turn):
            signals.add(Signal.OTHER_LANGUAGE)
        if _ACKNOWLEDGING.fullmatch(turn.strip()) or not any(ch.isalnum() for ch in turn):
            signals.add(Signal.NO_SUBSTANCE)
        if self._says_again(found, context.previous_turn):
            signals.add(Signal.REPEATS)
        return frozenset(signals)

    def _says_again(self, found: TurnFeatures, previous: str | None) -> bool:
        if not previous:
            return False
        before = [part.text for part in sentences.split(previous)]
        if not before or not found.sentences:
            return False
        likeness = found.vectors @ self._encoder.encode(before).T
        return bool(likeness.max(axis=1).min() >= _SAME_AGAIN)


def decide(
    against: float, partial: float, clear: float, at: StepThresholds
) -> tuple[Level, bool]:
    """A level and whether it is in doubt, from the three chances of a step."""
    if against > at.against and against > partial * 0.6:
        return Level.AGAINST, against - partial < at.sure_against
    if clear > at.clear:
        return Level.CLEAR, partial - against < at.sure_good
    if partial > at.partial:
        return Level.PARTIAL, partial - against < at.sure_good
    return Level.ABSENT, False


def _language(turn: str, context: TurnContext) -> Language:
    """The language of the words themselves; the rehearsal's where they do not say."""
    return tell.language_of(turn, default=context.language or "en")


def _nothing(grader: str, language: Language, signals: frozenset[Signal]) -> TurnGrade:
    scores = tuple(StepScore(step=step, level=Level.ABSENT) for step in Step)
    return TurnGrade(grader=grader, language=language, scores=scores, signals=signals)


def _pillar(words: str, language: Language) -> Pillar:
    cues, plain = sheet(language), plain_signs(words)
    if cues.hears("your_say", plain) or cues.hears("take_over", plain):
        return Pillar.RESPONSIBLE
    if cues.hears("quality", plain) or cues.hears("belittle", plain):
        return Pillar.CAPABLE
    return Pillar.VALUABLE
