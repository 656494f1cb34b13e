"""Ids as they come from outside: made by whoever calls, checked before the database sees them."""

import re
from collections.abc import Awaitable, Callable, Sequence

from rehearse.errors import NotFound, WrongUse

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_START = re.compile(r"[0-9a-f-]+")


def is_id(id_: str) -> bool:
    """Whether this can be an id at all."""
    return _ID.fullmatch(id_) is not None


def check_new(id_: str) -> None:
    """Raises:
    WrongUse: it is no UUID.
    """
    if not is_id(id_):
        raise WrongUse("bad_id", id=shown(id_))


def check_known(kind: str, id_: str) -> None:
    """An id that cannot exist is not found, without asking the database about it.

    Raises:
        NotFound: it is no UUID.
    """
    if not is_id(id_):
        raise NotFound(kind, id=shown(id_))


SHORTEST_PREFIX = 8
"""How many characters of an id name it at least."""


Starting = Callable[[str], Awaitable[Sequence[str]]]
"""Gives up to two of the ids that begin like this."""


async def only(kind: str, prefix: str, starting_with: Starting, others: Starting) -> str:
    """The one id that begins like this. ``others``: ids of another kind, not to be taken for it.

    Raises:
        NotFound: none does.
        WrongUse: several do, of this kind or of both, or fewer than 8 characters were given.
    """
    wanted = prefix.strip().lower()
    if len(wanted) < SHORTEST_PREFIX:
        raise WrongUse("prefix_short", shortest=SHORTEST_PREFIX)
    found = await starting_with(wanted) if _START.fullmatch(wanted) else ()
    if not found:
        raise NotFound(kind, id=shown(prefix))
    if len(found) > 1 or await others(wanted):
        raise WrongUse("prefix_ambiguous", prefix=wanted)
    return found[0]


def shown(id_: str) -> str:
    """Something given as an id, made fit for a message on any screen."""
    return ascii(id_)[1:-1][:40]
