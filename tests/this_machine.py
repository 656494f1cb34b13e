"""Keeps a test run on this machine: no address beyond it is looked up or connected to.

For this process; what a test starts apart finds no key and no model to ask (``without_keys``).
"""

import ipaddress
import os
import socket
from collections.abc import Callable
from typing import Any

attempts: list[str] = []
"""What was refused since somebody last looked: a refusal may be swallowed, this is not."""


class BeyondThisMachine(PermissionError):
    """Somebody tried to leave."""


def stay() -> None:
    """From now on."""
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _kept(getattr(socket.socket, name)))
    looked_up = socket.getaddrinfo

    def look_up(host: Any, *values: Any, **more: Any) -> Any:
        _refuse_unless_here(host)
        return looked_up(host, *values, **more)

    socket.getaddrinfo = look_up


def without_keys() -> None:
    """Whoever runs the tests keeps keys and models to themselves."""
    for name in tuple(os.environ):
        if name.endswith(("_API_KEY", "_AUTH_TOKEN", "_API_BASE", "_BASE_URL")) or name in (
            "REHEARSE_MODEL",
            "REHEARSE_GRADER_MODEL",
            "REHEARSE_BUDGET",
        ):
            del os.environ[name]


def _kept(go: Callable[..., Any]) -> Callable[..., Any]:
    def kept(self: socket.socket, *values: Any) -> Any:
        address = values[-1]
        if isinstance(address, tuple):  # others are files, or pairs inside this process
            _refuse_unless_here(address[0])
        return go(self, *values)

    return kept


def _refuse_unless_here(host: Any) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        here = ipaddress.ip_address(name).is_loopback
    except ValueError:
        here = False
    if not here:
        attempts.append(str(name))
        raise BeyondThisMachine(f"{name} is not on this machine")
