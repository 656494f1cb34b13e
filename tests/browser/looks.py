"""How every page is looked at: in both languages, light and dark, wide and narrow."""

from typing import Literal

from rehearse.conversation.rubric import Language
from tests.browser.axe import violations
from tests.browser.screen import Screen

Look = tuple[Language, Literal["light", "dark"]]
LOOKS: tuple[Look, ...] = (("nl", "light"), ("en", "dark"))
WIDTHS = (1280, 640, 360)
"""A desktop; the same at twice the size of letters; a phone."""
AXE_AT: dict[Look, int] = {("nl", "light"): 360, ("en", "dark"): 1280}
"""Each state is read by axe on a phone and on a desktop, in one look each: it is slow."""

_NOTHING_PALE = "() => !document.getAnimations().some((moves) => moves instanceof CSSTransition)"


def troubles(reader: Screen, axe_at: int) -> list[str]:
    """What is wrong: too wide at any width, and unreadable at one."""
    found = []
    for width in WIDTHS:
        reader.resize(width)
        # A chart is drawn anew for its new width a moment later.
        for _ in range(40):
            if not reader.sticks_out():
                break
            reader.page.wait_for_timeout(100)
        found += [f"{width}: {sticks} sticks out" for sticks in reader.sticks_out()]
        if width == axe_at:
            # What has been scrolled under the header axe takes for the ground of the words on it.
            reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
            # While a page is drawn anew what was there pales, and comes back a moment later.
            reader.settle()
            reader.page.wait_for_function(_NOTHING_PALE)
            found += [f"{width}: {violation}" for violation in violations(reader.page)]
    return found
