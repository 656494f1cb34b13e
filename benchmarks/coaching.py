"""What a coach waits for: agreement, a talk of sixty turns on the desk, a report as PDF."""

import asyncio
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks import words
from benchmarks.page import ARGS, served, talk
from benchmarks.table import Figure, Section, milliseconds
from benchmarks.timing import seconds
from rehearse.assembly import App, build
from rehearse.coaching.agreement import agreement
from rehearse.coaching.choices import Read
from rehearse.coaching.review import Coach, Review
from rehearse.coaching.shared import SharedTalk
from rehearse.ids import new_id
from rehearse.report.document import Document
from rehearse.report.pdf import as_pdf, review_as_pdf
from rehearse.service.rehearsing import LOCAL
from rehearse.settings import Settings

LONG = 60
"""Turns of the talk that is read."""
REVIEWED = 2_000
"""Turns that agreement is worked out over."""
TODAY = date(2026, 11, 26)


@dataclass(frozen=True)
class _Made:
    """One long talk, shared and reviewed whole."""

    document: Document
    shared: SharedTalk
    review: Review
    coach: Coach


def measure(*, quick: bool) -> Section:
    """Agreement and PDF in this process, the desk in Chromium; after the first, medians."""
    rounds = 3 if quick else 9
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = asyncio.run(_made(folder))
        painted = _painted(folder, made, rounds)
    read = _many(made)
    agreeing = _after_the_first(lambda: agreement(read), rounds)
    whole = _after_the_first(lambda: as_pdf(made.document, "en", TODAY), rounds)
    reviewed = _after_the_first(
        lambda: review_as_pdf(made.shared, made.review, "en", TODAY), rounds
    )
    return Section(
        f"A coach ({rounds} times each)",
        f"A talk of {len(made.shared.turns)} turns that was really played, and reviewed whole; for "
        f"agreement copied to {sum(len(one.turns) for one, _ in read):,}\n"
        "turns with ids of their own. The page: from its address to the first choice there is.",
        (
            Figure("agreement over 2,000 reviewed turns", agreeing, "under 300 ms"),
            Figure("Review, first paint of the talk", painted),
            Figure("the rehearsal as PDF, after the first", whole, "1 s at most"),
            Figure("its review as PDF, after the first", reviewed),
        ),
    )


async def _made(folder: Path) -> _Made:
    async with build(Settings(data_dir=folder)) as app:
        app.warm("promised-raise", "en")
        rehearsal = await talk(app, words.repairing("en")[:LONG])
        leaf = (await app.rehearsing.open(LOCAL, rehearsal)).leaf.id
        share = new_id()
        await app.sharing.share(LOCAL, share, rehearsal, leaf)
        coach, review, shared = await _reviewed(app, share)
        document = await app.looking_back.look_back(LOCAL, rehearsal)
    return _Made(document, shared, review, coach)


async def _reviewed(app: App, share: str) -> tuple[Coach, Review, SharedTalk]:
    coach = await app.reviewing.name_coach(LOCAL, "Anna")
    shared = (await app.reviewing.read(LOCAL, coach.id, share)).talk
    for turn in shared.turns:
        await app.reviewing.agree(LOCAL, coach.id, share, turn.id)
    return coach, await app.reviewing.hand_in(LOCAL, coach.id, share), shared


def _many(made: _Made) -> list[Read]:
    """The talk with its review, over and over."""
    return [_copy(made, n) for n in range(-(-REVIEWED // len(made.shared.turns)))]


def _copy(made: _Made, n: int) -> Read:
    share = f"{made.shared.id}-{n}"
    turns = tuple(turn.model_copy(update={"id": f"{turn.id}-{n}"}) for turn in made.shared.turns)
    given = {f"{turn_id}-{n}": turn for turn_id, turn in made.review.turns.items()}
    shared = made.shared.model_copy(update={"id": share, "turns": turns})
    review = made.review.model_copy(
        update={"id": f"{made.review.id}-{n}", "share_id": share, "turns": given}
    )
    return shared, [review]


def _painted(folder: Path, made: _Made, rounds: int) -> str:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGS))
        with served(folder) as (address, _):
            where = f"{address}/reading?talk={made.shared.id}&coach={made.coach.id}"
            taken = [_first_choice(browser, where) for _ in range(rounds + 1)]
        browser.close()
    return milliseconds(statistics.median(taken[1:]))


def _first_choice(browser: Browser, address: str) -> float:
    page = browser.new_context(locale="en-GB").new_page()

    def look() -> None:
        page.goto(address)
        page.wait_for_selector(".st-key-choose [role=radiogroup]")

    took = seconds(look)
    page.context.close()
    return took


def _after_the_first(call: Callable[[], object], rounds: int) -> str:
    call()
    return _median([seconds(call) for _ in range(rounds)])


def _median(taken: Sequence[float]) -> str:
    return milliseconds(statistics.median(taken))
