"""Ids as they come from outside: made by whoever calls, checked before the database sees them."""

import re

from rehearse.errors import NotFound, WrongUse

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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


def shown(id_: str) -> str:
    """Something given as an id, made fit for a message on any screen."""
    return ascii(id_)[1:-1][:40]
