"""What a model is asked about a turn. Pure: from a turn and what it is read with to messages.

The rules come first and never change, the turn last; nothing in between grows with the talk.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rehearse.conversation.rubric import Language
from rehearse.grader import TurnContext
from rehearse.grader.answer import Answer
from rehearse.grader.evidence import SentTurn
from rehearse.grader.prompt import Prompt
from rehearse.language import sentences
from rehearse.models import Message
from rehearse.models.harmless import harmless

MOST_BEFORE = 600
"""Code points of the manager's turn before that are sent: its last sentences, which the
colleague answered."""


@dataclass(frozen=True)
class Question:
    """A turn as a model is asked about it."""

    messages: tuple[Message, ...]
    turn: SentTurn


def as_sent(turn: str) -> SentTurn:
    """The turn beside the form of it that a request can hold."""
    return SentTurn(turn, harmless(turn))


def first(prompt: Prompt, turn: str, context: TurnContext, language: Language) -> Question:
    """The question about a turn in this language."""
    sent = as_sent(turn)
    situation = context.scenario.words.brief if context.scenario else None

    def shown(text: str | None) -> str:
        return harmless(text).strip() if text else ""

    said = prompt.turn.render(
        situation=shown(situation),
        before=sentences.ending(shown(context.previous_turn), MOST_BEFORE),
        colleague=shown(context.colleague_last),
        turn=sent.shown,
        language=language,
    )
    rules = Message(role="system", content=prompt.rules.render())
    return Question((rules, Message(role="user", content=said)), sent)


def again(
    prompt: Prompt, question: Question, answer: Answer, wanting: Mapping[str, str | None]
) -> tuple[Message, ...]:
    """The second question: what of the answer cannot be used, by the quote that was given for it;
    None where a step was not answered, or twice."""
    quotes = {name: quote and harmless(quote) for name, quote in wanting.items()}
    return (
        *question.messages,
        Message(role="assistant", content=answer.model_dump_json()),
        Message(role="user", content=prompt.again.render(wanting=quotes)),
    )
