"""One open database: transactions that wait their turn, and troubles told in plain words."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import URL, Connection, Engine

from rehearse.errors import StorageTrouble
from rehearse.store import engine as engines
from rehearse.store.trouble import translated
from rehearse.store.upgrade import bring_up_to_date

PATIENCE_S = 5.0
"""How long a statement waits for another program's lock, in seconds."""


class Database:
    """Hands out transactions. Serves any number of threads."""

    def __init__(self, engine: Engine, url: URL, warnings: tuple[StorageTrouble, ...]) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**engines.WRITE)
        self._sqlite = url.get_backend_name() == "sqlite"
        self._reader = engine if self._sqlite else engine.execution_options(**engines.LOOK)
        self._file = engines.file_of(url)
        self._inode = self._file.stat().st_ino if self._file else None
        # SQLite takes one writer at a time. Waiting here wakes up at once; waiting in SQLite
        # sleeps ever longer, which twenty rehearsals in one process would feel.
        self._one_writer = threading.Lock()
        self.where = engines.where(url)
        self.warnings = warnings
        """What is not as it should be, though it works; each has a message to show."""

    @classmethod
    def open(cls, url: str, *, private: bool = False, patience_s: float = PATIENCE_S) -> Self:
        """Open a database, creating or migrating it where needed.

        ``private``: the file lies in our own data folder, which is made when it is missing.

        Raises:
            StorageTrouble: it cannot be used; the message says why and what to do.
        """
        parsed = engines.address(url)
        file = engines.file_of(parsed)
        where = engines.where(parsed)
        if file is not None:
            engines.prepare_file(file, private=private)
        warnings: list[StorageTrouble] = []
        with translated(where):
            builder = engines.make_engine(parsed, patience_s=patience_s, migrating=True)
            try:
                if builder.dialect.name == "sqlite" and not engines.switch_to_wal(builder):
                    warnings.append(StorageTrouble("no_wal", where=where))
                bring_up_to_date(builder, where)
            finally:
                builder.dispose()
            engine = engines.make_engine(parsed, patience_s=patience_s)
        return cls(engine, parsed, tuple(warnings))

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look: all that is asked sees the same moment."""
        with translated(self.where), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it, or none. On PostgreSQL others may write at the same time:
        what was read first stands only where it was locked, or held (``engine.hold``).

        Raises:
            StorageTrouble: the database cannot be written; nothing was.
        """
        if self._sqlite:
            with self._one_writer, translated(self.where):
                self._still_there()
                with self._writer.begin() as connection:
                    yield connection
        else:
            with translated(self.where), self._writer.begin() as connection:
                yield connection

    def forget_deleted(self) -> None:
        """Empty the write-ahead log, where deleted words would stay readable.

        Raises:
            StorageTrouble: another program reads the database right now.
        """
        if not self._sqlite:
            return
        with self._one_writer, translated(self.where):
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                ((busy, _, _),) = cursor.fetchall()
            finally:
                raw.close()
        if busy:
            raise StorageTrouble("delete_lingers", where=self.where)

    def _still_there(self) -> None:
        """SQLite writes on into a file that was removed, and all of it would be lost at the end."""
        if self._file is None:
            return
        try:
            same = self._file.stat().st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise StorageTrouble("file_gone", where=self.where)
