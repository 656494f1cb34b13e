"""Every page in every state: readable for all, no wider than the screen, without a complaint."""

from collections.abc import Iterator

import pytest

from tests.browser.axe import violations
from tests.browser.looks import AXE_AT, LOOKS, WIDTHS, Look, troubles
from tests.browser.screen import Open, Readers, Screen
from tests.browser.seeds import Seeds
from tests.browser.server import Server
from tests.browser.states import STATES
from tests.browser.talks import LOCALES, SKILLED

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def looking(readers: Readers, app: Server) -> Iterator[dict[Look, Screen]]:
    """One window a look for all states."""
    with readers.windows(app.address) as open_:
        yield {look: open_(LOCALES[look[0]], color_scheme=look[1]) for look in LOOKS}


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
@pytest.mark.parametrize("state", STATES)
def test_a_page_is_readable_for_all_and_fits(
    looking: dict[Look, Screen], seeds: Seeds, state: str, look: Look
) -> None:
    reader, language = looking[look], look[0]
    reader.complaints.clear()
    reader.resize(WIDTHS[0])
    STATES[state](reader, seeds, language)
    assert reader.page.evaluate("document.documentElement.lang") == language
    assert troubles(reader, AXE_AT[look]) == []
    assert reader.complaints == []
    assert reader.left_this_computer() == set()


def test_what_is_wrong_is_seen(screen: Open, seeds: Seeds) -> None:
    """A look that never finds anything says nothing."""
    reader = screen(width=360)
    STATES["start, new"](reader, seeds, "en")
    reader.page.evaluate(
        """() => {
          const wrong = '<button></button><p style="color:#ccc; width:60rem">pale and wide</p>';
          document.querySelector('.opening').insertAdjacentHTML('beforeend', wrong);
          console.error('wrong');
        }"""
    )
    told = " ".join(violations(reader.page))
    assert "button-name" in told
    assert "color-contrast" in told
    assert len(reader.sticks_out()) == 1
    assert [complaint.split()[1] for complaint in reader.complaints] == ["wrong"]


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_so_it_is_while_the_colleague_speaks(
    spoken_screen: Open, spoken_seeds: Seeds, look: Look
) -> None:
    language, scheme = look
    reader = spoken_screen(LOCALES[language], width=360, color_scheme=scheme)
    reader.enter(spoken_seeds.talk(language=language).id)
    reader.send(SKILLED[language][0])
    reader.page.wait_for_selector(".caret", state="attached")
    assert violations(reader.page) == []
    assert reader.sticks_out() == []
