"""Whose model a name names."""

import pytest

from rehearse.models.library import litellm
from rehearse.models.names import names_provider, providers, without_secrets, written_whole

HERE = "http://127.0.0.1:1234/v1"


def test_the_providers_are_those_that_litellm_knows() -> None:
    known = {str(getattr(each, "value", each)) for each in litellm().provider_list}
    assert providers() == known, "rehearse/models/providers.txt lists them, sorted"


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("openai/gpt-5-mini", True),
        ("openrouter/meta/llama", True),
        ("gpt-5-mini", True),
        ("opnai/gpt-5-mini", False),
        ("OpenAI/gpt-5-mini", False),
        ("openai", False),
        ("openai/", False),
        ("llama3.1", False),
    ],
)
def test_a_name_names_its_provider(name: str, names: bool) -> None:
    assert names_provider(name) is names


@pytest.mark.parametrize(
    ("name", "base", "meant"),
    [
        ("opnai/gpt-5-mini", None, "openai/gpt-5-mini"),
        ("OpenAI/gpt-5-mini", None, "openai/gpt-5-mini"),
        ("antropic/claude-sonnet-4-5", None, "anthropic/claude-sonnet-4-5"),
        ("gpt-5-mini", None, "openai/gpt-5-mini"),
        ("openai", None, "openai/NAME"),
        ("openai", HERE, "openai/NAME"),
        ("opnai/local", HERE, "openai/local"),
        ("meta-llama/Llama-3.1-8B", HERE, "openai/meta-llama/Llama-3.1-8B"),
        ("llama3.1", HERE, "openai/llama3.1"),
        ("whatever", None, "openai/gpt-5-mini"),
    ],
)
def test_how_a_name_was_meant(name: str, base: str | None, meant: str) -> None:
    assert written_whole(name, base) == meant


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (HERE, HERE),
        ("https://me:sk-very-secret@host:8080/v1", "https://host:8080/v1"),
        ("https://host/v1?key=sk-very-secret#sk-very-secret", "https://host/v1"),
        ("https://host?key=sk-very-secret", "https://host"),
        ("https://a@b:sk-very-secret@host/v1", "https://host/v1"),
        ("me:sk-very-secret@host/v1", "host/v1"),
        (None, None),
    ],
)
def test_an_address_is_shown_without_what_it_is_let_in_by(
    address: str | None, shown: str | None
) -> None:
    assert without_secrets(address) == shown
