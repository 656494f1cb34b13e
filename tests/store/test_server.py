"""What a PostgreSQL server can bring about, told in a plain sentence; and whose settings count."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from rehearse.errors import StorageTrouble
from rehearse.store.store import Store
from tests.databases import SERVER, address, foreign

pytestmark = pytest.mark.skipif(SERVER is None, reason="REHEARSE_TEST_DATABASE_URL names no server")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rehearse.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    Store.open(address(file)).close()
    store = Store.open(address(file), patience_s=0.2)
    yield store
    store.close()


def under(file: Path, setting: str) -> str:
    """The address, with a setting that its server could have for everybody."""
    url = make_url(address(file))
    options = f"{url.query['options']} -c{setting}"
    return url.update_query_dict({"options": options}).render_as_string(hide_password=False)


def test_a_server_that_takes_nothing_new_is_read_only(file: Path) -> None:
    only_read = under(file, "default_transaction_read_only=on")
    with pytest.raises(StorageTrouble) as trouble:
        Store.open(only_read)
    assert trouble.value.code == "read_only"
    Store.open(address(file)).close()
    store = Store.open(only_read)
    assert store.rehearsals.history("local") == []
    with pytest.raises(StorageTrouble) as trouble:
        store.rehearsals.delete_all("local")
    assert trouble.value.code == "read_only"
    store.close()


def test_without_rights_in_the_schema_nothing_is_made(file: Path) -> None:
    role = f"nobody_{address(file)[-32:]}"
    with foreign(file) as run:
        run(f"create role {role}")
    try:
        with pytest.raises(StorageTrouble) as trouble:
            Store.open(under(file, f"role={role}"))
    finally:
        with foreign(file) as run:
            run(f"drop role {role}")
    assert trouble.value.code == "read_only"


def test_a_table_that_another_program_holds_is_waited_for_and_told(
    store: Store, file: Path
) -> None:
    with foreign(file) as run:
        run("lock table rehearsals")
        for call in (store.rehearsals.history, store.rehearsals.delete_all):
            with pytest.raises(StorageTrouble) as trouble:
                call("local")
            assert trouble.value.code == "locked"
    assert store.rehearsals.delete_all("local") == 0


@pytest.mark.parametrize("default", ["serializable", "read uncommitted"])
def test_levels_are_ours_whatever_the_server_takes_for_them(file: Path, default: str) -> None:
    quoted = default.replace(" ", r"\ ")
    store = Store.open(under(file, f"default_transaction_isolation={quoted}"))
    asked = "show transaction_isolation"
    for _ in range(2):  # a connection comes back from the pool as it was
        with store._database.writing() as c:
            assert c.exec_driver_sql(asked).scalar() == "read committed"
        with store._database.reading() as c:
            assert c.exec_driver_sql(asked).scalar() == "repeatable read"
    store.close()


def test_a_server_that_is_away_is_told(file: Path) -> None:
    with pytest.raises(StorageTrouble) as trouble:
        Store.open("postgresql://ann:geheim@127.0.0.1:1/rehearse")
    assert trouble.value.code == "unreachable"
    assert "geheim" not in trouble.value.message("nl")


def test_a_connection_that_was_cut_is_made_anew(store: Store, file: Path) -> None:
    with store._database.reading() as c:
        mine = c.exec_driver_sql("select pg_backend_pid()").scalar()
    with foreign(file) as run:
        run("select pg_terminate_backend(?)", mine)
    assert store.rehearsals.history("local") == []
