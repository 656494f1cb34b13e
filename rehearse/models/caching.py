"""Messages as they are sent, with marks for the one provider that keeps a prompt only when told."""

from typing import Any

from rehearse.models import Message

_KEEP = {"cache_control": {"type": "ephemeral"}}


def as_sent(messages: list[Message], provider: str | None) -> list[dict[str, Any]]:
    """Plain messages; for Anthropic with a mark at the end of what the next turn repeats: the
    system's words, and the talk up to the last answer. The others find that out by themselves."""
    sent: list[dict[str, Any]] = [message.model_dump() for message in messages]
    if provider != "anthropic":
        return sent
    for role in ("system", "assistant"):
        last = next((message for message in reversed(sent) if message["role"] == role), None)
        if last is not None:
            last["content"] = [{"type": "text", "text": last["content"], **_KEEP}]
    return sent
