"""The model grader: a second, deeper reading of a turn, by whatever model is configured.

The model reads; what counts is decided here. A level stands only on words that are in the turn,
letter for letter. What does not is asked for once more; after that the step keeps the level that the
local grader gave it, and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rehearse.conversation.rubric import (
    Drift,
    Language,
    Level,
    Passage,
    Pillar,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.signals import Signal
from rehearse.grader import TurnContext, asking, evidence, explain
from rehearse.grader.answer import Answer, StepAnswer, schema
from rehearse.grader.asking import Hiding, Open, Question
from rehearse.grader.evidence import SentTurn
from rehearse.grader.prompt import Prompt
from rehearse.language import tell
from rehearse.models import Message, Model, ModelRequest, Purpose, Spent
from rehearse.models.trouble import ModelTrouble, NoAnswer

MOST_TOKENS = 4_000
"""Of an answer. Seven reasons, quotes and rewrites take about 1,000; the rest is for a model that
thinks first. More is refused by some models."""
LONGEST_REASON = 300
LONGEST_REWRITE = 600
"""Code points. What is longer is no sentence for a note, and is left out."""
_AROUND = ' "“”„«»'
_DRIFT = "drift"


@dataclass(frozen=True)
class _Found:
    """What of an answer can be used, and what has to be asked for once more."""

    scores: dict[Step, StepScore]
    drift: tuple[Drift, Passage | None] | None
    wanting: dict[str, str | None]
    """By name of a step, or drift: the quote that is not in the turn; None where there is no
    answer."""


class ModelGrader:
    """Scores a turn through a model, by the scoring guide as the prompt tells it."""

    def __init__(self, model: Model, prompt: Prompt, hiding: Hiding | None = None) -> None:
        self._model = model
        self._prompt = prompt
        self._hiding = hiding or Open()

    @property
    def name(self) -> str:
        return f"model:{self._model.name}:{self._prompt.version[:8]}"

    async def grade(
        self, turn: str, context: TurnContext, local: TurnGrade | None, spent: Spent
    ) -> TurnGrade:
        """Score one turn that has words.

        ``local`` is the local grader's reading, None where it has none: its levels stand in for
        those that the model cannot show, and its signals are kept.

        Raises:
            ModelTrouble: there is no grade by the model; the local one stands.
        """
        language = local.language if local else tell.language_of(turn, context.language)
        question = asking.first(self._prompt, turn, context, language, self._hiding)
        answer = await self._model.ask(self.request(question.messages), Answer, spent)
        found = self._found(answer, question.turn, language)
        if found.wanting:
            found = await self._once_more(question, answer, found, language, local, spent)
        return self._settled(found, language, local)

    def request(self, messages: tuple[Message, ...]) -> ModelRequest:
        """The request that holds these messages."""
        return ModelRequest(
            purpose=Purpose.GRADE,
            model=self._model.name,
            messages=messages,
            answer=schema(),
            max_tokens=MOST_TOKENS,
            temperature=0,
        )

    async def _once_more(
        self,
        question: Question,
        answer: Answer,
        found: _Found,
        language: Language,
        local: TurnGrade | None,
        spent: Spent,
    ) -> _Found:
        """What was found, with what a second answer adds to it. Where that one fails, the first
        is still good for the rest, as long as the local grade can fill what it lacks."""
        messages = asking.again(self._prompt, question, answer, found.wanting)
        try:
            second = await self._model.ask(self.request(messages), Answer, spent)
        except ModelTrouble:
            if local is None or not found.scores:
                raise
            return found
        added = self._found(second, question.turn, language)
        scores = {step: score for step, score in added.scores.items() if step in found.wanting}
        return _Found(
            scores=found.scores | scores,
            drift=found.drift or added.drift,
            wanting={},
        )

    def _found(self, answer: Answer, turn: SentTurn, language: Language) -> _Found:
        scores: dict[Step, StepScore] = {}
        wanting: dict[str, str | None] = {}
        for step in Step:
            given = _the_one(given for given in answer.steps if given.step is step)
            score = self._score(given, answer.pillar, turn, language) if given else None
            if score:
                scores[step] = score
            else:
                wanting[step] = given.quote if given else None
        drift = _drift(answer, turn)
        if drift is None:
            wanting[_DRIFT] = answer.drift_quote
        return _Found(scores, drift, wanting)

    def _score(
        self, given: StepAnswer, pillar: Pillar | None, turn: SentTurn, language: Language
    ) -> StepScore | None:
        """The step's score, or None where its quote is not in the turn."""
        level = Level(given.level)
        if level is Level.ABSENT:
            return StepScore(step=given.step, level=level)
        passage = evidence.find(given.quote, turn)
        if passage is None:
            return None
        mendable = level in (Level.AGAINST, Level.PARTIAL)
        return StepScore(
            step=given.step,
            level=level,
            evidence=passage,
            reason=self._reason(given, level, passage, language),
            rewrite=self._said(given.rewrite, LONGEST_REWRITE) if mendable else None,
            pillar=pillar if given.step is Step.WORTH else None,
        )

    def _reason(
        self, given: StepAnswer, level: Level, passage: Passage, language: Language
    ) -> Reason:
        """The guide's own reason, with the model's sentence beside it."""
        reason = explain.reason(given.step, level, passage, language)
        said = self._said(given.reason, LONGEST_REASON)
        return reason.model_copy(update={"said": {language: said}}) if said else reason

    def _said(self, text: str, longest: int) -> str | None:
        """A model's sentence as it can be shown, on one line."""
        line = " ".join(self._hiding.restore(text).split()).strip(_AROUND)
        fits = len(line) <= longest and line.isprintable()
        return line if line and fits else None

    def _settled(self, found: _Found, language: Language, local: TurnGrade | None) -> TurnGrade:
        if not found.scores or (local is None and len(found.scores) < len(Step)):
            raise NoAnswer(self._model.name)
        drift, passage = found.drift or _drift_of(local)
        return TurnGrade(
            grader=self.name,
            language=language,
            scores=tuple(_stands(step, found.scores.get(step), local) for step in Step),
            drift=drift,
            drift_evidence=passage,
            signals=local.signals if local else frozenset(),
        )


def _the_one(given: Iterable[StepAnswer]) -> StepAnswer | None:
    """What was answered, where that was done once."""
    answers = tuple(given)
    return answers[0] if len(answers) == 1 else None


def _drift(answer: Answer, turn: SentTurn) -> tuple[Drift, Passage | None] | None:
    """The drift with its words; None where these are not in the turn."""
    if answer.drift is Drift.NONE:
        return Drift.NONE, None
    passage = evidence.find(answer.drift_quote, turn)
    return (answer.drift, passage) if passage else None


def _drift_of(local: TurnGrade | None) -> tuple[Drift, Passage | None]:
    return (local.drift, local.drift_evidence) if local else (Drift.NONE, None)


def _stands(step: Step, score: StepScore | None, local: TurnGrade | None) -> StepScore:
    """The score that counts: the model's, or the local grader's, marked, where the model shows no
    words for its own, or goes higher on a turn that speaks to whoever scores it."""
    if local is None:
        assert score is not None
        return score
    swayed = Signal.TO_MACHINE in local.signals
    if score is None or (swayed and score.level > _counted(local[step])):
        return local[step].model_copy(update={"by": "local"})
    return score


def _counted(score: StepScore) -> Level:
    return Level.ABSENT if score.doubt else score.level
