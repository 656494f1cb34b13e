"""Whatever order messages are in, what is sent is in the order that every server takes."""

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from rehearse.models import Message
from rehearse.models.roles import in_order
from tests.models.provider import in_strict_order

ROLES: list[Literal["system", "user", "assistant"]] = ["system", "user", "assistant"]
MESSAGES = st.lists(st.builds(Message, role=st.sampled_from(ROLES), content=st.sampled_from("abc")))


@given(MESSAGES)
def test_the_order_is_strict_and_no_word_is_lost(messages: list[Message]) -> None:
    asked = [*messages, Message(role="user", content="d")]
    sent = in_order(asked)
    assert in_strict_order([message.model_dump() for message in sent])
    told = "\n\n".join(message.content for message in sent if message.content != "…")
    assert told.replace("…\n\n", "") == "\n\n".join(message.content for message in asked)


@given(MESSAGES)
def test_what_is_in_order_stays_as_it_is(messages: list[Message]) -> None:
    once = in_order(messages)
    assert in_order(once) == once


@given(MESSAGES, MESSAGES)
def test_what_is_said_later_changes_nothing_before(
    messages: list[Message], later: list[Message]
) -> None:
    answered = [
        *messages,
        Message(role="user", content="q"),
        Message(role="assistant", content="a"),
    ]
    before = in_order(answered)
    assert in_order([*answered, Message(role="user", content="q"), *later])[: len(before)] == before
