"""What keeps a model from being asked is known before anything is sent."""

import pytest
from pydantic import SecretStr

from rehearse.models.lacking import lacking
from rehearse.models.trouble import KeyMissing, ModelTrouble, NoSuchProvider


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTROPIC_API_KEY"):
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize(
    ("name", "key", "trouble"),
    [
        ("anthropic/claude", "", KeyMissing),
        ("anthropic/claude", "sk-1", None),
        # A slip of the pen is told as one, and no key is asked for that nobody has.
        ("antropic/claude", "", NoSuchProvider),
        ("antropic/claude", "sk-1", NoSuchProvider),
        ("ollama_chat/llama3.1", "", None),
        # litellm knows some names without a provider.
        ("command-r", "", None),
    ],
)
def test_a_name_and_a_key_tell(name: str, key: str, trouble: type[ModelTrouble] | None) -> None:
    found = lacking(name, None, SecretStr(key))
    assert type(found) is (trouble or type(None))


def test_the_message_says_how_it_was_meant() -> None:
    found = lacking("antropic/claude", None, None)
    assert found is not None
    assert "anthropic/claude" in found.message("en")
    assert found.model == "antropic/claude"
