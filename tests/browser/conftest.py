"""The app as it is started for people, and a Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium: the system's, else the one playwright installed."""
    with sync_playwright() as playwright:
        found = next((path for name in NAMES if (path := shutil.which(name))), None)
        path = found or playwright.chromium.executable_path
        if not Path(path).exists():
            missing = "no Chromium found: install chromium, or run 'playwright install chromium'"
            if os.environ.get("REHEARSE_REQUIRE_BROWSER") == "1":
                pytest.fail(missing)
            pytest.skip(missing)
        launched = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app answers; started once, with a data folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("app")
    command = ["-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | {"REHEARSE_DATA_DIR": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    here = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{here}/_stcore/health")
        yield here
    finally:
        server.terminate()
        server.wait(20)
    said = (folder / "server.log").read_text("utf-8")
    assert "Traceback" not in said, said


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the app did not start within 30 seconds")


class Screen:
    """One browser window on the app, and what its reader does there."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(20_000)
        self.hosts: set[str] = set()
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def begin(self, situation: str = "promised-raise") -> None:
        self.page.goto(self.address)
        self.page.click(f".st-key-start-{situation} button")
        self.page.wait_for_selector("textarea")
        self.page.wait_for_selector(".st-key-live[role=status]", state="attached")

    def send(self, words: str) -> None:
        self.page.fill("textarea", words)
        self.page.keyboard.press("Control+Enter")

    def answered(self, turn: int) -> None:
        """Wait until the colleague has answered a turn and the box is open again."""
        self.page.wait_for_selector(f".st-key-ways-{turn} button")
        self.page.wait_for_selector("textarea")

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()

    def fits(self) -> bool:
        """Whether nothing sticks out sideways."""
        script = "document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth"
        return bool(self.page.evaluate(script))


@pytest.fixture
def screen(browser: Browser, address: str) -> Iterator[Callable[..., Screen]]:
    """Opens windows; each is a reader of its own."""
    opened: list[BrowserContext] = []

    def open_(locale: str = "en-GB", width: int = 1280, **more: Any) -> Screen:
        size = {"width": width, "height": 800}
        opened.append(browser.new_context(locale=locale, viewport=size, **more))
        return Screen(opened[-1].new_page(), address)

    yield open_
    for context in opened:
        context.close()
