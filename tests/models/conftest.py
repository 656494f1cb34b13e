"""One loop for all tests of this folder, as the product has one; litellm is loaded once."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from rehearse.models import Message, ModelRequest, Purpose, Usage, library, through_litellm
from rehearse.models.spending import Unlimited
from rehearse.resources import data_root
from tests.models.provider import Provider

KEY = "sk-this-is-the-secret-0123456789"
PROMPTS = data_root() / "prompts"
WORDS = "Ik had het je in maart beloofd en toen bleef het stil."


def asked(model: str = "openai/local", **changes: object) -> ModelRequest:
    """A request like those of a turn."""
    request = ModelRequest(
        purpose=Purpose.REPLY,
        model=model,
        messages=(
            Message(role="system", content="You are Noor."),
            Message(role="assistant", content="Je wilde me spreken?"),
            Message(role="user", content=WORDS),
        ),
        max_tokens=200,
    )
    return request.model_copy(update=changes)


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def _loaded() -> AsyncIterator[None]:
    library.litellm()
    with Provider() as provider:  # what is loaded at the first call shall not count as slowness
        model = through_litellm.LitellmModel("openai/local", PROMPTS, api_base=provider.address)
        async for _ in model.stream(asked(), Unlimited()):
            pass
    yield
    await library.let_go()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture
def used() -> list[Usage]:
    """What calls report, by its ``append``."""
    return []
