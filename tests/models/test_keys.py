"""Which key a model wants, without asking anybody."""

import pytest
from pydantic import SecretStr

from rehearse.models.keys import KEYLESS, key_variables, missing_key
from rehearse.models.library import litellm

ONE_KEY = ("openai", "anthropic", "gemini", "mistral", "groq", "openrouter", "deepseek", "xai")
ONE_KEY += ("together_ai", "cohere", "perplexity", "fireworks_ai", "cerebras", "nvidia_nim")


@pytest.mark.parametrize("provider", ONE_KEY)
def test_the_variable_is_the_one_that_litellm_reads(provider: str) -> None:
    name = f"{provider}/some-model"
    (variable, *_) = key_variables(name)
    assert variable in litellm().validate_environment(name)["missing_keys"]
    assert missing_key(name, None, None, {}) == variable
    assert missing_key(name, None, None, {variable: ""}) == variable
    assert missing_key(name, None, None, {variable: "sk-1"}) is None


@pytest.mark.parametrize("provider", sorted(KEYLESS))
def test_a_server_of_one_s_own_needs_no_key(provider: str) -> None:
    assert missing_key(f"{provider}/some-model", None, None, {}) is None


def test_a_key_that_is_given_is_enough() -> None:
    assert missing_key("anthropic/c", None, SecretStr("sk-1"), {}) is None
    assert missing_key("anthropic/c", None, SecretStr(""), {}) == "ANTHROPIC_API_KEY"
    assert missing_key("anthropic/c", None, None, {"ANTHROPIC_AUTH_TOKEN": "t"}) is None


def test_only_a_server_that_speaks_openai_s_language_takes_any_key() -> None:
    address = "http://127.0.0.1:1234/v1"
    assert missing_key("openai/local", address, None, {}) is None
    assert missing_key("anthropic/c", address, None, {}) == "ANTHROPIC_API_KEY"


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("gpt-4o", "OPENAI_API_KEY"),
        ("o3-mini", "OPENAI_API_KEY"),
        ("claude-sonnet-4-5", "ANTHROPIC_API_KEY"),
        ("whatever", None),
        ("bedrock/claude", None),
    ],
)
def test_a_name_without_a_provider_is_known_by_its_beginning(
    name: str, variable: str | None
) -> None:
    assert missing_key(name, None, None, {}) == variable
