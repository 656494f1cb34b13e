"""Runs something with an eye on its sockets: ``python -m tests.watched FILE MODULE WORDS...``.

Python itself tells of every socket, whoever in the process opens it. What is not on this machine is
refused, and everything asked for is written to FILE, one JSON list a line: nobody can swallow it.
"""

import json
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

WATCHED = {
    "socket.__new__",
    "socket.bind",
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
    "urllib.Request",
}
LOCAL_FAMILIES = {getattr(socket, "AF_UNIX", None), -1}
"""Pairs inside a process; -1: a socket that was made before, and told then."""
THIS_MACHINE = ("127.0.0.1", "localhost", None)


def watch(file: str) -> None:
    told = Path(file).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115 - open to the end

    def hook(event: str, values: tuple[Any, ...]) -> None:
        if event not in WATCHED:
            return
        if event == "socket.__new__":
            family = int(values[1])
            if family not in LOCAL_FAMILIES:
                told.write(json.dumps([event, family]) + "\n")
            return
        about = values[0] if event in ("socket.getaddrinfo", "urllib.Request") else values[-1]
        host = about[0] if isinstance(about, tuple) else about
        if isinstance(host, bytes):
            host = host.decode("utf-8", "replace")
        told.write(json.dumps([event, host]) + "\n")
        if host not in THIS_MACHINE and not str(host).startswith("http://127.0.0.1:"):
            raise PermissionError(f"{event} {host}: not on this machine")

    sys.addaudithook(hook)


if __name__ == "__main__":
    _, told_in, module, *words = sys.argv
    sys.argv = [module, *words]
    watch(told_in)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
