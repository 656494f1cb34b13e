"""Opens a database address: the file and its rights, the connection's settings, the journal."""

import os
import sqlite3
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    QueuePool,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from rehearse.errors import StorageTrouble
from rehearse.store.trouble import of_file

WRITE = {"rehearse_write": True}
"""Execution options of a transaction that will write: SQLite must hear it at the start."""

LOOK = {"isolation_level": "REPEATABLE READ"}
"""Execution options of a transaction on PostgreSQL that only reads: all of it sees one moment, and
no such transaction is ever told to try again. SQLite's are like that by themselves."""

_OURS = 7_305_218
"""Keeps our names for what is held apart from those of other programs on the same server."""


def address(url: str) -> URL:
    """The database address as given, made ready for the driver we use.

    Raises:
        StorageTrouble: it is no address, of a kind we do not speak, or its driver is missing.
    """
    try:
        parsed = make_url(url)
    # A port that is no number is a plain ValueError.
    except (ArgumentError, ValueError) as error:
        # The address itself stays out of the message: it may hold a password.
        raise StorageTrouble("url_wrong") from error
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        if find_spec("psycopg") is None:
            raise StorageTrouble("driver_missing")
        if "@" in f"{parsed.host}{parsed.database}":
            # The rest of a password with an @ in it, which has to be written as %40.
            raise StorageTrouble("url_wrong")
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise StorageTrouble("url_kind", kind=parsed.drivername)
    _check_file_address(parsed)
    return parsed


_FILE_OPTIONS = {"uri", "mode", "vfs"}
"""What a ``file:`` URI may ask of SQLite; a plain path asks nothing."""


def _check_file_address(url: URL) -> None:
    """Refuse what names no file, and what the driver would drop, warn of or break on."""
    as_uri = url.query.get("uri") == "true"
    known = _FILE_OPTIONS if as_uri else set()
    named = url.database or ""
    # ``sqlite://tmp/x.db``, with a slash too few, would be a file x.db in the folder one is in.
    elsewhere = url.host or url.port or url.username or url.password
    if elsewhere or not known.issuperset(url.query) or as_uri != named.startswith("file:"):
        raise StorageTrouble("url_wrong")
    if as_uri and urlsplit(named).netloc not in ("", "localhost"):
        raise StorageTrouble("url_wrong")
    if file_of(url) in (Path(), Path(":memory:")) or url.query.get("mode") == "memory":
        raise StorageTrouble("url_memory")


@dataclass(frozen=True)
class Place:
    """Where a database is."""

    where: str
    """What to call it to people; holds nothing secret."""
    file: Path | None
    """None for a server."""


def place(url: str) -> Place:
    """Where the database of this address is; nothing is opened.

    Raises:
        StorageTrouble: it is no address, of a kind we do not speak, or its driver is missing.
    """
    parsed = address(url)
    return Place(where(parsed), file_of(parsed))


def where(url: URL) -> str:
    """What to call this database to people: its file, or its address without what may be secret."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    # A driver takes a password among the options too.
    return url.set(query={}).render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """The file behind a SQLite address; None for a server."""
    if url.get_backend_name() != "sqlite":
        return None
    named = url.database or ""
    return Path(unquote(urlsplit(named).path) if url.query.get("uri") else named)


def prepare_file(file: Path, *, private: bool) -> None:
    """See that the file is there and readable by its owner only, before anything is written.

    ``private``: the place is ours, so its folder is made and its rights are set; elsewhere both
    belong to whoever chose the place, and only a file that we make gets our rights.

    Raises:
        StorageTrouble: the folder is missing or closed to us, or the file may not be written.
    """
    folder = file.parent
    try:
        if private:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not folder.is_dir():
            raise StorageTrouble("folder_missing", folder=folder)
        if not file.exists():
            # Made empty with the right mode first: SQLite gives its side files the same.
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        elif private and os.name == "posix" and file.stat().st_uid == os.geteuid():
            file.chmod(0o600)
    except FileExistsError:
        # Another process made it between our look and our try: that is as good.
        if not folder.is_dir():
            raise StorageTrouble("folder_missing", folder=folder) from None
    except OSError as error:
        raise of_file(error, str(folder)) from error
    if file.is_dir():
        raise StorageTrouble("not_a_database", where=file)
    if not _may(file, os.W_OK):
        raise StorageTrouble("read_only", where=file)
    if not _may(folder, os.W_OK | os.X_OK):
        raise StorageTrouble("folder_unwritable", folder=folder)


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def make_engine(url: URL, *, patience_s: float, migrating: bool = False) -> Engine:
    """An engine with our settings on every connection.

    ``patience_s``: seconds to wait for another program's lock. ``migrating``: foreign keys stay
    off, because rebuilding a table would otherwise delete what refers to it.
    """
    sqlite = url.get_backend_name() == "sqlite"
    # A server's own default may be a stricter level, at which writers are told to try again.
    served = {} if sqlite else {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
    try:
        engine = create_engine(url, hide_parameters=True, **_pool(migrating), **served)
    except NoSuchModuleError as error:
        raise StorageTrouble("url_kind", kind=url.drivername) from error
    if sqlite:
        _teach_sqlite(engine, patience_s, foreign_keys=not migrating)
    else:
        _teach_postgresql(engine, patience_s)
    return engine


def _pool(migrating: bool) -> dict[str, object]:
    return {"poolclass": NullPool} if migrating else {"poolclass": QueuePool, "max_overflow": -1}


def hold(connection: Connection, what: str) -> None:
    """Let nobody else hold the same before this transaction is over: for what has no row yet that
    could be locked, and only in our schema. SQLite's writers go one at a time by themselves."""
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(func.current_schema() + f" {what}", _OURS)
        connection.execute(select(func.pg_advisory_xact_lock(key)))


def _teach_sqlite(engine: Engine, patience_s: float, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transactions would begin late and without a lock; see ``begin``.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA secure_delete = ON")
        # With a write-ahead log NORMAL cannot harm the file; without one only FULL cannot.
        try:
            wal = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        except sqlite3.DatabaseError:
            # Whatever is wrong will be told by the first statement that someone waits for.
            wal = False
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if wal else 'FULL'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail at once when another one
        # wrote in between; asking for the lock at the start waits for its turn.
        write = connection.get_execution_options().get("rehearse_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _teach_postgresql(engine: Engine, patience_s: float) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {int(patience_s * 1000)}")
        cursor.close()
        connection.commit()


_NO_WAL_HERE = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PROTOCOL")
"""What SQLite says where memory cannot be shared between processes, as on network shares."""


_RIVALS_S = 1.0
"""How long to ask again while the file says "locked", in seconds. SQLite does not wait by itself
here, and programs that open a new file in the same moment keep one another from it; a share without
locks says the same for ever."""


def switch_to_wal(engine: Engine) -> bool:
    """Ask for a write-ahead log; False where the place of the file allows none.

    Network shares often do not. Then the file keeps SQLite's own journal, which is as safe, only
    slower, and makes readers wait for writers.

    Raises:
        sqlite3.Error: the file cannot even be read, or not be written.
    """
    asked_until = time.monotonic() + _RIVALS_S
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        while _refusal_of_wal(cursor) == "SQLITE_BUSY" and time.monotonic() < asked_until:
            time.sleep(0.01)
        cursor.execute("PRAGMA journal_mode")
        ((mode,),) = cursor.fetchall()
        return bool(mode == "wal")
    finally:
        raw.close()


def _refusal_of_wal(cursor: DBAPICursor) -> str:
    """What SQLite answers to the wish for a write-ahead log: its name for a refusal, or nothing."""
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        name: str = getattr(error, "sqlite_errorname", "")
        if not name.startswith(_NO_WAL_HERE):
            raise
        return name
    return ""
