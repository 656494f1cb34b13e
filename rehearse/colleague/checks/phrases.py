"""Phrases: forgiving, leaving the role, swapping it, taking the manager's part."""

import re
from collections.abc import Iterator

from rehearse.colleague.checks.faults import Fault, Finding
from rehearse.colleague.checks.ground import Ground
from rehearse.colleague.checks.quotes import unquoted
from rehearse.colleague.checks.sheet import of_name
from rehearse.conversation.scenario import Band, Move, Temperament
from rehearse.language.cues import plain_signs

_WARM_MOVES = frozenset({Move.SETTLE, Move.SMALL_STEP, Move.ANSWER})
"""Where "that's fine" is warmth that was earned, or takes a proposal."""
_MASKING_MOVES = frozenset({Move.WITHDRAW, Move.INVITE_DRAMA})
"""Where it is a way out, and "it was me, really" is bait."""


def phrase(sentence: str, said_before: str, ground: Ground) -> Iterator[Finding]:
    """The phrases that are at fault; the scenario's own words for this reply never are."""
    own = " ".join(unquoted(sentence, said_before).lower().split())
    for fault, pattern in ground.sheet.phrases.items():
        if found := _outside_plan(pattern, own, ground):
            yield Finding(fault, found)
        if fault is Fault.OUT_OF_ROLE and (found := _of_itself(own, ground)):
            yield Finding(fault, found)
    if not said_before and (found := _grants(own, ground)):
        yield Finding(Fault.FORGIVES, found)
    if not may_soothe(ground) and (found := _outside_plan(ground.sheet.soothing, own, ground)):
        yield Finding(Fault.FORGIVES, found)
    if not _wears_mask(ground) and (found := _outside_plan(ground.sheet.self_blame, own, ground)):
        yield Finding(Fault.FORGIVES, found)
    if ground.move is Move.HOLD_OFF:
        return
    if waits := _outside_plan(ground.sheet.waiting, own, ground):
        yield Finding(Fault.SWAPS_ROLES, waits)


def _grants(own: str, ground: Ground) -> str | None:
    """The yes to who asks to be forgiven, the no to who asks whether they are hated."""
    asked, sheet = plain_signs(ground.words).lower(), ground.sheet
    answers = (
        sheet.assent if sheet.forgiveness_asked.search(asked) else None,
        sheet.denial if sheet.hatred_asked.search(asked) else None,
    )
    found = (answer.match(own.strip()) for answer in answers if answer)
    return next((granted.group() for granted in found if granted), None)


def _of_itself(own: str, ground: Ground) -> str | None:
    return _outside_plan(of_name(ground.scenario.name, ground.language), own, ground)


def _outside_plan(pattern: re.Pattern[str], own: str, ground: Ground) -> str | None:
    plan = " ".join(plain_signs(ground.plan).lower().split())
    return next((m.group() for m in pattern.finditer(own) if m.group() not in plan), None)


def may_soothe(ground: Ground) -> bool:
    """Whether "it's fine" may be said: once it is settled, or as a mask."""
    return ground.move in _WARM_MOVES or _wears_mask(ground)


def _wears_mask(ground: Ground) -> bool:
    """Whether kind words hide what is felt; a colleague who pleases hides until it is safe."""
    pleases = ground.scenario.rules.temperament is Temperament.PLEASING
    return ground.move in _MASKING_MOVES or (pleases and ground.band is not Band.HIGH)
