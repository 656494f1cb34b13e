"""``rehearse app``: opens the app in the browser. It listens on this machine only."""

import contextlib
import os
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

from rehearse.cli.speech import CommandError, CommandTrouble, Speech, settings, speech
from rehearse.conversation.rubric import Language
from rehearse.resources import data_root

HOST = "127.0.0.1"
FIRST_PORT = 8501
LAST_PORT = 8599

_PATIENCE_S = 60
"""How long the app may take to answer before we stop looking for it."""


def run(*, port: int | None, browser: bool, lang: Language | None) -> None:
    """Start the app and stay until it is stopped.

    Raises:
        CommandError: the port asked for is in use, or a setting cannot be used.
        CommandTrouble: no port is free, the page is not installed, or the server did not start.
    """
    settings()
    say = speech(lang)
    page = data_root() / "streamlit_app.py"
    if not page.is_file():
        raise CommandTrouble("no_page", file=page)
    chosen = _port(port, say)
    url = f"http://{HOST}:{chosen}"
    print(say("app.starting"), flush=True)
    if lang is not None:
        os.environ["REHEARSE_LANGUAGE"] = lang
    threading.Thread(
        target=_announce, args=(url, say), kwargs={"browser": browser}, daemon=True
    ).start()
    _serve(page, chosen)


def _port(wanted: int | None, say: Speech) -> int:
    if wanted is not None:
        if is_free(wanted):
            return wanted
        raise CommandError("port_taken", port=wanted)
    found = free_port()
    if found is None:
        raise CommandTrouble("no_port", low=FIRST_PORT, high=LAST_PORT)
    if found != FIRST_PORT:
        print(say("app.other_port", taken=FIRST_PORT, port=found))
    return found


def free_port() -> int | None:
    """The first port of ours that nobody listens on."""
    return next((port for port in range(FIRST_PORT, LAST_PORT + 1) if is_free(port)), None)


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # Without it a port counts as taken for a minute after its last user left.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _announce(url: str, say: Speech, *, browser: bool) -> None:
    """Say when the app answers, and show it."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if _answers(url):
            print(say("app.ready", url=url), flush=True)
            if browser and _has_screen():
                with contextlib.suppress(webbrowser.Error):
                    webbrowser.open(url)
            return
        time.sleep(0.1)


def _answers(url: str) -> bool:
    # A proxy from the environment has no business between this machine and itself.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _has_screen() -> bool:
    """Whether a browser can show itself; on a bare Linux a text browser would take the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _serve(page: Path, port: int) -> None:
    from streamlit.web import cli

    # Through its command, because only that reads the config beside the page. What keeps the app
    # private does not hang on that file being found.
    sys.argv = [
        "streamlit",
        "run",
        str(page),
        f"--server.port={port}",
        f"--server.address={HOST}",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ]
    try:
        cli.main()
    except SystemExit as left:
        if left.code:
            raise CommandTrouble("no_server") from left
