"""``rehearse corrections``: previewed, written once, never where it does not belong."""

import json
import os
import stat
from pathlib import Path

import pytest

import rehearse
from evals.cases import load
from tests.cli.conftest import Command
from tests.cli.test_sharing import Desk, coach, manager, rehearsal, review, talk

__all__ = ["coach", "manager", "rehearsal", "review", "talk"]


def files(folder: Path) -> dict[str, bytes]:
    found = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


@pytest.fixture
def folder(coach: Desk, review: Path, tmp_path: Path) -> Path:
    at = tmp_path / "cases"
    done = coach("corrections", "--out", at, "--yes")
    assert done.code == 0, done.err
    assert "1 new, 0 changed" in done.out
    return at


def test_the_evals_read_what_was_written(folder: Path) -> None:
    (case,) = load(folder / "turns")
    assert case.writer.startswith("anna-1-")
    assert case.levels["own_part"] == 2  # type: ignore[index]
    assert "Pieter" not in case.turn
    stories = json.loads((folder / "stories.json").read_text("utf-8"))
    assert set(stories) == {f"{case.writer}/{case.story}"}
    assert case.consent is not None
    assert case.consent.share in (folder / "README.md").read_text("utf-8")
    if os.name == "posix":
        assert {stat.S_IMODE((folder / name).stat().st_mode) for name in files(folder)} == {0o600}


def test_twice_adds_nothing_twice(coach: Desk, folder: Path) -> None:
    before = files(folder)
    again = coach("corrections", "--out", folder, "--yes")
    assert "0 new, 0 changed" in again.out
    assert files(folder) == before


def test_a_label_that_changed_is_brought_up_to_date_and_others_stay(
    coach: Desk, folder: Path
) -> None:
    (file,) = (folder / "turns").iterdir()
    line = json.loads(file.read_text("utf-8"))
    other = line | {"id": "kept"}
    line["levels"]["ask"] = -1
    file.write_text(f"{json.dumps(other)}\n{json.dumps(line)}\n", "utf-8")
    assert "0 new, 1 changed" in coach("corrections", "--out", folder, "--yes").out
    lines = [json.loads(text) for text in file.read_text("utf-8").splitlines()]
    assert lines[0] == other
    assert lines[1]["levels"]["ask"] == 0


def test_a_preview_writes_nothing(coach: Desk, review: Path, tmp_path: Path) -> None:
    shown = coach("corrections", "--preview", "--out", tmp_path / "cases")
    assert "own part: clear" in shown.out.lower()
    assert "Replaced" in shown.out or "No names were found" in shown.out
    assert not (tmp_path / "cases").exists()


def test_nothing_is_written_unseen(coach: Desk, review: Path, tmp_path: Path) -> None:
    assert coach("corrections", "--out", tmp_path / "cases").code == 2
    assert coach("corrections").code == 2
    assert not (tmp_path / "cases").exists()


def test_one_talk_alone_and_agreed_turns_too(coach: Desk, review: Path) -> None:
    share = json.loads(coach("reviews", "--json").out)[0]["share_id"]
    shown = coach("corrections", "--preview", "--review", share[:12], "--all")
    assert "cases: 2." in shown.out
    assert coach("corrections", "--preview", "--review", "0" * 12).code == 2


def test_without_consent_there_is_nothing_to_write(
    manager: Desk, coach: Desk, rehearsal: str, tmp_path: Path
) -> None:
    assert "cases: 0." in coach("corrections", "--preview").out
    at = tmp_path / "cases"
    assert "cases: 0." in coach("corrections", "--out", at, "--yes").out
    assert not at.exists()


def test_nothing_is_written_into_the_package(coach: Desk, review: Path) -> None:
    inside = Path(rehearse.__file__).parent / "corrections"
    refused = coach("corrections", "--out", inside, "--yes")
    assert (refused.code, inside.exists()) == (2, False)


def test_a_folder_of_other_cases_is_left_alone(coach: Desk, review: Path, tmp_path: Path) -> None:
    (tmp_path / "splits.json").write_text("{}", "utf-8")
    assert coach("corrections", "--out", tmp_path, "--yes").code == 2


def test_a_folder_that_cannot_be_made_is_told(coach: Desk, review: Path, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 300)
    assert coach("corrections", "--preview", "--out", long).code == 0
    refused = coach("corrections", "--out", long, "--yes")
    assert (refused.code, "cannot be written" in refused.err) == (2, True)
    (tmp_path / "loop").symlink_to("loop")
    refused = coach("corrections", "--out", tmp_path / "loop", "--yes")
    assert (refused.code, "ordinary folder" in refused.err) == (2, True)


@pytest.mark.parametrize("text", ["no json", "[]", '{"id": "x"}'])
def test_a_file_of_something_else_is_left_alone(coach: Desk, folder: Path, text: str) -> None:
    (file,) = (folder / "turns").iterdir()
    file.write_text(text, "utf-8")
    refused = coach("corrections", "--out", folder, "--yes")
    assert (refused.code, file.name in refused.err) == (2, True)
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize(
    "consent", ["null", "{}", '{"share": 1, "given_at": "2026-01-01"}', '{"share": "s"}']
)
def test_a_line_without_its_consent_is_told_before_anything_is_written(
    coach: Desk, review: Path, tmp_path: Path, consent: str
) -> None:
    at = tmp_path / "cases"
    (at / "turns").mkdir(parents=True)
    (at / "turns" / "a.jsonl").write_text(f'\n{{"id": "x", "consent": {consent}}}\n', "utf-8")
    refused = coach("corrections", "--out", at, "--yes")
    assert refused.code == 2
    assert "a.jsonl holds something other than corrections (line 2)" in refused.err
    assert list(files(at)) == ["turns/a.jsonl"]


@pytest.mark.parametrize("stories", ["[]", '{"anna/opslag": "x"}'])
def test_stories_of_something_else_are_left_alone(
    coach: Desk, review: Path, tmp_path: Path, stories: str
) -> None:
    at = tmp_path / "cases"
    at.mkdir()
    (at / "stories.json").write_text(stories, "utf-8")
    refused = coach("corrections", "--out", at, "--yes")
    assert (refused.code, "stories.json holds something other" in refused.err) == (2, True)
    assert list(files(at)) == ["stories.json"]


def test_nothing_is_written_through_a_link(
    coach: Desk, folder: Path, tmp_path: Path, command: Command
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (folder / "turns").rename(elsewhere)
    (folder / "turns").symlink_to(elsewhere)
    before = files(elsewhere)
    assert coach("corrections", "--out", folder, "--yes").code == 2
    (folder / "turns").unlink()
    (folder / "turns").mkdir()
    (written,) = elsewhere.iterdir()
    (folder / "turns" / written.name).symlink_to(written)
    assert coach("corrections", "--out", folder, "--yes", "--all").code == 2
    assert files(elsewhere) == before
