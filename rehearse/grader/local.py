"""The local grader: deterministic, on this machine, in Dutch and English."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    strength,
    unscorable,
)
from rehearse.conversation.signals import QUESTIONS, Signal
from rehearse.grader import TurnContext, explain, heads
from rehearse.grader import harm as harms
from rehearse.grader.context import SentenceScores
from rehearse.grader.context import load as load_reader
from rehearse.grader.doubt import describe
from rehearse.grader.heads import Heads, Reading, StepThresholds
from rehearse.grader.hearing import (
    asks_to_go_on,
    beside_small_talk,
    told_by_rule,
    without_words_to_machine,
)
from rehearse.grader.passages import WRITABLE, lies_in, quotable
from rehearse.grader.unstated import not_stated
from rehearse.language import features, mending, quoted, reproach, tell
from rehearse.language.clauses import read_apart
from rehearse.language.cues import sheet
from rehearse.language.encoder import Encoder, shared
from rehearse.language.features import TurnFeatures
from rehearse.language.small_talk import small_talk
from rehearse.language.welcome import asks_for_a_moment, only_welcomes

_SAME_AGAIN = 0.93
"""Likeness from which a turn says again what the turn before it said."""


_NOT_IN_WHAT_MENDS = frozenset({Signal.LEAVES, Signal.THREAT})
"""Signals that no set phrase can be which mends and stands alone."""


@dataclass(frozen=True)
class _Judged:
    """Sentences, what both halves make of them, and what that comes to."""

    found: TurnFeatures
    reading: Reading
    levels: Mapping[Step, Level]
    stated: set[Step]
    """The steps whose level is certain enough to be stated."""

    def strength(self, step: Step) -> float:
        """How strongly it stands."""
        return strength(self.levels[step], doubt=step not in self.stated)

    def states_harm(self, step: Step) -> bool:
        """Whether it would be stated that these sentences work against the step."""
        return self.levels[step] is Level.AGAINST and step in self.stated


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
        if trained.card.context != reader.card.key:
            raise ValueError("heads.npz and context.npz are not of one training: train anew")
        return cls(trained, reader, encoder)

    @property
    def name(self) -> str:
        return f"local:{self._heads.card.context[:12]}"

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
        if only_welcomes(turn, language):
            asks = asks_for_a_moment(turn, language)
            return _nothing(self.name, language, frozenset({Signal.LOGISTICS} if asks else ()))
        found = features.read(turn, language, context.colleague_last, self._encoder)
        reading = self._read(found)
        signals = self._signals(turn, language, found, reading, context)
        if Signal.TO_MACHINE in signals:
            # Words aimed at the scorer earn nothing; the rest is scored as if they were not there.
            rest = without_words_to_machine(turn, language, found)
            if rest != turn:
                found = features.read(rest, language, context.colleague_last, self._encoder)
                reading = self._read(found)
        if Signal.OTHER_LANGUAGE in signals:
            # Nothing in words we cannot read is held for or against anybody.
            return _nothing(self.name, language, signals)
        judged = self._judged(found, reading)
        borrowed = quoted.borrowed(turn, language)
        idle = small_talk(turn, language, context.colleague_last)
        own = {
            **self._without_harm(language, judged, context),
            **self._without_borrowed(turn, language, judged, context, borrowed),
            **self._without_small_talk(language, judged, context, idle),
        }
        reproached = _told_by(reproach.heard, turn, language, judged.found, borrowed)
        mended = _told_by(mending.heard, turn, language, judged.found, borrowed)
        scores = tuple(
            self._explained(step, Level.AGAINST, reproached[step], turn, language, context)
            if step in reproached
            else self._with_what_mends(
                self._score(step, own.get(step, judged), turn, language, context),
                mended,
                turn,
                language,
                context,
            )
            for step in Step
        )
        drift = self._drift(reading, scores)
        if idle:
            does_nothing = all(score.level <= Level.ABSENT for score in scores)
            signals = beside_small_talk(signals, turn, idle, does_nothing=does_nothing)
        if all(mending.heard(sentence.text, language) for sentence in found.sentences):
            signals -= _NOT_IN_WHAT_MENDS
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
        return _Judged(found, reading, levels, self._stated(levels, found, reading))

    def _without_borrowed(
        self,
        turn: str,
        language: Language,
        judged: _Judged,
        context: TurnContext,
        borrowed: list[tuple[int, int]],
    ) -> dict[Step, _Judged]:
        """Steps whose good level was earned in words quoted as another's, or whose harm is plain
        without them: those words earn nothing, and the rest counts as if they were not there."""
        said = [
            n
            for n, one in enumerate(judged.found.sentences)
            if WRITABLE.search(one.text) and not lies_in(one, borrowed)
        ]
        if not borrowed or not said:
            return {}
        rest = self._judged_alone(said, judged.found, language, context)
        return {
            step: rest
            for step, level in judged.levels.items()
            if (
                lies_in(self._earned_by(turn, step, level, judged), borrowed)
                if level > 0
                else rest.states_harm(step)
            )
        }

    def _without_small_talk(
        self,
        language: Language,
        judged: _Judged,
        context: TurnContext,
        idle: list[tuple[int, int]],
    ) -> dict[Step, _Judged]:
        """Steps that stand higher for what is small talk: they count as if it had not been said.
        Harm stays: who is told something and turns to the weather leaves it lying."""
        good = [step for step, level in judged.levels.items() if level > 0]
        if not idle or not good:
            return {}
        said = [n for n, one in enumerate(judged.found.sentences) if not lies_in(one, idle)]
        rest = self._judged_alone(said, judged.found, language, context) if said else None
        nothing = replace(judged, levels=dict.fromkeys(Step, Level.ABSENT), stated=set(Step))
        return dict.fromkeys(good, rest or nothing)

    def _without_harm(
        self, language: Language, judged: _Judged, context: TurnContext
    ) -> dict[Step, _Judged]:
        """Steps that would stand lower, had what is harmful in the turn not been said: nothing is
        done better for a harm beside it, so they count as if it had not been."""
        if not any(level > 0 for level in judged.levels.values()):
            return {}
        marks = judged.found.marks.astype(np.float64)
        harmful = self._heads.card.harm.perhaps(judged.reading.harm_hangs_on(marks))
        left = np.flatnonzero(~harmful).tolist()
        if len(left) in (0, len(harmful)):
            return {}
        rest = self._judged_alone(left, judged.found, language, context)
        return {
            step: rest
            for step, level in judged.levels.items()
            if level > 0 and judged.strength(step) > max(0.0, rest.strength(step))
        }

    def _judged_alone(
        self,
        sentences: Sequence[int],
        found: TurnFeatures,
        language: Language,
        context: TurnContext,
    ) -> _Judged:
        """These sentences, by their numbers, as they would be read had nothing else been said.
        Their places are those in the turn."""
        left = found.only(sentences)
        alone = features.read(" ".join(left.texts), language, context.colleague_last, self._encoder)
        if len(alone.sentences) == len(sentences):
            left = replace(alone, sentences=left.sentences)
        return self._judged(left, self._read(left))

    def _levels(self, reading: Reading) -> dict[Step, Level]:
        found = {}
        for step in Step:
            chances = harms.chance(reading.of_step(step)[:, 0].mean(axis=0))
            found[step] = decide(chances.tolist(), self._heads.card.steps[step])
        return found

    def _stated(
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
        stated = {
            step for step, at in certain.items() if levels[step] > 0 and at >= card.doubt.stated
        }
        against = [
            certain[step] if level is Level.AGAINST else -np.inf for step, level in levels.items()
        ]
        surely = card.harm.surely(reading.harm_hangs_on(found.marks.astype(np.float64)))
        least = [card.steps[step].stated_against for step in levels]
        (harm,) = harms.stated(np.array([against]), np.array([surely.any()]), least)
        return stated | {step for step, told in zip(levels, harm, strict=True) if told}

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
        if level is Level.AGAINST and reproach.only_checks(evidence.text, language):
            # Asked for a yes or a no: that much of a question it is, by its form.
            if step is not Step.ASK:
                return StepScore(step=step, level=Level.ABSENT)
            level = Level.PARTIAL
        unsure = step not in judged.stated or not_stated(step, level, turn, evidence, language)
        return self._explained(step, level, evidence, turn, language, context, doubt=unsure)

    def _with_what_mends(
        self,
        score: StepScore,
        mended: Mapping[Step, Passage],
        turn: str,
        language: Language,
        context: TurnContext,
    ) -> StepScore:
        """The same, as a set phrase that mends has it: that is no harm to any step, and half of its
        own at least."""
        places = [(phrase.start, phrase.end) for phrase in mended.values()]
        by_it = score.evidence is not None and lies_in(score.evidence, places)
        if score.level > Level.ABSENT or (score.level is Level.AGAINST and not by_it):
            return score
        if score.step not in mended:
            return StepScore(step=score.step, level=Level.ABSENT)
        passage = mended[score.step]
        return self._explained(score.step, Level.PARTIAL, passage, turn, language, context)

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
        written = [n for n, one in enumerate(found.sentences) if WRITABLE.search(one.text)]
        sentence = found.sentences[max(written, key=lambda n: shares[n])]
        return quotable(turn, sentence.start, sentence.end)

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
        heard = told_by_rule(turn, language, found)
        for signal in heads.LEARNED_SIGNALS:
            if signal in QUESTIONS and heard & (QUESTIONS | {Signal.LOGISTICS}):
                continue
            if signal is Signal.LEAVES and asks_to_go_on(found, language):
                continue
            name = f"signal:{signal}"
            if reading.chances_apart[0, self._heads.columns[name]] > self._heads.card.flags[name]:
                heard.add(signal)
        if self._says_again(found, language, context.previous_turn):
            heard.add(Signal.REPEATS)
        return frozenset(heard)

    def _says_again(self, found: TurnFeatures, language: Language, previous: str | None) -> bool:
        if not previous:
            return False
        before = features.spoken(read_apart(previous, language))
        if not before or not found.sentences:
            return False
        likeness = found.vectors @ self._encoder.encode(before).T
        return bool(likeness.max(axis=1).min() >= _SAME_AGAIN)


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


def _told_by(
    heard: Callable[[str, Language], Iterable[Step]],
    turn: str,
    language: Language,
    found: TurnFeatures,
    borrowed: list[tuple[int, int]],
) -> dict[Step, Passage]:
    """The steps that set phrases tell of, each with the first that does; none in words that are
    quoted as another's. ``heard``: the steps that one sentence tells of."""
    said = [sentence for sentence in found.sentences if not lies_in(sentence, borrowed)]
    return {
        step: quotable(turn, sentence.start, sentence.end)
        for sentence in reversed(said)
        for step in heard(sentence.text, language)
    }


def _pillar(words: str, language: Language) -> Pillar:
    cues = sheet(language)
    if cues.hears("your_say", words) or cues.hears("take_over", words):
        return Pillar.RESPONSIBLE
    if cues.hears("quality", words) or cues.hears("belittle", words):
        return Pillar.CAPABLE
    return Pillar.VALUABLE
