"""Which process carries a turn, and whether that process still lives.

A lease's owner reads ``machine|pid|started|service|claim``. The pid alone would be a trap: it is
handed out again, and means nothing on another machine or in another container.
"""

import os
import secrets
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from rehearse.store.rows import Lease

LEASE = timedelta(seconds=10)
RENEW_EVERY_S = 3.0


class Holder:
    """One service in one process, which takes leases in its own name."""

    def __init__(self) -> None:
        pid = os.getpid()
        self._name = f"{_machine()}|{pid}|{_started(pid) or ''}|{secrets.token_hex(4)}"

    def lease(self, now: datetime) -> Lease:
        """A new lease, unlike any before it, so that no two claims are taken for each other."""
        return Lease(f"{self._name}|{secrets.token_hex(4)}", now + LEASE)

    def holds(self, lease: Lease) -> bool:
        return lease.owner.startswith(f"{self._name}|")


def run_out(lease: Lease | None, now: datetime) -> bool:
    """Whether a turn under this lease is free to be taken over."""
    return lease is None or lease.until <= now or _dead(lease.owner)


def _dead(owner: str) -> bool:
    """Whether the owner was a process of this machine that is gone. In doubt it lives."""
    machine, pid, started, *_ = owner.split("|")
    if machine != _machine():
        return False
    now = _started(int(pid))
    if now is None:
        return os.name == "posix" and not _exists(int(pid))
    return bool(started) and now != started


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str | None:
    """When a process started, as Linux counts it; empty when it has died and only its number is
    left; None when nothing can be seen of it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    # The name in brackets may hold anything, brackets and blanks too; fields count from its end.
    fields = stat[stat.rindex(b")") + 2 :].split()
    state, started = fields[0], fields[19]
    return "" if state in (b"Z", b"X") else started.decode()


@cache
def _machine() -> str:
    """This machine since it was switched on, or this container on it."""
    boot, space = "", ""
    # Where this is not Linux, the host's name has to do.
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        space = Path("/proc/self/ns/pid").readlink().name
    return f"{socket.gethostname()}/{boot}/{space}".replace("|", "_")
