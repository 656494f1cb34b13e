"""An older database becomes a newer one with everything that was in it."""

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from rehearse.coaching.parcel import digest
from rehearse.conversation.rehearsal import at_start
from rehearse.conversation.scenario import Difficulty
from rehearse.ids import new_id
from rehearse.service.rehearsing import LOCAL
from rehearse.store import engine as engines
from rehearse.store import upgrade
from rehearse.store.schema import metadata
from rehearse.store.store import Store
from tests.coaching.said import COACH, NOW, review, said, talk
from tests.databases import address, dangling, foreign, rows
from tests.service.coached import Desk
from tests.service.conftest import House
from tests.service.fakes import tiny_scenario

MIGRATIONS = Path(upgrade.__file__).parent / "migrations"


def at_revision(file: Path, revision: str) -> None:
    """Make an empty database as an older version would have made it."""
    engine = engines.make_engine(engines.address(address(file)), patience_s=1, migrating=True)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(**engines.WRITE).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_the_revisions_written_down_are_those_that_are_there() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    walked = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in walked)[::-1] == upgrade.REVISIONS


def test_the_migrations_make_what_the_code_expects(tmp_path: Path) -> None:
    file = tmp_path / "rehearse.db"
    store = Store.open(address(file))
    with store._database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


@pytest.fixture
def first_version(tmp_path: Path) -> tuple[Path, str, str]:
    """A database of the first version with one rehearsal and a turn cut off after its grade."""
    file = tmp_path / "rehearse.db"
    at_revision(file, "0001")
    scenario = tiny_scenario()
    state = at_start(Difficulty.NORMAL).model_dump_json()
    rehearsal, root, turn, grade = (new_id() for _ in range(4))
    when = "2026-01-02 03:04:05.000000"
    from tests.service.fakes import FakeGrader, TurnContext

    result = FakeGrader().grade("own_part", TurnContext())
    from rehearse.conversation import trust

    change = trust.after_turn(
        at_start(Difficulty.NORMAL).standing, result, scenario.rules.needed
    ).model_dump_json()
    with foreign(file) as run:
        run(
            "insert into snapshots values (?, ?)",
            scenario.version(),
            scenario.model_dump_json().encode(),
        )
        run(
            "insert into rehearsals values (?, 'local', ?, 'tiny', ?, ?, 'en', 'normal', 1, ?, "
            "null, ?)",
            rehearsal,
            scenario.version(),
            b"Tiny",
            b"Noor",
            when,
            turn,
        )
        opening = json.dumps({"id": "open-1", "text": "Talk?"}).encode()
        run(
            "insert into turns (id, rehearsal_id, depth, words, said_at, stage, opening, "
            "trust_before, trust_after, state) values (?, ?, 0, ?, ?, 'done', ?, 34, 34, ?)",
            root,
            rehearsal,
            b"",
            when,
            opening,
            state.encode(),
        )
        run(
            "insert into turns (id, rehearsal_id, parent_id, depth, words, said_at, stage, "
            "trust_before, trust_after, grade_id, change) "
            "values (?, ?, ?, 1, ?, ?, 'graded', 34, 44, ?, ?)",
            turn,
            rehearsal,
            root,
            "own_part é".encode(),
            when,
            grade,
            change.encode(),
        )
        run(
            "insert into grades values (?, ?, 'final', 'old', ?, ?)",
            grade,
            turn,
            result.model_dump_json().encode(),
            when,
        )
    return file, rehearsal, turn


async def test_an_older_database_keeps_its_data(first_version: tuple[Path, str, str]) -> None:
    file, rehearsal, turn = first_version
    house = House(file)
    assert house.rows("select version_num from alembic_version") == [(upgrade.REVISIONS[-1],)]
    assert dangling(file) == []
    assert house.rows("select count(*) from grades") == [(1,)]
    (row,) = await house.service.history(LOCAL)
    assert (row.id, row.turns, row.trust) == (rehearsal, 1, 44)
    assert row.started_at.isoformat() == "2026-01-02T03:04:05+00:00"
    view = await house.service.open(LOCAL, rehearsal)
    assert view.leaf.text == "own_part é"
    events = await house.events(turn)
    assert events[-1].type.value == "done"
    assert house.grader.asked == []
    await house.close()


@pytest.fixture
def before_coaches(tmp_path: Path) -> tuple[Path, str, str]:
    """A database from before talks could be shared: two rehearsals, the older one talked in last
    and left at its first turn, with all that can hang on it."""
    file = tmp_path / "rehearse.db"
    at_revision(file, "0004")
    scenario = tiny_scenario()
    state = at_start(Difficulty.NORMAL).model_dump_json().encode()
    older, newer, first, second, grade = (new_id() for _ in range(5))
    with foreign(file) as run:
        run(
            "insert into snapshots values (?, ?)",
            scenario.version(),
            scenario.model_dump_json().encode(),
        )
        for rehearsal, began, leaf in ((older, 1, first), (newer, 2, f"{newer[:-1]}x")):
            run(
                "insert into rehearsals values (?, 'local', ?, 'tiny', ?, ?, 'en', 'normal', 0, ?,"
                " null, ?, null)",
                rehearsal,
                scenario.version(),
                b"Tiny",
                b"Noor",
                _at(began),
                leaf,
            )
            opening = json.dumps({"id": "open-0", "text": "Talk?"}).encode()
            run(
                "insert into turns (id, rehearsal_id, depth, words, said_at, stage, opening,"
                " trust_before, trust_after, state) values (?, ?, 0, ?, ?, 'done', ?, 34, 34, ?)",
                f"{rehearsal[:-1]}x",
                rehearsal,
                b"",
                _at(began),
                opening,
                state,
            )
        reply = json.dumps({"move": "go_on", "text": "Go on."}).encode()
        for turn, parent, depth in ((first, f"{older[:-1]}x", 1), (second, first, 2)):
            run(
                "insert into turns (id, rehearsal_id, parent_id, depth, words, said_at, stage,"
                " trust_before, trust_after, reply, state, grade_id)"
                " values (?, ?, ?, ?, ?, ?, 'done', 34, 40, ?, ?, ?)",
                turn,
                older,
                parent,
                depth,
                b"KEPT",
                _at(10 * depth),
                reply,
                state,
                grade,
            )
        result = json.dumps({"kind": "not_scored", "code": "failed"}).encode()
        run("insert into grades values (?, ?, 'final', 'old', ?, ?)", grade, first, result, _at(1))
        run("insert into disputes values (?, 'ask', ?)", grade, _at(11))
        run("insert into keepsakes (rehearsal_id, card) values (?, ?)", older, b"{}")
    return file, older, newer


def _at(minute: int) -> str:
    return f"2026-01-02 03:{minute:02}:00.000000"


async def test_a_database_from_before_coaches_keeps_its_data_and_can_share_it(
    before_coaches: tuple[Path, str, str],
) -> None:
    file, older, newer = before_coaches
    house = House(file)
    assert dangling(file) == []
    for table in ("disputes", "keepsakes", "grades"):
        assert house.rows(f"select count(*) from {table}") == [(1,)]
    rows = await house.service.history(LOCAL)
    assert [(row.id, row.turns, row.branches) for row in rows] == [(older, 1, 1), (newer, 0, 1)]
    assert [row.last_said_at.minute for row in rows] == [10, 2]
    (unset,) = house.rows("select count(*) from rehearsals where talked_at is null")
    assert unset == (0,)
    desk = Desk(house)
    leaf = (await house.service.open(LOCAL, older)).leaf
    await desk.sharing.share(LOCAL, new_id(), older, leaf.id)
    coach = await desk.reviewing.name_coach(LOCAL, "Rosa")
    (row,) = await desk.reviewing.talks(LOCAL, coach.id)
    assert (row.turns, row.disputed) == (1, 1)
    await house.close()


TALK = talk([said("Ik heb je laten zitten.")])


@pytest.fixture
def before_several_readers(tmp_path: Path) -> Path:
    """A database in which a file could be taken in by one alone: Rosa has, and began a review that
    she can undo a choice of."""
    file = tmp_path / "rehearse.db"
    at_revision(file, "0005")
    began = review(TALK, digest(TALK), "Began")
    went_on = began.with_comment(TALK.turns[0].id, "Went on", NOW)
    with foreign(file) as run:
        for talk_id, reader in ((TALK.id, "rosa"), (new_id(), "sam")):
            run(
                "insert into shares (id, reader_id, leaf_id, digest, title, name, language, turns,"
                " doubtful, disputed, names_replaced, cases_allowed, shared_at, received_at, talk)"
                " values (?, ?, ?, ?, ?, ?, 'nl', 1, 0, 2, ?, ?, ?, ?, ?)",
                talk_id,
                reader,
                TALK.leaf_id,
                digest(TALK),
                TALK.title.encode(),
                TALK.name.encode(),
                False,
                True,
                _at(1),
                _at(2),
                TALK.model_dump_json().encode(),
            )
        run("insert into coaches values (?, 'rosa', ?, ?)", COACH, b"Anna", _at(1))
        run(
            "insert into reviews (id, share_id, coach_id, complete, differs, changed_at,"
            " handed_in_at, review) values (?, ?, ?, 0, 1, ?, ?, ?)",
            began.id,
            TALK.id,
            COACH,
            _at(3),
            _at(3),
            went_on.model_dump_json().encode(),
        )
        run("insert into review_past values (?, 7, ?)", began.id, began.model_dump_json().encode())
    return file


def test_a_talk_that_one_took_in_stays_theirs_and_can_be_taken_in_by_another(
    before_several_readers: Path,
) -> None:
    file = before_several_readers
    store = Store.open(address(file))
    assert dangling(file) == []
    share, found = store.shares.talk("rosa", TALK.id)
    assert (found, share.cases_allowed, share.names_replaced) == (TALK, True, False)
    assert share.received_at is not None
    assert (share.shared_at.minute, share.received_at.minute) == (1, 2)
    (row,) = store.reviews.listed("rosa", COACH)
    assert (row.differs, row.changed_at) == (1, row.handed_in_at)
    standing, can_undo = store.reviews.review("rosa", COACH, TALK.id)
    assert standing is not None
    assert (standing.of(TALK.turns[0].id).comment, can_undo) == ("Went on", True)
    undone = store.reviews.undo("rosa", COACH, TALK.id, NOW)
    assert undone is not None
    assert undone.of(TALK.turns[0].id).comment == "Began"
    _, new = store.shares.receive("bram", TALK, NOW)
    assert new
    store.shares.remove("rosa", TALK.id)
    assert rows(file, "select reader_id from shares order by 1") == [("bram",), ("sam",)]
    assert rows(file, "select count(*) from reviews") == [(0,)]
    assert rows(file, "select count(*) from review_past") == [(0,)]
    store.close()


def test_an_upgrade_that_breaks_changes_nothing(
    first_version: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _, turn = first_version
    real = command.upgrade

    def breaks_at_the_end(config: Config, revision: str) -> None:
        real(config, revision)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "upgrade", breaks_at_the_end)
    with pytest.raises(KeyboardInterrupt):
        Store.open(address(file))
    with foreign(file) as run:
        assert run("select version_num from alembic_version") == [("0001",)]
        assert run("select count(*) from turns where id = ?", turn) == [(1,)]
    with pytest.raises(DBAPIError, match="lease_owner"):
        rows(file, "select lease_owner from turns")
    monkeypatch.undo()
    Store.open(address(file)).close()
