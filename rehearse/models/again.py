"""What is asked in a question's place, where the same one once more would come to the same."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rehearse.models import Message, ModelRequest
from rehearse.resources import data_root

_TIMES_THE_ROOM = 2


def with_more_room(request: ModelRequest) -> ModelRequest:
    """The same question with twice the allowance: for an answer that ran out of it."""
    return request.model_copy(update={"max_tokens": _TIMES_THE_ROOM * request.max_tokens})


def with_faults(request: ModelRequest, said: str, faults: Sequence[str]) -> ModelRequest:
    """The question, its answer, and what was wrong with that: for an answer not in its form."""
    asked = Message(role="user", content=_again().render(faults=faults))
    answered = Message(role="assistant", content=said)
    return request.model_copy(update={"messages": (*request.messages, answered, asked)})


@cache
def _again() -> Template:
    """What is said to a model whose answer was not in the form."""
    environment = Environment(
        loader=FileSystemLoader(data_root() / "prompts" / "form"),
        undefined=StrictUndefined,
        autoescape=False,  # for a model, not for a page
    )
    return environment.get_template("again.md.j2")
