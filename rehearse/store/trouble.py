"""Turns what a database driver says into a sentence with a way out."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from rehearse.errors import StorageTrouble

_SQLITE = {
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_PROTOCOL": "locked",
    "SQLITE_READONLY_DBMOVED": "file_gone",
    "SQLITE_READONLY": "read_only",
    "SQLITE_PERM": "read_only",
    "SQLITE_CANTOPEN": "cannot_open",
    "SQLITE_NOTADB": "not_a_database",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_FULL": "disk_full",
    "SQLITE_IOERR": "disk_trouble",
}
"""By SQLite's own name of an error; an extended name counts as the longest one it begins with."""

_POSTGRESQL = {
    "40001": "locked",  # two transactions, of which one has to try again
    "40P01": "locked",
    "55P03": "locked",
    "25006": "read_only",
    "42501": "read_only",
    "3F000": "read_only",  # so it looks where a schema may not even be used
    "53100": "disk_full",
}
"""By PostgreSQL's number of an error: appendix A of its manual."""


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Run a database call so that what goes wrong outside our code becomes ``StorageTrouble``.

    ``where`` is the file, or the address without its password.

    Raises:
        StorageTrouble: the database, its file or its disk cannot be used as it is.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        code = _code(error.orig if isinstance(error, DBAPIError) else error)
        if code is None:
            raise
        # Without the cause: a statement's values, which are someone's words, stand in it.
        raise StorageTrouble(code, where=where) from None


def of_file(error: OSError, where: str) -> StorageTrouble:
    """The trouble behind a file or folder that could not be made."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageTrouble("disk_full", where=where)
    if error.errno == errno.EROFS or isinstance(error, PermissionError):
        return StorageTrouble("folder_unwritable", folder=where)
    if isinstance(error, FileNotFoundError | FileExistsError | NotADirectoryError):
        return StorageTrouble("folder_missing", folder=where)
    return StorageTrouble("disk_trouble", where=where)


def _code(error: BaseException | None) -> str | None:
    name = str(getattr(error, "sqlite_errorname", ""))
    known = [prefix for prefix in _SQLITE if name.startswith(prefix)]
    if known:
        return _SQLITE[max(known, key=len)]
    number = str(getattr(error, "sqlstate", ""))
    if number in _POSTGRESQL:
        return _POSTGRESQL[number]
    return "unreachable" if _server_is_away(error) else None


def _server_is_away(error: BaseException | None) -> bool:
    """What psycopg calls operational: no server, no such user, a connection that was cut."""
    operational = any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
    return operational and type(error).__module__.startswith("psycopg")
