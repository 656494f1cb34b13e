"""Brings a database to the form this version knows, keeping what is in it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from rehearse.errors import StorageTrouble
from rehearse.store.engine import WRITE, hold

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""All forms the database ever had, oldest first; written down so that an up-to-date database
opens without loading alembic. A test holds it against the migrations."""


def bring_up_to_date(engine: Engine, where: str) -> None:
    """Create what is missing, migrate what is older. Does nothing to an up-to-date database.

    Raises:
        StorageTrouble: the database is from a newer version, or holds something else.
    """
    with engine.connect() as connection:
        standing = _standing(connection, where)
    if standing != REVISIONS[-1]:
        with engine.execution_options(**WRITE).begin() as connection:
            _upgrade(connection)


def _standing(connection: Connection, where: str) -> str | None:
    """The revision the database is at; None when it is empty."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if not {"alembic_version", "rehearsals"} <= tables:
        raise StorageTrouble("foreign", where=where)
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision not in REVISIONS:
        raise StorageTrouble("newer", where=where)
    return str(revision)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    hold(connection, "upgrade")
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
