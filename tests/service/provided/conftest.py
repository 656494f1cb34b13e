"""The whole app, wired once from an ``.env``, on one loop, as the product has one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from rehearse import assembly
from rehearse.grader.local import LocalGrader
from rehearse.models import library
from rehearse.settings import Settings
from tests.models.provider import Provider, says
from tests.service.provided.stage import KEY, Stage, reads

AMPLE_S = 20.0
"""For calls that end by themselves, however busy the machine."""
SHORT_S = 0.6
"""For those that have to be ended."""


def _built(folder: Path, provider: Provider, limit_s: float) -> assembly.App:
    """Wired as for people: all that is chosen stands in an ``.env``."""
    folder.mkdir()
    env = folder / ".env"
    env.write_text(
        f"REHEARSE_MODEL=openai/local\nREHEARSE_API_BASE={provider.address}\n"
        f"REHEARSE_TIME_LIMIT={limit_s}\nOPENAI_API_KEY={KEY}\n"
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("REHEARSE_ENV_FILE", str(env))
        return assembly.build(Settings(data_dir=folder / "data"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Stage, Stage]]:
    """With ample and with little time a call; grader, encoder and litellm are loaded once."""
    folder = tmp_path_factory.mktemp("provided")
    grader = LocalGrader.load()
    with Provider(key=KEY) as provider:
        apps = [_built(folder / str(s), provider, s) for s in (AMPLE_S, SHORT_S)]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(LocalGrader, "load", staticmethod(lambda: grader))
            for app in apps:
                app._lazy.load()
        ample, short = (Stage(app, provider) for app in apps)
        # What is loaded at the first turn shall not count as slowness.
        provider.plan("words", says("In maart, ja."))
        provider.plan("form", says(reads({})))
        await ample.say("Ik heb niets gezegd.", await ample.begin())
        yield ample, short
        for app in apps:
            await app.rehearsing.rest()
            app._store.close()
    await library.let_go()


@pytest.fixture
def stage(stages: tuple[Stage, Stage]) -> Stage:
    """With ample time, and a provider that nothing was asked of yet."""
    stages[0].provider.requests.clear()
    return stages[0]
