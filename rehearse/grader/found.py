"""What a model's answer comes to. Pure: from an answer and the turn to levels that stand.

A level stands only on words that are in the turn, letter for letter.
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
from rehearse.grader import evidence, explain
from rehearse.grader.answer import Answer, StepAnswer
from rehearse.grader.asking import Question
from rehearse.grader.evidence import SentTurn

LONGEST_REASON = 300
LONGEST_REWRITE = 600
"""Code points. What is longer is no sentence for a note, and is left out."""
MOST_STEPS = 4
"""How many steps the same words can earn. Of 93 turns that readers graded, one earned more by one
sentence; a turn that asks for marks, and a model that obeys, earn seven."""
MOST_CLEAR = 5
"""How many steps a turn can take clearly. Of 13,251 labelled turns 66 took more, and 27 touched all
seven; a model that does as the turn tells it gives seven."""
_AROUND = ' "“”„«»'
DRIFT = "drift"


@dataclass(frozen=True)
class Found:
    """What of an answer can be used, and what has to be asked for once more."""

    scores: dict[Step, StepScore]
    drift: tuple[Drift, Passage | None] | None
    wanting: dict[str, str | None]
    """By name of a step, or ``DRIFT``: the quote that is not in the turn, or leaves out its "not";
    None where a step was not answered, or twice."""

    def with_second(self, second: "Found") -> "Found":
        """With what a second answer adds where the first was wanting, and only there."""
        added = {step: score for step, score in second.scores.items() if step in self.wanting}
        drift = self.drift or (second.drift if DRIFT in self.wanting else None)
        return Found(scores=self.scores | added, drift=drift, wanting={})


def read(answer: Answer, question: Question, language: Language) -> Found:
    """The levels of an answer whose words are in the turn."""
    scores: dict[Step, StepScore] = {}
    wanting: dict[str, str | None] = {}
    for step in Step:
        given = _the_one(given for given in answer.steps if given.step is step)
        score = _score(given, answer.pillar, question, language) if given else None
        if score:
            scores[step] = score
        else:
            wanting[step.value] = given.quote if given else None
    drift = _drift(answer, question)
    if drift is None:
        wanting[DRIFT] = answer.drift_quote
    return Found(scores, drift, wanting)


def shown(given: StepAnswer, turn: SentTurn, language: Language) -> Passage | None:
    """The words of the turn that an answer shows for its level; None where its quote is not in the
    turn, or leaves out its "not"."""
    passage = evidence.find(given.quote, turn)
    if passage is None or evidence.without_its_no(passage, turn, language):
        return None
    return passage


def settled(
    found: Found, grader: str, language: Language, local: TurnGrade | None
) -> TurnGrade | None:
    """The grade that counts: where the model shows no words, the local level stands, marked.

    None where the model shows nothing at all, or there is no local grade to fill what it lacks.
    """
    scores = _credible(found.scores)
    if not found.scores or (local is None and len(scores) < len(Step)):
        return None
    drift, passage = found.drift or (
        (local.drift, local.drift_evidence) if local else (Drift.NONE, None)
    )
    return TurnGrade(
        grader=grader,
        language=language,
        scores=tuple(_stands(scores.get(step), step, local) for step in Step),
        drift=drift,
        drift_evidence=passage,
        # What the colleague reacts to was decided on the local reading and stays with it.
        signals=local.signals if local else frozenset(),
    )


def _the_one(given: Iterable[StepAnswer]) -> StepAnswer | None:
    """What was answered, where that was done once."""
    answers = tuple(given)
    return answers[0] if len(answers) == 1 else None


def _score(
    given: StepAnswer, pillar: Pillar | None, question: Question, language: Language
) -> StepScore | None:
    """The step's score, or None where its quote is not in the turn, or leaves out its "not"."""
    level = Level(given.level)
    if level is Level.ABSENT:
        return StepScore(step=given.step, level=level)
    passage = shown(given, question.turn, language)
    if passage is None:
        return None
    reason = explain.reason(given.step, level, passage, language)
    sentence = _line(given.reason, LONGEST_REASON)
    mended = level in (Level.AGAINST, Level.PARTIAL)
    return StepScore(
        step=given.step,
        level=level,
        evidence=passage,
        reason=Reason(
            code=reason.code, slots=reason.slots, said={language: sentence} if sentence else {}
        ),
        rewrite=_line(given.rewrite, LONGEST_REWRITE) if mended else None,
        pillar=pillar if given.step is Step.WORTH else None,
    )


def _line(text: str, longest: int) -> str | None:
    """A model's words as they can be shown, on one line; None where they cannot."""
    line = " ".join(text.split()).strip(_AROUND)
    return line if line and len(line) <= longest and line.isprintable() else None


def _drift(answer: Answer, question: Question) -> tuple[Drift, Passage | None] | None:
    """The drift with its words; None where these are not in the turn."""
    if answer.drift is Drift.NONE:
        return Drift.NONE, None
    passage = evidence.find(answer.drift_quote, question.turn)
    return (answer.drift, passage) if passage else None


def _credible(scores: dict[Step, StepScore]) -> dict[Step, StepScore]:
    """The scores without those that too many steps earn by the same words; without any that is
    good, where too many are."""
    good = [score for score in scores.values() if score.level > 0]
    clear = sum(score.level is Level.CLEAR for score in good)
    if clear > MOST_CLEAR or len(good) == len(Step):
        return {step: score for step, score in scores.items() if score.level <= 0}
    earned = [score.evidence for score in good if score.evidence]

    def crowded(score: StepScore) -> bool:
        at = score.evidence
        if at is None or score.level <= 0:
            return False
        return sum(at.start < it.end and it.start < at.end for it in earned) > MOST_STEPS

    return {step: score for step, score in scores.items() if not crowded(score)}


def _stands(score: StepScore | None, step: Step, local: TurnGrade | None) -> StepScore:
    """The model's score; or the local grader's, marked, where the model shows no words for its
    own, or goes higher on a turn that speaks to whoever scores it."""
    if local is None:
        assert score is not None
        return score
    swayed = Signal.TO_MACHINE in local.signals
    if score is None or (swayed and score.level > _counted(local[step])):
        return local[step].model_copy(update={"by": "local"})
    return score


def _counted(score: StepScore) -> Level:
    return Level.ABSENT if score.doubt else score.level
