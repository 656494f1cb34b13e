"""How the colleague is doing: a line without numbers, and one sentence why it moved."""

from collections.abc import Sequence

from rehearse import locale
from rehearse.conversation.rubric import Language, Step
from rehearse.conversation.scenario import Persona
from rehearse.conversation.trust import Cause, TrustCause, TrustChange, TrustState
from rehearse.locale import phrase, step_name
from rehearse.pages import curve
from rehearse.pages.marks import plain, soft

_MOST_POINTS = 24
"""With more turns than this the line is drawn without a point for each."""


def rail(
    persona: Persona,
    path: Sequence[TrustState],
    change: TrustChange | None,
    needed: tuple[Step, ...],
    ui: Language,
    spoken: Language,
    *,
    words_only: bool = False,
) -> str:
    """Who the colleague is, the line of the path so far, where it stands and why.

    ``path`` begins with trust as it was at the start; ``change`` is the last turn's;
    ``words_only`` leaves the line out.
    """
    how = standing(persona.name, path, change, needed, ui, words_only=words_only)
    return (
        f'<div class="rail"><h1>{plain(persona.name)}</h1>'
        f'<p class="soft" lang="{spoken}">{plain(persona.role)}</p><hr>'
        f'<div class="how">{how}</div></div>'
    )


def standing(
    name: str,
    path: Sequence[TrustState],
    change: TrustChange | None,
    needed: tuple[Step, ...],
    ui: Language,
    *,
    words_only: bool = False,
) -> str:
    """How it stands with the colleague and why, without who that is."""
    now = path[-1]
    line = "" if words_only else _line(path, ui)
    return (
        f'<p class="soft">{_say("heading", ui, name)}</p>{line}'
        f'<p class="standing">{plain(locale.standing(now.band, name, ui))}</p>'
        f"{soft(why(change, now, needed, name, ui))}"
    )


def why(
    change: TrustChange | None,
    now: TrustState,
    needed: tuple[Step, ...],
    name: str,
    ui: Language,
) -> str:
    """One sentence for the way trust moved last."""
    if change is None:
        return phrase("page.trust.start", ui, name=name)
    if change.moved > 0:
        return _rise(change, needed, name, ui)
    against = _first(change, {Cause.AGAINST}, needed)
    if change.moved < 0 and against:
        return _because("less", "down", against, name, ui)
    causes = {cause.cause for cause in change.causes}
    helped = any(cause.points > 0 for cause in change.causes)
    if against and helped:
        return phrase("page.trust.harm", ui)
    if against:
        return _because("least", "down", against, name, ui)
    perhaps = _first(change, {Cause.AGAINST_IN_DOUBT}, needed)
    if perhaps and change.moved < 0:
        return _because("bit_less", "down", perhaps, name, ui)
    if perhaps and helped:
        return phrase("page.trust.harm_in_doubt", ui)
    missing = next((step for step in needed if step not in now.gates), None)
    if missing and causes & {Cause.FIRST_GATE_SHUT, Cause.GATE_SHUT}:
        what = phrase(f"page.trust.wait.{missing.value}", ui, name=name)
        return phrase("page.trust.gate", ui, name=name, what=what)
    if Cause.UNTOLD in causes:
        return phrase("page.trust.untold", ui, name=name)
    again = _first(change, {Cause.PARTIAL_AGAIN}, needed)
    slots = {"step": step_name(again, ui)} if again else {}
    return phrase(f"page.trust.{_unmoved(causes)}", ui, **slots)


def _rise(change: TrustChange, needed: tuple[Step, ...], name: str, ui: Language) -> str:
    clear = _first(change, {Cause.CLEAR, Cause.CLEAR_AGAIN}, needed)
    if clear:
        return _because("more", "up", clear, name, ui)
    begun = _first(change, {Cause.PARTIAL, Cause.IN_DOUBT}, needed)
    if begun is None:
        return phrase("page.trust.nothing", ui)
    return phrase("page.trust.bit_more", ui, step=step_name(begun, ui))


def _unmoved(causes: set[Cause]) -> str:
    if Cause.NOT_SCORED in causes:
        return "not_scored"
    if causes & {Cause.CLEAR, Cause.CLEAR_AGAIN}:
        return "most"
    return "again" if Cause.PARTIAL_AGAIN in causes else "nothing"


def _first(change: TrustChange, kinds: set[Cause], needed: tuple[Step, ...]) -> Step | None:
    """The step to name among those of some kinds: what this situation needs goes first."""

    def weight(cause: TrustCause) -> tuple[bool, int]:
        return cause.step in needed, abs(cause.points)

    found = [cause for cause in change.causes if cause.cause in kinds]
    return max(found, key=weight).step if found else None


def _because(how: str, direction: str, step: Step, name: str, ui: Language) -> str:
    reason = phrase(f"page.trust.{direction}.{step.value}", ui, name=name)
    return phrase(f"page.trust.{how}", ui, why=reason)


def _line(path: Sequence[TrustState], ui: Language) -> str:
    """The line as two CSS shapes: a ribbon cut out of ink, and its points.

    (Streamlit strips SVG from a page's own HTML.)
    """
    first, last = (phrase(f"page.trust.place.{s.band.value}", ui) for s in (path[0], path[-1]))
    told = plain(phrase("page.trust.line", ui, first=first, last=last))
    across = 100 / max(1, len(path) - 1)
    places = [(n * across if len(path) > 1 else 0.0, 100 - s.trust) for n, s in enumerate(path)]
    drawn = curve.through(places)
    above = [f"{x:.1f}% calc({y:.1f}% - 1px)" for x, y in drawn]
    below = [f"{x:.1f}% calc({y:.1f}% + 1px)" for x, y in reversed(drawn)]
    shape = ", ".join(above + below)
    shown = places if len(places) <= _MOST_POINTS else places[-1:]
    points = "".join(f'<i style="left:{x:.1f}%;top:{y}%"></i>' for x, y in shown)
    # The ends of the scale are drawn, not read out: alone they would say how it stands.
    return (
        f'<div class="line-of-trust" role="img" aria-label="{told}">'
        f'<p class="end" aria-hidden="true">{_say("top", ui)}</p>'
        f'<div class="ribbon" style="clip-path:polygon({shape})"></div>'
        f'<div class="points">{points}</div>'
        f'<p class="end" aria-hidden="true">{_say("bottom", ui)}</p></div>'
    )


def _say(key: str, ui: Language, name: str = "") -> str:
    return plain(phrase(f"page.trust.{key}", ui, name=name))
