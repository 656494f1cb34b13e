"""The three pillars, of which one wobbles: as the app's sign, and beside a situation."""

from rehearse.conversation.rubric import Language, Pillar
from rehearse.locale import phrase
from rehearse.pages.marks import plain

SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 24">'
    '<g fill="#8A8478"><path d="M4 3h6v17H4zM23 3h6v17h-6zM1 21h30v2H1z"/></g>'
    '<path fill="#4675AF" d="M15.5 2.6l5.9 1-2.9 16.8-5.9-1z"/></svg>'
)
"""For the browser's tab and the header, which take no style sheet."""


def pillars(pillar: Pillar) -> str:
    """The sign drawn with the style sheet; the wobbling pillar leans and is blue. It says nothing
    to who listens: its name always stands beside it."""
    drawn = "".join(
        f'<i class="{"wobbles" if each is pillar else "stands"}"></i>' for each in Pillar
    )
    return f'<span class="pillars" aria-hidden="true">{drawn}</span>'


def wobbling(pillar: Pillar, ui: Language) -> str:
    """The sign with what wobbles in words."""
    name = f"<b>{plain(phrase(f'page.pillar.{pillar.value}', ui))}</b>"
    return (
        f'<p class="wobbling">{pillars(pillar)}'
        f"<span>{plain(phrase('page.wobbles', ui))} {name}</span></p>"
    )
