"""Turns of a folder of their own, run and reported apart."""

import json
import re
from pathlib import Path

import pytest

from tests.evals.command_line.calling import called, run
from tests.evals.fakes import labelled, written


@pytest.fixture
def further(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three further turns, as coaches correct them."""
    at = tmp_path_factory.mktemp("cases") / "coaches"
    consent = {"share": "s-1", "given_at": "2026-11-26T09:30:00Z"}
    lines = [
        labelled(50 + n, {"own_part": 2}, writer="anna-0c1d2e", lang=lang) | {"consent": consent}
        for n, lang in enumerate(("nl", "nl", "en"))
    ]
    written(at / "turns", lines)
    return at


def test_further_turns_are_a_split_of_their_own_and_held_to_no_floor(
    folder: Path, further: Path
) -> None:
    limits = {"at_least": {"turns/development/all/own_part/stated": 0.0}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    file = folder / "out.json"
    result = run(folder, "--cases", further, "--json", file)
    assert result.exit_code == 0, result.output
    assert "Development turns, nl (1 turns)" in result.output
    assert "Turns of coaches, not built in, nl (2 turns)" in result.output
    assert "turns/coaches: 3 turns by anna-0c1d2e" in result.output
    found = json.loads(file.read_text("ascii"))
    assert found["figures"]["turns/development/all/own_part/kappa"]["count"] == 2
    assert found["figures"]["turns/coaches/all/own_part/kappa"]["count"] == 3
    told = [outcome["id"] for outcome in found["outcomes"] if outcome["part"] == "turns/coaches"]
    assert told == ["t-050", "t-051", "t-052"]


def test_a_floor_cannot_name_a_further_split(folder: Path, further: Path) -> None:
    limits = {"at_least": {"turns/coaches/all/own_part/stated": 1.01}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    assert run(folder, "--cases", further).exit_code == 0
    assert "own_part/stated" not in run(folder, "--cases", further).output


def test_further_turns_can_be_filtered_too(folder: Path, further: Path) -> None:
    result = run(folder, "--cases", further, "--filter", "t-051")
    assert result.exit_code == 0, result.output
    assert "turns/coaches: 1 turns by anna-0c1d2e" in result.output
    none = run(folder, "--cases", further, "--filter", "t-002")
    assert "turns/coaches: none of its turns is among the wanted" in none.output
    one = run(folder, "--cases", further, "--lang", "en")
    assert "Turns of coaches, not built in, en (1 turns)" in one.output


def test_a_part_without_turns_says_that_further_ones_are_not_graded(
    folder: Path, further: Path
) -> None:
    for name in ("alike", "differ", "added"):
        written(folder / "pairs", [], name=f"{name}.jsonl")
    result = run(folder, "--part", "pairs", "--cases", further)
    assert result.exit_code == 0, result.output
    assert "the turns of coaches are not graded with --part pairs" in result.output


@pytest.mark.parametrize(
    ("name", "said"), [("held_out", "called like a built-in split"), ("nowhere", "no *.jsonl")]
)
def test_a_folder_that_cannot_be_a_split_exits_2(
    folder: Path, further: Path, name: str, said: str
) -> None:
    given = further.with_name(name)
    if name == "held_out":
        further.rename(given)
    result = run(folder, "--cases", given)
    assert result.exit_code == 2
    assert said in result.output


def test_a_folder_with_splits_of_its_own_is_no_further_one(folder: Path) -> None:
    result = run(folder, "--cases", folder)
    assert result.exit_code == 2
    assert "holds splits of its own" in result.output


def test_what_people_said_is_sent_to_no_model(folder: Path, further: Path) -> None:
    result = run(folder, "--cases", further, "--live", "--model", "openai/x", "--yes")
    assert result.exit_code == 2
    assert "sent to no model" in result.output


def test_further_turns_alone_are_counted(further: Path) -> None:
    result = called("check", "--cases", further)
    assert result.exit_code == 0, result.output
    assert re.search(r"coaches\s+2\s+1\s+3", result.output)
    assert "dialogues" not in result.output
