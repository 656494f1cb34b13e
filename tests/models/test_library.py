"""litellm is loaded when it is needed, and then keeps to itself."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearse.models import library
from rehearse.models.counting import is_priced

TRIED_OUT = "::1"
"""urllib3 looks whether this machine knows IPv6."""


def test_litellm_is_not_loaded_before_it_is_needed() -> None:
    look = (
        "import sys, rehearse.models.through_litellm, rehearse.models.fake, rehearse.privacy;"
        "sys.exit(bool({'litellm', 'openai'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


async def test_a_loop_that_made_no_calls_has_nothing_to_let_go() -> None:
    """Others of this process may have; to wait for what is theirs would never end."""
    library.litellm()
    await asyncio.wait_for(library.let_go(), timeout=1)


def _closed(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_until_complete(library.let_go())


def _cut(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))


def _still_there(loop: asyncio.AbstractEventLoop) -> None:
    """As a loop in another thread is."""


@pytest.mark.parametrize("other", [_closed, _cut, _still_there])
def test_what_another_loop_left_is_not_waited_for(
    other: Callable[[asyncio.AbstractEventLoop], None],
) -> None:
    """A call that never gets its answer does not bring litellm's worker to its own loop."""
    library.litellm()
    from litellm.litellm_core_utils.logging_worker import GLOBAL_LOGGING_WORKER

    async def answered() -> None:
        library.used_here()
        GLOBAL_LOGGING_WORKER.start()

    async def unanswered() -> None:
        library.used_here()
        await asyncio.wait_for(library.let_go(), timeout=0.5)

    elsewhere = asyncio.new_event_loop()
    elsewhere.run_until_complete(answered())
    other(elsewhere)
    asyncio.run(unanswered())
    _cut(elsewhere)
    elsewhere.close()


def test_loading_litellm_asks_for_nothing_and_says_nothing(tmp_path: Path) -> None:
    told, loading = tmp_path / "sockets", tmp_path / "loading.py"
    loading.write_text("from rehearse.models.library import litellm\nlitellm()\n", "utf-8")
    command = [sys.executable, "-m", "tests.watched", str(told), "loading"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    asked_for = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    assert [about for event, about in asked_for if event != "socket.__new__"] in ([], [TRIED_OUT])


def test_a_price_is_known_or_not() -> None:
    known = ("openai/gpt-5-mini", "anthropic/claude-sonnet-4-5", "ollama_chat/llama3.1")
    assert all(is_priced(model) for model in known)
    assert not is_priced("openai/my-own-model")
