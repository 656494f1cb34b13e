"""The app as it is started for people, and a Chromium to look at it with."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from rehearse.settings import Pace
from tests.browser.chromium import MISSING, launch
from tests.browser.playing import Playing, taking_part
from tests.browser.proxy import Proxy
from tests.browser.screen import Open, Readers
from tests.browser.seeds import Seeds
from tests.browser.server import Server, running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch(playwright)
        if launched is None:
            if os.environ.get("REHEARSE_REQUIRE_BROWSER") == "1":
                pytest.fail(MISSING)
            pytest.skip(MISSING)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def readers(browser: Browser) -> Readers:
    """Who looks at the apps."""
    return Readers(browser)


@pytest.fixture(scope="session")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, started once, with a data folder of its own; the colleague answers at once."""
    with running(tmp_path_factory.mktemp("app"), Pace.INSTANT) as server:
        yield server


@pytest.fixture(scope="session")
def spoken_app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another, where the colleague takes a few seconds for each answer, as for people."""
    with running(tmp_path_factory.mktemp("spoken"), Pace.SPOKEN) as server:
        yield server


@pytest.fixture(scope="session")
def address(app: Server) -> str:
    return app.address


@pytest.fixture(scope="session")
def seeds(app: Server) -> Iterator[Seeds]:
    """Puts rehearsals into the app's data folder."""
    seeds = Seeds(app.folder)
    yield seeds
    seeds.close()


@pytest.fixture(scope="session")
def spoken_seeds(spoken_app: Server) -> Iterator[Seeds]:
    seeds = Seeds(spoken_app.folder)
    yield seeds
    seeds.close()


@pytest.fixture
def screen(readers: Readers, app: Server) -> Iterator[Open]:
    """Opens windows on the app; each is a reader of its own."""
    with readers.windows(app.address) as open_:
        yield open_


@pytest.fixture
def spoken_screen(readers: Readers, spoken_app: Server) -> Iterator[Open]:
    """The same, where the colleague takes time to answer."""
    with readers.windows(spoken_app.address) as open_:
        yield open_


@pytest.fixture(scope="session")
def _proxy(spoken_app: Server) -> Iterator[Proxy]:
    with Proxy(spoken_app.port) as proxy:
        yield proxy


@pytest.fixture
def proxy(_proxy: Proxy) -> Proxy:
    """A line to the app that can be cut; nobody used it yet."""
    _proxy.mend()
    _proxy.opened = 0
    return _proxy


@pytest.fixture
def shaky_screen(readers: Readers, proxy: Proxy) -> Iterator[Open]:
    """Windows on the app over that line."""
    with readers.windows(proxy.address) as open_:
        yield open_


@pytest.fixture(scope="session")
def _playing(readers: Readers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playing]:
    with taking_part(tmp_path_factory.mktemp("live")) as playing:
        playing.well()
        with readers.windows(playing.server.address) as open_:
            reader = open_()
            reader.open("settings")
            # What loads the first time shall not count as slowness in what follows.
            reader.page.click(".st-key-test button")
            reader.page.wait_for_selector(".works", timeout=90_000)
        yield playing


@pytest.fixture
def playing(_playing: Playing) -> Playing:
    """An app in which a model takes part; its provider does what it should."""
    _playing.well()
    return _playing


@pytest.fixture
def live_screen(readers: Readers, playing: Playing) -> Iterator[Open]:
    """Opens windows on that app."""
    with readers.windows(playing.server.address) as open_:
        yield open_
