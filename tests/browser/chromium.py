"""The browser that looks at the app."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

MISSING = "no Chromium found: install chromium, or run 'playwright install chromium'"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The windows of one reader share what they read of the app's scripts.
    "--process-per-site",
]


def launch(playwright: Playwright) -> Browser | None:
    """The system's Chromium, else the one playwright installed; None where there is neither."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    path = found or playwright.chromium.executable_path
    if not Path(path).exists():
        return None
    return playwright.chromium.launch(executable_path=path, args=_ARGS)
