"""Messages in the one order that every server takes: system, then user and assistant by turns."""

from collections.abc import Iterable
from itertools import groupby

from rehearse.models import Message

_SILENCE = "…"
"""Stands where a server wants the user to speak first and nobody did."""


def in_order(messages: Iterable[Message]) -> list[Message]:
    """The same words in strict order; neighbours of one role become one message.

    Some servers, and the chat templates of many open models, refuse a system message that is not
    the first, two neighbours of one role, and a talk that the assistant begins. What the system
    says later on is said by the user then, at the same place.
    """
    ordered: list[Message] = []
    for message in messages:
        late = message.role == "system" and any(said.role != "system" for said in ordered)
        ordered.append(message.model_copy(update={"role": "user"}) if late else message)
    first = next((message for message in ordered if message.role != "system"), None)
    if first is None or first.role == "assistant":
        ordered.insert(
            sum(message.role == "system" for message in ordered),
            Message(role="user", content=_SILENCE),
        )
    return [
        Message(role=role, content="\n\n".join(message.content for message in same))
        for role, same in groupby(ordered, key=lambda message: message.role)
    ]
