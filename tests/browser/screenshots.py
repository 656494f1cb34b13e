"""The pictures of the README, taken anew: ``make screenshots`` writes docs/screenshots/*.png."""

import io
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from rehearse.conversation.keepsakes import Reflection
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.settings import Pace
from tests.browser.chromium import MISSING, launch
from tests.browser.screen import Readers, Screen
from tests.browser.seeds import Seeds
from tests.browser.server import ROOT, running
from tests.browser.states import SITUATION, WRITTEN
from tests.browser.talks import BLAME, CLUMSY, LOCALES, SKILLED

FOLDER = ROOT / "docs" / "screenshots"
_TURN_2_ON_TOP = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  main.scrollTop += document.querySelector('.st-key-turn-2').getBoundingClientRect().top - 75;
}"""

Shot = Callable[[Screen, Seeds, Language], None]


def start(reader: Screen, seeds: Seeds, language: Language) -> None:
    reader.start()


def prepare(reader: Screen, seeds: Seeds, language: Language) -> None:
    reader.open("prepare", situation=SITUATION, spoken=language)


def talk(reader: Screen, seeds: Seeds, language: Language) -> None:
    seeds.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    view = seeds.talk(SKILLED[language][:2], language=language, preparation=WRITTEN[language])
    reader.open("talk", rehearsal=view.id)
    reader.page.click(".st-key-turn-2 details.notes > summary")
    reader.page.wait_for_timeout(2_500)
    reader.page.evaluate(_TURN_2_ON_TOP)


def debrief(reader: Screen, seeds: Seeds, language: Language) -> None:
    seeds.now = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    view = seeds.talk(
        [BLAME[language], *SKILLED[language]],
        language=language,
        preparation=WRITTEN[language],
        ended=True,
    )
    seeds.keep(view.id, Reflection(ready=7))
    reader.open("debrief", rehearsal=view.id)


def history(reader: Screen, seeds: Seeds, language: Language) -> None:
    seeds.now = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    seeds.talk(CLUMSY[language], "moved-work", language, ended=True)
    reader.open("history")


SHOTS: dict[str, tuple[Shot, int, int]] = {
    "start": (start, 1280, 800),
    "prepare": (prepare, 1280, 800),
    "talk": (talk, 1280, 1000),
    "debrief": (debrief, 1280, 1000),
    "history": (history, 1280, 1000),
    "talk-phone": (talk, 390, 800),
}
"""With width and height. In this order: each finds what those before it left."""


def take(browser: Browser, language: Language, folder: Path) -> None:
    """Take all pictures in one language, beginning with an empty app."""
    with (
        tempfile.TemporaryDirectory() as data,
        running(Path(data), Pace.INSTANT) as app,
        Readers(browser).windows(app.address) as open_,
    ):
        seeds = Seeds(app.folder)
        for name, (shot, width, height) in SHOTS.items():
            reader = open_(LOCALES[language], width, height, color_scheme="light")
            shot(reader, seeds, language)
            reader.page.mouse.move(0, 0)
            _write(reader.page.screenshot(), folder / f"{name}-{language}.png")
        seeds.close()


def _write(png: bytes, file: Path) -> None:
    # Every colour stays: a palette chosen by how often each occurs goes to the greys of letters.
    Image.open(io.BytesIO(png)).convert("RGB").save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KB")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        if browser is None:
            sys.exit(MISSING)
        for language in LANGUAGES:
            take(browser, language, FOLDER)
        browser.close()


if __name__ == "__main__":
    main()
