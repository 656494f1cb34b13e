"""A request's key: the same for the same request, and another one for any other."""

import pytest

from rehearse.models import Message, ModelRequest
from tests.models.conftest import WORDS, asked

WHOLE = asked(answer={"type": "object", "properties": {"level": {"type": "integer"}}})
SYSTEM, OPENING, TURN = WHOLE.messages

OTHERS: dict[str, ModelRequest] = {
    "temperature": WHOLE.model_copy(update={"temperature": 0.8}),
    "temperature of none": WHOLE.model_copy(update={"temperature": 0.0}),
    "room": WHOLE.model_copy(update={"max_tokens": WHOLE.max_tokens * 2}),
    "schema": WHOLE.model_copy(update={"answer": {"type": "object", "properties": {}}}),
    "no schema": WHOLE.model_copy(update={"answer": None}),
    "model": WHOLE.model_copy(update={"model": "openai/local-2"}),
    "order": WHOLE.model_copy(update={"messages": (SYSTEM, TURN, OPENING)}),
    "role": WHOLE.model_copy(
        update={"messages": (SYSTEM, OPENING, Message(role="system", content=WORDS))}
    ),
    "trailing blank": WHOLE.model_copy(
        update={"messages": (SYSTEM, OPENING, Message(role="user", content=f"{WORDS} "))}
    ),
}


@pytest.mark.parametrize("changed", OTHERS)
def test_whatever_changes_in_a_request_changes_its_key(changed: str) -> None:
    assert OTHERS[changed].key() != WHOLE.key()


def test_a_request_that_was_written_down_and_read_again_has_its_key() -> None:
    assert ModelRequest.model_validate_json(WHOLE.model_dump_json()).key() == WHOLE.key()
