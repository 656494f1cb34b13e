"""What is asked in a question's place, where the same one once more would come to the same."""

from collections.abc import Sequence
from pathlib import Path

from rehearse.models import Message, ModelRequest
from rehearse.prompts import filled

_TIMES_THE_ROOM = 2


def with_more_room(request: ModelRequest) -> ModelRequest:
    """The same question with twice the allowance: for an answer that ran out of it."""
    return request.model_copy(update={"max_tokens": _TIMES_THE_ROOM * request.max_tokens})


def with_faults(
    request: ModelRequest, prompts: Path, said: str, faults: Sequence[str]
) -> ModelRequest:
    """The question, its answer, and what was wrong with that: for an answer not in its form.
    ``prompts``: the folder with what models are asked with.

    Raises:
        BadFile: its words for that cannot be read.
    """
    again = Message(role="user", content=filled(prompts, "form", "again.md.j2", faults=faults))
    answered = Message(role="assistant", content=said)
    return request.model_copy(update={"messages": (*request.messages, answered, again)})
