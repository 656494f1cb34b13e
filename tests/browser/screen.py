"""One browser window on the app, and what its reader does there."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
)

Open = Callable[..., "Screen"]

BOX = ".st-key-foot textarea"
LIVE = ".st-key-live[role=status]"
SETTLED = (
    "[data-testid=stApp][data-test-script-state=notRunning]"
    "[data-test-connection-state=CONNECTED]:not(:has([data-stale=true]))"
)
"""The page's script is through, its line is up, and nothing of an earlier look is left."""
PATIENCE_MS = 40_000
"""How long anything may take: a slow machine is no failure."""

BEGIN = ".st-key-prepare [data-testid=stBaseButton-primary]"
"""The buttons of Prepare that lead into the talk."""

_CHOSEN = re.compile(r"/(prepare|talk)\?")

BASE_PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit's own script looks for its server under the page's path first, /talk/_stcore/...,
and finds it at the root: two answers 404 each time that a page other than the first is opened.
Only a changed index.html inside Streamlit would spare them."""

_DRAWN = """() => !document.querySelector('[data-testid=stSkeleton]') &&
  [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
    .every((chart) => chart.querySelector('canvas, svg'))"""
"""Charts come a little later than the page they stand on."""

_RING = """() => {
  const shows = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  let at = document.activeElement;
  if (at === document.body) return true;  // between the last stop and the first: the browser's own
  for (let up = 0; at && 4 > up; up += 1, at = at.parentElement) {
    if (shows(getComputedStyle(at))) return true;
  }
  return false;
}"""

_WHERE = """() => {
  const at = document.activeElement;
  const keyed = at.closest('[class*=st-key-]');
  const key = keyed ? keyed.className.match(/st-key-\\S+/)[0] : 'nothing with a key';
  const name = (at.getAttribute('aria-label') || at.innerText || '').trim().slice(0, 60);
  return `${at.tagName.toLowerCase()} "${name}" in ${key}`;
}"""

_IN_VIEW = """(selector) => {
  const box = [...document.querySelectorAll(selector)].at(-1).getBoundingClientRect();
  const main = document.querySelector('[data-testid=stMain]').getBoundingClientRect();
  const head = document.querySelector('[data-testid=stHeader]').getBoundingClientRect();
  return box.top >= Math.max(main.top, head.bottom) && main.bottom >= box.bottom;
}"""

_STICKS_OUT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  if (innerWidth >= Math.max(main.scrollWidth, document.documentElement.scrollWidth)) return [];
  const out = [...main.querySelectorAll('*')]
    .filter((some) => some.getBoundingClientRect().right > innerWidth + 1);
  return out.map((some) => `${some.tagName.toLowerCase()}.${some.className}`.slice(0, 120));
}"""


class Screen:
    """A window. ``hosts`` and ``complaints`` are what its page asked and said until now."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(PATIENCE_MS)
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        """Errors and warnings of the console, and answers that were none."""
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    # The way through the app

    def start(self) -> None:
        """Open the first page."""
        self.page.goto(self.address)
        self.settle()

    def arrived(self) -> Literal["prepare", "talk"]:
        """Wait for the page that a situation's card leads to, and say which it is."""
        self.page.wait_for_url(_CHOSEN)
        return "prepare" if urlsplit(self.page.url).path == "/prepare" else "talk"

    def begin(self, situation: str = "promised-raise", *, clicks: int = 1) -> None:
        """From Start into a new talk, by the shortest way, with single or double clicks."""
        self.start()
        self.page.click(f".st-key-start-{situation} button", click_count=clicks)
        if self.arrived() == "prepare":
            self.settle()
            self.page.locator(BEGIN).first.click(click_count=clicks)
        self.in_talk()

    def open(self, path: str, **params: str) -> None:
        """Open a page by its address."""
        asked = "&".join(f"{name}={value}" for name, value in params.items())
        self.page.goto(f"{self.address}/{path}?{asked}")
        self.settle()

    def enter(self, rehearsal: str) -> None:
        """Into a talk that is there already."""
        self.open("talk", rehearsal=rehearsal)
        self.in_talk()

    def in_talk(self) -> None:
        """Wait until one can answer the colleague."""
        self.page.wait_for_selector(BOX)
        self.page.wait_for_selector(LIVE, state="attached")

    def send(self, words: str) -> None:
        """Say something."""
        self.page.fill(BOX, words)
        self.page.keyboard.press("Control+Enter")

    def answered(self, turn: int) -> None:
        """Wait until the colleague has answered a turn, counted from 1."""
        self.page.wait_for_selector(f".st-key-ways-{turn} button")
        self.settle()

    def settle(self) -> None:
        """Wait until the page is as it will stay."""
        self.page.wait_for_selector(SETTLED)
        self.page.wait_for_function(_DRAWN)

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds that the page's own script cannot tell.

        Raises:
            AssertionError: it never does.
        """
        end = time.monotonic() + PATIENCE_MS / 1_000
        while not holds():
            assert time.monotonic() < end, "it never came to that"
            self.page.wait_for_timeout(50)

    @property
    def rehearsal(self) -> str:
        """The id of the rehearsal on screen."""
        return self.page.url.split("rehearsal=")[1].split("&")[0]

    # What there is to see

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()

    def resize(self, width: int) -> None:
        self.page.set_viewport_size(ViewportSize(width=width, height=800))
        self.page.wait_for_function("(width) => innerWidth === width", arg=width)

    def sticks_out(self) -> list[str]:
        """What makes the page wider than the screen; empty when all fits."""
        found: list[str] = self.page.evaluate(_STICKS_OUT)
        return found

    def in_view(self, selector: str) -> bool:
        """Whether the whole of something is on screen, below the header; of several, the last."""
        return bool(self.page.evaluate(_IN_VIEW, selector))

    def unfold(self, summaries: str) -> None:
        """Open everything that is folded away behind these; there has to be something."""
        self.page.wait_for_selector(summaries)
        for summary in self.page.locator(summaries).all():
            if summary.locator("xpath=..").get_attribute("open") is None:
                summary.click()
        self.page.wait_for_timeout(300)

    def left_this_computer(self) -> set[str]:
        """The hosts elsewhere that the page asked for something."""
        return self.hosts - {"127.0.0.1"}

    # The keyboard

    def tab_to(self, selector: str, *, back: bool = False, most: int = 60) -> list[str]:
        """Press Tab, or Shift and Tab, until something has the focus; returns the stops that did
        not show it.

        Raises:
            AssertionError: it is not reached.
        """
        unseen, stops = [], []
        for _ in range(most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            stops.append(self.page.evaluate(_WHERE))
            if not self.page.evaluate(_RING):
                unseen.append(stops[-1])
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return unseen
        raise AssertionError(f"Tab does not reach {selector}: {stops}")

    def _asked(self, request: Request) -> None:
        if host := urlsplit(request.url).hostname:
            self.hosts.add(host)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith(BASE_PROBES):
            self.complaints.append(f"{response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        probed = str(message.location.get("url", "")).endswith(BASE_PROBES)
        if message.type in {"error", "warning"} and not probed:
            self.complaints.append(f"{message.type}: {message.text} {message.location}")


class Readers:
    """Those who have a window on an app: each with cookies and a storage of its own.

    Who leaves makes room for another, who finds neither, in a browser that stays: it has the
    app's scripts ready, and opens a first page for a third of what it costs anew.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[tuple[tuple[str, Any], ...], list[_Seat]] = {}

    @contextmanager
    def windows(self, address: str) -> Iterator[Open]:
        """Opens windows on an app, each a reader of its own, and closes them in the end."""
        taken: list[tuple[list[_Seat], _Seat]] = []

        def open_(
            locale: str = "en-GB", width: int = 1280, height: int = 800, **more: Any
        ) -> Screen:
            kind = {"locale": locale, **more}
            free = self._free.setdefault(tuple(sorted(kind.items())), [])
            seat = free.pop() if free else _Seat(self._browser.new_context(**kind), address)
            taken.append((free, seat))
            page = seat.context.new_page()
            page.set_viewport_size(ViewportSize(width=width, height=height))
            return Screen(page, address)

        try:
            yield open_
        finally:
            for free, seat in taken:
                seat.leave(address)
                free.append(seat)


class _Seat:
    """What one reader after the other looks through. A tab that nobody sees stays open in it: with
    its last tab, a browser would forget the scripts it has read."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self._unseen = context.new_page()
        self._unseen.goto(f"{address}/_stcore/health")
        self._line = context.new_cdp_session(self._unseen)

    def leave(self, address: str) -> None:
        """Close all that was opened, and forget what it stored for this app."""
        for page in self.context.pages:
            if page is not self._unseen:
                page.close()
        stored = {"origin": address, "storageTypes": "cookies,local_storage"}
        self._line.send("Storage.clearDataForOrigin", stored)
