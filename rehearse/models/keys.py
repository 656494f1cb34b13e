"""Which key a model's provider wants, told from its name alone: nothing is sent or loaded."""

import os
from collections.abc import Mapping

from pydantic import SecretStr

KEYLESS = frozenset({"ollama", "ollama_chat", "hosted_vllm", "lm_studio", "llamafile"})
"""Servers that run on one's own machine, or in one's own house, and ask for no key."""

_OTHERWISE: dict[str, tuple[str, ...]] = {
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "huggingface": ("HUGGINGFACE_API_KEY", "HF_TOKEN"),
    "together_ai": ("TOGETHERAI_API_KEY", "TOGETHER_API_KEY"),
    "perplexity": ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"),
    "fireworks_ai": ("FIREWORKS_AI_API_KEY", "FIREWORKS_API_KEY"),
    # These know who asks by more than one key: litellm reads their own variables, and the call
    # tells what is missing.
    "bedrock": (),
    "sagemaker": (),
    "vertex_ai": (),
    "watsonx": (),
}
"""Where the variable is not called ``PROVIDER_API_KEY``; litellm's names, the first one advised."""

_BARE = {"claude": "anthropic", "gpt": "openai", "chatgpt": "openai", "o1": "openai"}
_BARE |= {"o3": "openai", "o4": "openai"}
"""How names that are written without a provider begin."""


def provider_of(model: str) -> str | None:
    """The provider in a model's name; None where the name does not tell."""
    provider, slash, _ = model.partition("/")
    return provider if slash else _BARE.get(model.partition("-")[0])


def key_variables(model: str) -> tuple[str, ...]:
    """The variables that can hold the key of this model's provider, the usual one first. Empty
    where none is needed, or where only the call can tell."""
    provider = provider_of(model)
    if provider is None or provider in KEYLESS:
        return ()
    return _OTHERWISE.get(provider, (f"{provider.upper()}_API_KEY",))


def missing_key(
    model: str,
    api_base: str | None,
    key: SecretStr | None,
    environment: Mapping[str, str] = os.environ,
) -> str | None:
    """The variable that still wants a key before this model can be asked; None when all is there.

    A server of one's own that speaks OpenAI's language (``openai/`` with an address) needs none.
    """
    if (key and key.get_secret_value()) or (api_base and provider_of(model) == "openai"):
        return None
    variables = key_variables(model)
    if not variables or any(environment.get(variable) for variable in variables):
        return None
    return variables[0]
