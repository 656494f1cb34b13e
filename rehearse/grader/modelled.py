"""The model grader: a second, deeper reading of a turn, by whatever model is configured.

The model reads; what counts is decided in ``found``. What cannot be used of an answer is asked for
once more; after that the step keeps the level that the local grader gave it, and says so.
"""

from rehearse.conversation.rubric import TurnGrade
from rehearse.grader import TurnContext, asking, found
from rehearse.grader.answer import Answer, schema
from rehearse.grader.asking import Question
from rehearse.grader.contract import MODEL
from rehearse.grader.found import Found
from rehearse.grader.prompt import Prompt
from rehearse.language import tell
from rehearse.models import Message, Model, ModelRequest, Purpose, Spent
from rehearse.models.trouble import ModelTrouble, NoAnswer

MOST_TOKENS = 4_000
"""Of an answer. Seven reasons, quotes and rewrites take about 1,000; the rest is for a model that
thinks first. More is refused by some models."""


class ModelGrader:
    """Scores a turn through a model, by the scoring guide as the prompt tells it."""

    def __init__(self, model: Model, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt

    @property
    def name(self) -> str:
        return f"{MODEL}:{self._model.name}:{self._prompt.version[:8]}"

    async def grade(
        self,
        turn: str,
        context: TurnContext,
        local: TurnGrade | None,
        spent: Spent,
    ) -> TurnGrade:
        """Score one turn that has words.

        ``local`` is the local grader's reading, None where it has none: its levels stand in for
        those that the model cannot show, and its signals are kept.

        Raises:
            ModelTrouble: there is no grade by the model; the local one stands.
        """
        language = local.language if local else tell.language_of(turn, context.language)
        question = asking.first(self._prompt, turn, context, language)
        answer = await self._model.ask(self.request(question.messages), Answer, spent)
        first = found.read(answer, question, language)
        if first.wanting:
            second = await self._second(question, answer, first, spent, needed=local is None)
            first = first.with_second(found.read(second, question, language)) if second else first
        grade = found.settled(first, self.name, language, local)
        if grade is None:
            raise NoAnswer(self._model.name)
        return grade

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

    async def _second(
        self, question: Question, answer: Answer, first: Found, spent: Spent, *, needed: bool
    ) -> Answer | None:
        """The answer to what was wanting. None where that brought trouble and the first answer
        will do without."""
        messages = asking.again(self._prompt, question, answer, first.wanting)
        try:
            return await self._model.ask(self.request(messages), Answer, spent)
        except ModelTrouble:
            if needed or not first.scores:
                raise
            return None
