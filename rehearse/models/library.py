"""litellm, loaded when it is first needed, and made to keep quiet."""

import asyncio
import logging
import os
import warnings
from collections.abc import Callable, Coroutine, Generator
from functools import cache, wraps
from typing import Any
from weakref import WeakSet

_BEFORE = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_LOG": "ERROR",
}
"""Read by litellm while it is imported: without them it fetches two lists from the network and
reads whatever ``.env`` it finds."""

_TALKATIVE = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "LiteLLM Proxy.stdout")
_TOO_FRANK = ("httpx", "httpcore", "openai")
"""These log addresses, which hold some providers' keys, and at their most talkative all words."""


@cache
def litellm() -> Any:
    """The library itself. Takes some seconds the first time: not for an event loop."""
    os.environ.update(_BEFORE)
    import litellm as library

    library.suppress_debug_info = True
    library.set_verbose = False
    library.disable_hf_tokenizer_download = True
    # One client for all providers, and the one that can be watched.
    library.disable_aiohttp_transport = True
    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
    for name in _TOO_FRANK:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    library.main.completion = _droppable(library.main.completion)
    # Of its own types, at the first name of some providers.
    warnings.filterwarnings("ignore", "Items? .* on TypedDict class .* using", UserWarning)
    _try_out(library)
    return library


def _try_out(library: Any) -> None:
    """Have it answer itself, without a line: half of it is loaded at the first answer only."""
    words = [{"role": "user", "content": "…"}]
    for _ in library.completion("openai/gpt-4o", words, mock_response="…", stream=True):
        pass


class _Begun(Coroutine[Any, Any, Any]):
    """A call that may be dropped before anybody awaits it, without a complaint of Python's."""

    def __init__(self, call: Coroutine[Any, Any, Any]) -> None:
        self._call = call

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._call.__await__()

    def send(self, value: Any) -> Any:
        return self._call.send(value)

    def throw(self, *error: Any) -> Any:
        return self._call.throw(*error)

    def close(self) -> None:
        self._call.close()

    def __del__(self) -> None:
        self.close()


def _droppable(begin: Callable[..., Any]) -> Callable[..., Any]:
    """litellm works out in a thread what is to be awaited; whoever leaves meanwhile never does."""

    @wraps(begin)
    def begun(*args: Any, **kwargs: Any) -> Any:
        found = begin(*args, **kwargs)
        return _Begun(found) if asyncio.iscoroutine(found) else found

    return begun


_used_on: WeakSet[asyncio.AbstractEventLoop] = WeakSet()
"""The loops that calls were made on, until they let go."""


def used_here() -> None:
    """Note that calls are made on the running loop."""
    _used_on.add(asyncio.get_running_loop())


async def let_go() -> None:
    """Close the connections that litellm keeps open. To be awaited on the loop that made the calls,
    before it ends; on another there is nothing to wait for."""
    loop = asyncio.get_running_loop()
    if loop not in _used_on:
        return
    _used_on.discard(loop)
    from litellm.litellm_core_utils.logging_worker import GLOBAL_LOGGING_WORKER
    from litellm.llms.custom_httpx.async_client_cleanup import close_litellm_async_clients

    # Until it starts here, what it would wait for may belong to a loop that ended without this.
    GLOBAL_LOGGING_WORKER.start()
    await GLOBAL_LOGGING_WORKER.stop(discard_pending=True)
    await close_litellm_async_clients()
    litellm().in_memory_llm_clients_cache.flush_cache()
