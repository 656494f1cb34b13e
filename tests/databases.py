"""Where tests keep rehearsals: in a SQLite file each or, where ``REHEARSE_TEST_DATABASE_URL`` names
a PostgreSQL database that may be thrown away, in a schema of it in place of each file."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url

from rehearse.store import engine as engines
from rehearse.store.schema import metadata
from rehearse.store.store import Store

SERVER = os.environ.get("REHEARSE_TEST_DATABASE_URL")

sqlite_only = pytest.mark.skipif(SERVER is not None, reason="is about SQLite's own file")

Run = Callable[..., list[tuple[Any, ...]]]
"""Runs a statement, written as for SQLite, with its values; what it found."""


@cache
def address(file: Path) -> str:
    """The address of the database that goes by this file, empty when it is first asked for."""
    if SERVER is None:
        return f"sqlite:///{file}"
    schema = f"test_{md5(str(file).encode()).hexdigest()}"
    with _running(SERVER) as run:
        run(f"drop schema if exists {schema} cascade")
        run(f"create schema {schema}")
    inside = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
    return inside.render_as_string(hide_password=False)


@contextmanager
def foreign(file: Path) -> Iterator[Run]:
    """A connection that is none of ours; what it did is kept at the end."""
    with _running(address(file)) as run:
        yield run


def rows(file: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What is in a database, for whoever else looks."""
    with foreign(file) as run:
        return run(sql, *values)


def copied(file: Path, to: Path) -> Path:
    """A database that nobody has open, once more."""
    if SERVER is None:
        return shutil.copy(file, to)
    Store.open(address(to)).close()
    there = make_url(address(file)).query["options"].removeprefix("-csearch_path=")
    with foreign(to) as run:
        for table in metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.c)
            run(f"insert into {table.name} ({columns}) select {columns} from {there}.{table.name}")
    return to


def bytes_of(file: Path) -> bytes:
    """Everything on the disk that belongs to a database; of a server, all that it still tells."""
    if SERVER is None:
        return b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))
    with foreign(file) as run:
        told = [run(f"select * from {table.name}") for table in metadata.sorted_tables]
    fields = (field for found in told for row in found for field in row)
    return b"\n".join(each if isinstance(each, bytes) else str(each).encode() for each in fields)


def dangling(file: Path) -> list[tuple[Any, ...]]:
    """The rows that refer to what is not there; a server takes none."""
    return rows(file, "pragma foreign_key_check") if SERVER is None else []


@contextmanager
def _running(url: str) -> Iterator[Run]:
    engine = create_engine(engines.address(url), poolclass=NullPool)
    sign = "?" if engine.dialect.name == "sqlite" else "%s"

    def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        found = connection.exec_driver_sql(sql.replace("?", sign), values)
        return [tuple(row) for row in found] if found.returns_rows else []

    with engine.begin() as connection:
        yield run
    engine.dispose()
