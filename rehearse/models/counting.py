"""What a call took, in tokens and dollars."""

from decimal import Decimal
from typing import Any

from rehearse.models import ModelRequest, Usage
from rehearse.models.keys import KEYLESS, provider_of
from rehearse.models.library import litellm

_LETTERS_A_TOKEN = 4
"""A rule of thumb, for calls that ended before the provider had counted them."""


def counted(request: ModelRequest, usage: Any) -> Usage:
    """A call as the provider counted it. ``usage`` is litellm's."""
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        purpose=request.purpose,
        model=request.model,
        prompt_tokens=usage.prompt_tokens or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
        answer_tokens=usage.completion_tokens or 0,
        cost=_cost(request.model, usage),
    )


def estimated(request: ModelRequest, said: str) -> Usage:
    """A call that broke off or was left, by its length."""
    asked = sum(len(message.content) for message in request.messages)
    usage = litellm().Usage(
        prompt_tokens=-(-asked // _LETTERS_A_TOKEN),
        completion_tokens=-(-len(said) // _LETTERS_A_TOKEN),
    )
    return counted(request, usage)


def is_priced(model: str) -> bool:
    """Whether it is known what a model costs. Loads litellm."""
    some = litellm().Usage(prompt_tokens=1_000, completion_tokens=1_000)
    return _cost(model, some) is not None


def _cost(model: str, usage: Any) -> Decimal | None:
    """US dollars by litellm's own list of prices; None where the model is not in it."""
    if provider_of(model) in KEYLESS - {"hosted_vllm"}:
        return Decimal(0)
    try:
        prompt, answer = litellm().cost_per_token(model=model, usage_object=usage)
    except Exception:  # noqa: BLE001 - it raises what it likes for a model that it has no price of
        return None
    # It also says zero for models of a known provider that it does not know.
    return Decimal(str(round(prompt + answer, 12))) if prompt + answer > 0 else None
