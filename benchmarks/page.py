"""What the page adds to a turn, whether it grows with the talk, and what an open page costs.

A real Chromium on the real app, the colleague's pauses switched off.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import words
from benchmarks.start import HEALTH, free_port, wait_for
from benchmarks.table import Figure, Section, milliseconds, times
from rehearse.assembly import App, build
from rehearse.ids import new_id
from rehearse.resources import data_root
from rehearse.service.rehearsing import LOCAL
from rehearse.settings import Settings

SCENARIO = "promised-raise"
EARLY, LATE = 4, 59
"""Turns said before the ones that are timed: those then are turn 5 and on, and turn 60 and on."""
SESSIONS = 20
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")

WATCH = """turn => {
  const clock = { said: null, answered: null };
  window.rehearseClock = clock;
  const button = document.querySelector(
    '[data-testid=stForm] [data-testid=stBaseButton-primaryFormSubmit]');
  button.addEventListener('click', () => { clock.said = performance.now(); }, { once: true });
  const look = new MutationObserver(() => {
    const spoken = Array.from(document.querySelectorAll('.colleague .speech'));
    const last = spoken[spoken.length - 1];
    const there = document.querySelector(`.st-key-turn-${turn} .said`);
    if (clock.said === null || !there || !last || last.querySelector('.caret')) return;
    const after = there.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!after) return;
    look.disconnect();
    requestAnimationFrame(() => { clock.answered = performance.now(); });
  });
  look.observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""Takes the time in the page itself: from the click to the frame that holds the last word."""


def measure(*, quick: bool) -> Section:
    """Turns said in the browser, beside the same turns said to the service."""
    turns = words.repairing("en")[: LATE + 12]
    rounds = 4 if quick else 10
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        early, late = asyncio.run(_seed(folder, turns))
        alone = asyncio.run(_alone(folder, turns[EARLY : EARLY + rounds], turns[:EARLY]))
        at_five, at_sixty, memory = _look(folder, early, late, turns, rounds)
    return Section(
        f"A turn on the page ({rounds} turns each)",
        "From the click on 'say' to the colleague's last word on the page, in Chromium on this\n"
        "machine; beside it the same words said to the service in this process. Medians.",
        tuple(_figures(alone, at_five, at_sixty, memory)),
    )


def _look(
    folder: Path, early: str, late: str, turns: Sequence[str], rounds: int
) -> tuple[list[float], list[float], float]:
    """Seconds of turns at 5 and at 60, and bytes of memory a page that is open."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGS))
        with served(folder) as (address, process):
            at_five = _say(browser, f"{address}/talk?rehearsal={early}", EARLY, turns, rounds)
            at_sixty = _say(browser, f"{address}/talk?rehearsal={late}", LATE, turns, rounds)
            before = _memory(process.pid)
            held = [_open(browser, f"{address}/talk?rehearsal={early}") for _ in range(SESSIONS)]
            after = _memory(process.pid)
            for page in held:
                page.context.close()
        browser.close()
    return at_five, at_sixty, (after - before) / SESSIONS


def _figures(
    alone: Sequence[float], at_five: Sequence[float], at_sixty: Sequence[float], memory: float
) -> Iterator[Figure]:
    turn, five, sixty = (statistics.median(taken) for taken in (alone, at_five, at_sixty))
    yield Figure("the turn's own time in the service, p50", milliseconds(turn))
    yield Figure("click to last word, from turn 5 on, p50", milliseconds(five))
    yield Figure("the page on top of the turn, p50", milliseconds(five - turn), "at most 150 ms")
    yield Figure("click to last word, from turn 60 on, p50", milliseconds(sixty))
    yield Figure("turn 60 / turn 5", times(sixty / five), "at most 1.5x")
    yield Figure(f"memory a page that is open ({SESSIONS})", f"{memory / 2**20:.2f} MiB")


async def _seed(folder: Path, turns: Sequence[str]) -> tuple[str, str]:
    """Two rehearsals, one just begun and one long."""
    async with build(Settings(data_dir=folder)) as app:
        return await talk(app, turns[:EARLY]), await talk(app, turns[:LATE])


async def _alone(folder: Path, turns: Sequence[str], before: Sequence[str]) -> list[float]:
    taken: list[float] = []
    async with build(Settings(data_dir=folder)) as app:
        app.warm(SCENARIO, "en")
        rehearsal = await talk(app, before)
        for words_said in turns:
            parent = (await app.rehearsing.open(LOCAL, rehearsal)).leaf.id
            begun = time.perf_counter()
            await _said(app, parent, words_said)
            taken.append(time.perf_counter() - begun)
    return taken


async def talk(app: App, turns: Sequence[str]) -> str:
    """A rehearsal in which these turns were said; its id."""
    view = await app.rehearsing.start(LOCAL, new_id(), SCENARIO, "en")
    parent = view.leaf.id
    for words_said in turns:
        parent = await _said(app, parent, words_said)
    return view.id


async def _said(app: App, parent: str, text: str) -> str:
    turn = new_id()
    await app.rehearsing.say(LOCAL, turn, parent, text)
    async for _ in app.rehearsing.events(LOCAL, turn):
        pass
    return turn


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The app on a data folder: where it listens, and its process."""
    port = free_port()
    run = (sys.executable, "-m", "streamlit", "run", str(data_root() / "streamlit_app.py"))
    process = subprocess.Popen(
        (*run, "--server.port", str(port)),
        cwd=data_root(),
        env={**os.environ, "REHEARSE_DATA_DIR": str(folder), "REHEARSE_PACE": "instant"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{HEALTH}", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(20)


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(address)
    page.wait_for_selector(".st-key-foot textarea")
    page.wait_for_timeout(400)
    return page


def _say(
    browser: Browser, address: str, before: int, turns: Sequence[str], rounds: int
) -> list[float]:
    page, taken = _open(browser, address), []
    for number in range(before, before + rounds):
        page.fill(".st-key-foot textarea", turns[number])
        page.wait_for_timeout(300)
        page.evaluate(WATCH, number + 1)
        page.click("[data-testid=stForm] [data-testid=stBaseButton-primaryFormSubmit]")
        page.wait_for_function("window.rehearseClock.answered !== null")
        took = page.evaluate("window.rehearseClock.answered - window.rehearseClock.said")
        taken.append(took / 1000)
        page.wait_for_selector(f".st-key-ways-{number + 1} button")
        page.wait_for_timeout(300)
    page.context.close()
    return taken


def _memory(pid: int) -> int:
    """Bytes that a process holds in memory (Linux)."""
    held = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    return int(held) * os.sysconf("SC_PAGE_SIZE")
