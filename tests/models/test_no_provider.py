"""No test can reach a real provider, whatever key it has."""

import pytest
from pydantic import BaseModel, SecretStr

from rehearse.models import Usage
from rehearse.models.spending import Unlimited
from rehearse.models.through_litellm import LitellmModel
from rehearse.models.trouble import Unreachable
from tests import this_machine
from tests.models.conftest import KEY, PROMPTS, asked

pytestmark = pytest.mark.asyncio(loop_scope="session")

REAL = {
    "openai/gpt-4o-mini": "api.openai.com",
    "anthropic/claude-sonnet-4-5": "api.anthropic.com",
    "gemini/gemini-2.0-flash": "generativelanguage.googleapis.com",
    "mistral/mistral-small-latest": "api.mistral.ai",
    "groq/llama-3.3-70b-versatile": "api.groq.com",
    "openrouter/openai/gpt-4o-mini": "openrouter.ai",
}


class Level(BaseModel):
    level: int


@pytest.mark.parametrize("way", ["stream", "ask"])
@pytest.mark.parametrize("name", REAL)
async def test_no_real_provider_is_reached(name: str, way: str, used: list[Usage]) -> None:
    model = LitellmModel(name, PROMPTS, key=SecretStr(KEY), time_limit_s=20)
    calls = {
        "stream": lambda: anext(model.stream(asked(name), Unlimited(used.append))),
        "ask": lambda: model.ask(asked(name), Level, Unlimited(used.append)),
    }
    with pytest.raises(Unreachable):
        await calls[way]()
    assert set(this_machine.attempts) == {REAL[name]}
    this_machine.attempts.clear()
    assert used == []
