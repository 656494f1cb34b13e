"""Why things stayed unsaid, told once for all that share a reason."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rehearse.report.layers import LayerUnsaid, part_of_it
from rehearse.report.telling import Sentence


def reasons(layers: Iterable[LayerUnsaid]) -> tuple[Sentence, ...]:
    """Each reason once, in the order of the first thing it kept back. Of several, each says that it
    is about a part: side by side they would seem to contradict each other."""
    told = [layer.why for layer in layers]
    while found := next(_shared(told), None):
        first, other, both = found
        told[first] = both
        del told[other]
    return tuple(map(_about, told, _parts(len(told))))


def _parts(count: int) -> Sequence[str]:
    return ("some", *("another",) * (count - 2), "rest") if count > 1 else ("all",)


def _about(why: Sentence, part: str) -> Sentence:
    return why.model_copy(update={"parts": why.parts | {"what": part_of_it(part)}})


def _shared(told: Sequence[Sentence]) -> Iterator[tuple[int, int, Sentence]]:
    """Where two reasons stand that can be one, and that one."""
    for (first, one), (other, also) in combinations(enumerate(told), 2):
        if both := _both(one, also):
            yield first, other, both


def _both(one: Sentence, other: Sentence) -> Sentence | None:
    """Two reasons as one sentence; None where they have too little in common for that."""
    if one == other:
        return one
    if one.code != other.code:
        return None
    if "when" in one.parts:
        return _not_opened(one, other)
    return _in_all_turns(one, other)


def _not_opened(one: Sentence, other: Sentence) -> Sentence | None:
    """One moment at which more was missing, or one thing that was missing more than once."""
    if one.parts["when"] == other.parts["when"]:
        missing = _missing(one.parts["missing"], other.parts["missing"])
        return one.model_copy(update={"parts": one.parts | {"missing": missing}})
    if one.parts["missing"] == other.parts["missing"]:
        when = _whenever(one.parts["when"], other.parts["when"])
        return when and one.model_copy(update={"parts": one.parts | {"when": when}})
    return None


def _whenever(one: Sentence, other: Sentence) -> Sentence | None:
    """All turns of both; None where no short phrase tells them."""
    if one.code == other.code == "unsaid.in":
        return _in_all_turns(one, other)
    since = min((told for told in (one, other) if told.code == "unsaid.since"), key=_turns)
    return since if _turns(since)[0] <= min(*_turns(one), *_turns(other)) else None


def _turns(when: Sentence) -> tuple[int, ...]:
    """The turns that are named."""
    named = when.slots.get("turns", (when.slots.get("n"),))
    assert isinstance(named, tuple)
    return tuple(n for n in named if isinstance(n, int))


def _missing(one: Sentence, other: Sentence) -> Sentence:
    """Where neither of two things came, it need not be said as well that the one did not."""
    for wider, narrower in ((one, other), (other, one)):
        what, _, how = narrower.code.removeprefix("unsaid.missing.").partition(".")
        if what in _EITHER and wider.code == f"unsaid.missing.acknowledged_or_asked.{how}":
            return wider
    return Sentence(code="unsaid.missing.more", parts={"first": one, "then": other})


_EITHER = ("asked", "acknowledged")


def _in_all_turns(one: Sentence, other: Sentence) -> Sentence | None:
    """The same that went wrong in several turns."""
    if "turns" not in one.slots or {**one.slots, "turns": ()} != {**other.slots, "turns": ()}:
        return None
    turns = tuple(sorted({*_turns(one), *_turns(other)}))
    return one.model_copy(update={"slots": one.slots | {"turns": turns}})
