"""Language models: what is asked of them, what comes back, and what can go wrong.

One seam for any provider. Behind it, ``litellm`` is known to one module alone.
"""

import hashlib
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel

from rehearse.conversation.rubric import Frozen


class Purpose(StrEnum):
    """What a call is for; stands beside its cost."""

    REPLY = "reply"
    REPAIR = "repair"
    GRADE = "grade"
    PROBE = "probe"


class Message(Frozen):
    """One message of a request."""

    role: Literal["system", "user", "assistant"]
    content: str


class ModelRequest(Frozen):
    """All that a model is asked. The same request has the same key, on any machine.

    ``max_tokens`` bounds the answer; ``temperature`` is left to the provider when None.
    """

    purpose: Purpose
    model: str
    """The name as litellm writes it: ``provider/model``."""
    messages: tuple[Message, ...]
    answer: dict[str, Any] | None = None
    """The JSON schema of the answer where one is wanted in a form; None for plain words."""
    max_tokens: int
    temperature: float | None = None

    def key(self) -> str:
        """A hash over all of it."""
        plain = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(plain.encode()).hexdigest()


class Usage(Frozen):
    """What one call took, as the provider counted it."""

    purpose: Purpose
    model: str
    prompt_tokens: int
    cached_tokens: int = 0
    """How many of the prompt's tokens the provider had kept from an earlier call."""
    answer_tokens: int
    cost: Decimal | None
    """US dollars; None where the model's price is not known."""


class Spent(Protocol):
    """Keeps what calls take, and says when that is enough."""

    def __call__(self, took: Usage) -> None:
        """Told of each try of a call once it is over, also of one that failed after it had used
        something."""
        ...

    async def allow(self, model: str) -> None:
        """Asked before each try of a call.

        Raises:
            BudgetSpent: what may be spent is spent, and no other try is to be made.
        """
        ...


Answer = TypeVar("Answer", bound=BaseModel)


class Model(Protocol):
    """A model of any provider. Lives on one event loop; cancelling a call stops its request.

    Both calls raise ``ModelTrouble`` (``rehearse.models.trouble``) and nothing else that a
    provider, a line or a model can bring about; each has one time limit for all its tries.
    """

    @property
    def name(self) -> str:
        """The model's name as litellm writes it."""
        ...

    def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        """The answer's words in the pieces in which they come. A try that breaks off after the
        first piece is not made again; one that spent its allowance before it is made once more,
        with twice as much."""
        ...

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        """An answer in the form of ``kind``, validated; asked for once more where it is not, with
        twice the allowance where that had run out."""
        ...
