"""A database that cannot be used as it is: told in a plain sentence, and nothing lost."""

import asyncio
import errno
import os
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from rehearse.errors import StorageTrouble
from rehearse.store import engine as engines
from rehearse.store.store import Store
from rehearse.store.trouble import of_file, translated
from tests.databases import address, sqlite_only
from tests.service.conftest import House


def open_code(url: str, **options: object) -> str:
    """The code of the trouble that opening this address brings."""
    with pytest.raises(StorageTrouble) as trouble:
        Store.open(url, **options)  # type: ignore[arg-type]
    for language in ("nl", "en"):
        assert trouble.value.message(language)
    return trouble.value.code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rehearse.db"


def made(file: Path) -> str:
    """The address of a database that is there and in order."""
    url = f"sqlite:///{file}"
    Store.open(url).close()
    return url


def test_our_own_folder_and_file_are_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "rehearse.db"
    store = Store.open(f"sqlite:///{file}", private=True)
    store.rehearsals.history("local")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    store.close()
    assert modes["rehearse.db"] == 0o600
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert store.warnings == ()
    file.chmod(0o644)
    Store.open(f"sqlite:///{file}", private=True).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_empty_file_is_simply_initialised(file: Path) -> None:
    file.touch()
    store = Store.open(f"sqlite:///{file}")
    assert store.warnings == ()
    assert store.rehearsals.history("local") == []
    store.close()


def test_addresses_that_do_not_work(tmp_path: Path) -> None:
    for url in ("", "not an address", "://", "sqlite:/x"):
        assert open_code(url) == "url_wrong"
    for url in ("mysql://u:secret@h/d", "sqlite+aiosqlite:///x.db", "nonsense://x"):
        assert open_code(url) == "url_kind"
    for url in ("sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"):
        assert open_code(url) == "url_memory"
    assert open_code("sqlite:///file::memory:?uri=true") == "url_memory"


@pytest.mark.parametrize(
    "url",
    [
        *("sqlite://tmp/x.db", "sqlite://me:secret@/x.db", "sqlite://:1/x.db"),
        *("sqlite:///x.db?timeout=abc", "sqlite:///x.db?mode=ro", "sqlite:///x.db?foo=1"),
        *("sqlite:///file:x.db", "sqlite:///x.db?uri=true", "sqlite:///file:x.db?uri=perhaps"),
        *("sqlite:///file:x.db?uri=true&timeout=abc", "sqlite:///file://tmp/x.db?uri=true"),
    ],
)
def test_what_is_written_wrongly_is_no_other_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_code(url) == "url_wrong"
    with pytest.raises(StorageTrouble):
        engines.place(url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="rights work differently here")
def test_a_file_by_its_uri_is_for_its_owner_only_and_missed_when_it_goes(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///file:{tmp_path}/m%2569ne.db?uri=true")
    file = tmp_path / "mine.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.unlink()
    with pytest.raises(StorageTrouble) as trouble:
        store.rehearsals.delete_all("local")
    assert trouble.value.code == "file_gone"
    store.close()


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_without_its_driver_says_what_to_install(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    with pytest.raises(StorageTrouble) as trouble:
        Store.open(f"{kind}://me:secret@host/db")
    assert "psycopg" in trouble.value.message("nl")
    assert "secret" not in trouble.value.message("en")


def test_postgres_addresses_become_those_of_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _: object())
    url = engines.address("postgres://me:secret@host/db")
    assert url.drivername == "postgresql+psycopg"
    assert engines.where(url) == "postgresql+psycopg://me:***@host/db"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:geheim@host:5432/db",
        "postgresql://me:ge:h%40im@host:5432/db?password=geheim",
        "postgresql://host:5432/db?user=me&password=geheim&options=geheim",
    ],
)
def test_a_password_is_never_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _: object())
    shown = engines.place(url).where
    assert "host:5432/db" in shown
    assert not any(part in shown for part in ("geheim", "ge:h", "im@"))


@pytest.mark.parametrize("rest", ["me:ge@heim@host/db", "me:ge@h/eim@host/db", "me:x@host:abc/db"])
def test_an_address_that_is_read_wrongly_is_none(
    rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What SQLAlchemy takes for host or database would be the end of a password, and be shown."""
    monkeypatch.setattr(engines, "find_spec", lambda _: object())
    assert open_code(f"postgresql://{rest}") == "url_wrong"


def test_folders_that_do_not_work(tmp_path: Path) -> None:
    assert open_code(f"sqlite:///{tmp_path}/missing/rehearse.db") == "folder_missing"
    assert open_code(f"sqlite:///{tmp_path}") == "not_a_database"
    (tmp_path / "plain").touch()
    under_a_file = f"sqlite:///{tmp_path}/plain/rehearse.db"
    assert open_code(under_a_file) == "folder_missing"
    assert open_code(under_a_file, private=True) == "folder_missing"
    missing = f"sqlite:///file:{tmp_path}/missing/x.db?uri=true"
    assert open_code(missing) == "folder_missing"


@pytest.fixture
def ordinary_folder() -> Iterator[Path]:
    """A folder in which we are nobody special, since root may write anywhere."""
    nobody = 65534
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        root = os.geteuid() == 0
        if root:
            os.chown(name, nobody, nobody)
            os.seteuid(nobody)
        try:
            yield Path(name)
        finally:
            Path(name).chmod(0o700)
            if root:
                os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="rights work differently here")
def test_rights_that_are_missing(ordinary_folder: Path) -> None:
    file = ordinary_folder / "rehearse.db"
    url = made(file)
    file.chmod(0o400)
    assert open_code(url) == "read_only"
    file.chmod(0o600)
    ordinary_folder.chmod(0o500)
    assert open_code(url) == "folder_unwritable"
    assert open_code(f"sqlite:///{ordinary_folder}/other.db") == "folder_unwritable"
    inside = f"sqlite:///{ordinary_folder}/data/rehearse.db"
    assert open_code(inside, private=True) == "folder_unwritable"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "folder_unwritable"),
        (errno.EROFS, "folder_unwritable"),
        (errno.ENOSPC, "disk_full"),
        (errno.ENOENT, "folder_missing"),
        (errno.ENOTDIR, "folder_missing"),
        (errno.EIO, "disk_trouble"),
    ],
)
def test_what_the_system_says_about_a_folder(number: int, code: str) -> None:
    assert of_file(OSError(number, "x"), "/data").code == code


@pytest.mark.parametrize(
    ("number", "code"),
    [("40P01", "locked"), ("42501", "read_only"), ("53100", "disk_full"), (None, "unreachable")],
)
def test_what_a_server_says(number: str | None, code: str) -> None:
    """As psycopg says it, which need not be installed here."""
    kind = type("OperationalError", (Exception,), {"__module__": "psycopg", "sqlstate": number})
    with pytest.raises(StorageTrouble) as trouble, translated("here"):
        raise DBAPIError("SELECT", {}, kind("SECRET"))
    assert trouble.value.code == code
    assert "SECRET" not in trouble.value.message("en")


async def test_a_database_that_can_only_be_read(file: Path) -> None:
    made(file)
    read_only = f"sqlite:///file:{file}?mode=ro&uri=true"
    store = Store.open(read_only)
    assert store.rehearsals.history("local") == []
    with pytest.raises(StorageTrouble) as trouble:
        store.rehearsals.delete_all("local")
    assert trouble.value.code == "read_only"
    store.close()


def test_a_read_only_empty_database_is_read_only_not_damaged(file: Path) -> None:
    file.touch()
    assert open_code(f"sqlite:///file:{file}?mode=ro&uri=true") == "read_only"


def test_what_is_no_database(file: Path) -> None:
    file.write_text("Dear diary, this is a text of some length and no database at all. " * 20)
    assert open_code(f"sqlite:///{file}") == "not_a_database"
    assert file.read_text().startswith("Dear diary")


def test_another_programs_database_is_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("create table bookmarks (url text)")
        other.commit()
    assert open_code(f"sqlite:///{file}") == "foreign"
    with closing(sqlite3.connect(file)) as other:
        other.execute("create table alembic_version (version_num text)")
        other.commit()
        assert open_code(f"sqlite:///{file}") == "foreign"
        assert len(other.execute("select name from sqlite_master").fetchall()) == 2


def test_a_newer_database_is_left_alone(file: Path) -> None:
    url = made(file)
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("update alembic_version set version_num = '9999'")
        newer.commit()
    assert open_code(url) == "newer"


def test_a_damaged_database(file: Path) -> None:
    url = made(file)
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert open_code(url) == "damaged"


def test_a_held_database_is_locked_at_the_start(file: Path) -> None:
    url = made(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("pragma locking_mode = exclusive")
        holder.execute("begin exclusive")
        assert open_code(url, patience_s=0.05) == "locked"
    Store.open(url).close()


def test_without_a_write_ahead_log_it_works_and_says_so(file: Path) -> None:
    url = f"sqlite:///file:{file}?vfs=unix-dotfile&uri=true"
    for _ in range(2):
        store = Store.open(url)
        assert [warning.code for warning in store.warnings] == ["no_wal"]
        assert str(file) in store.warnings[0].message("nl")
        assert store.rehearsals.delete_all("local") == 0
        with store._database.reading() as connection:
            assert connection.exec_driver_sql("pragma synchronous").scalar() == 2
        store.close()


def test_a_share_on_which_asking_for_the_log_fails(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a network share without locks did: it said "locked" and left an empty file behind."""

    class Share(sqlite3.Cursor):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql == "PRAGMA journal_mode = WAL":
                trouble = sqlite3.OperationalError("database is locked")
                trouble.sqlite_errorname = "SQLITE_BUSY"
                raise trouble
            return super().execute(sql, *values)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: object = Share) -> sqlite3.Cursor:  # type: ignore[override]
            return super().cursor(Share)

    create_engine = engines.create_engine
    monkeypatch.setattr(
        engines,
        "create_engine",
        lambda *a, **k: create_engine(*a, **k, connect_args={"factory": Connection}),
    )
    file.touch()
    for _ in range(2):
        store = Store.open(f"sqlite:///{file}")
        assert [warning.code for warning in store.warnings] == ["no_wal"]
        assert store.rehearsals.history("local") == []
        store.close()


@sqlite_only
def test_one_that_makes_the_file_while_another_starts(file: Path) -> None:
    """SQLite says "locked" at once to whoever asks for its log then; it is asked again."""
    rival = sqlite3.connect(file, check_same_thread=False)
    rival.execute("begin immediate")
    done = threading.Timer(0.2, rival.rollback)
    done.start()
    store = Store.open(address(file))
    done.join()
    assert store.warnings == ()
    store.close()
    rival.close()


def test_many_that_start_at_once_on_nothing(file: Path) -> None:
    """Every one of them creates what is missing, once, and none is told of a trouble."""
    url = address(file)
    troubles: list[BaseException] = []
    warnings: list[StorageTrouble] = []

    def begin() -> None:
        try:
            store = Store.open(url)
            warnings.extend(store.warnings)
            store.close()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            troubles.append(error)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert warnings == []


@sqlite_only
async def test_a_full_disk_keeps_what_was_stored(file: Path) -> None:
    house = House(file)
    engine = house.store._database._engine
    rehearsal, root = await house.start()
    turn = await house.say(root, "own_part")
    pages = house.rows("pragma page_count")[0][0]
    engine.dispose()

    @event.listens_for(engine, "connect")
    def fill_up(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"pragma max_page_count = {pages}")

    with pytest.raises(StorageTrouble) as trouble:
        await house.say(turn, "own_part " * 2_000)
    assert trouble.value.code == "disk_full"
    event.remove(engine, "connect", fill_up)
    engine.dispose()
    assert (await house.service.open("local", rehearsal)).leaf.id == turn
    await house.close()


@sqlite_only
async def test_a_file_that_vanishes_is_noticed_before_words_are_lost(file: Path) -> None:
    house = House(file)
    _, root = await house.start()
    await asyncio.to_thread(file.rename, file.with_suffix(".away"))
    with pytest.raises(StorageTrouble) as trouble:
        await house.say(root, "own_part")
    assert trouble.value.code == "file_gone"
    await asyncio.to_thread(file.with_suffix(".away").rename, file)
    await house.say(root, "own_part")
    await house.close()
