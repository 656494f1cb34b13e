"""What a screen reader would be told: every change in a part of the page that speaks up."""

from dataclasses import dataclass

from playwright.sync_api import Page

_LISTEN = """() => {
  const speaks = '[aria-live]:not([aria-live=off]), [role=log], [role=status], [role=alert]';
  const known = new Map();
  window.announced = [];
  const look = (aloud) => {
    for (const region of document.querySelectorAll(speaks)) {
      const shown = region.checkVisibility();
      const text = shown ? region.innerText.trim() : '';
      const busy = region.getAttribute('aria-busy') === 'true';
      const before = known.get(region);
      known.set(region, { text, busy });
      if (!aloud || (before && before.text === text && before.busy === busy)) continue;
      if (!before && !text) continue;
      const kind = region.getAttribute('role') || region.getAttribute('aria-live');
      window.announced.push({ kind, text, busy });
    }
  };
  look(false);
  new MutationObserver(() => look(true)).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ['role', 'aria-live', 'aria-busy'],
  });
}"""


@dataclass(frozen=True)
class Announced:
    """One change: a status or an alert is read out whole each time that it changes."""

    kind: str
    """The region's role, or how it is live where it has none."""
    text: str
    busy: bool
    """Whether the region asked to be left alone for now."""


def listen(page: Page) -> None:
    """Begin to write down what is announced; what stands there already is not."""
    page.evaluate(_LISTEN)


def announced(page: Page) -> list[Announced]:
    """Every announcement since ``listen``; a region that falls silent says nothing."""
    told = [Announced(**one) for one in page.evaluate("window.announced")]
    return [one for one in told if one.text]
