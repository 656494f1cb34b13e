"""What ``python -m evals`` shows, writes and refuses, and how it exits."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evals import cases, comparing, suite, training, vectors
from evals.cases import CASES
from evals.wanted import Wanted
from rehearse.colleague.checks import sense
from rehearse.conversation.rubric import Step
from rehearse.grader import heads
from tests.evals.command_line.calling import called, run
from tests.evals.fakes import written


def test_all_that_holds_exits_0_and_writes_json(folder: Path) -> None:
    file = folder / "out.json"
    result = run(folder, "--json", file)
    assert result.exit_code == 0, result.output
    assert "Development turns, nl" in result.output
    assert "Nothing fails" in result.output
    found = json.loads(file.read_text("ascii"))
    assert found["holds"] is True
    assert found["figures"]["turns/development/all/own_part/kappa"]["count"] == 2
    assert found["figures"]["turns/held_out/all/own_part/kappa"]["count"] == 2
    assert not any("held_out" in outcome["part"] for outcome in found["outcomes"])


def test_a_run_is_written_for_others_and_compared(folder: Path) -> None:
    files = [folder / name for name in ("run.json", "run.xml", "run.md", "run.html")]
    flags = ("--json", "--junit", "--markdown", "--html")
    given = [part for pair in zip(flags, files, strict=True) for part in pair]
    assert run(folder, *given).exit_code == 0
    assert all(file.stat().st_size > 200 for file in files)
    same = called("compare", files[0], files[0])
    assert same.exit_code == 0, same.output
    assert "Nothing got worse beyond noise." in same.output


@pytest.mark.parametrize("step", list(Step))
def test_a_grader_that_loses_a_third_of_one_step_exits_1_and_is_told_which(
    tmp_path: Path, step: Step
) -> None:
    stored = json.loads(comparing.BASELINE.read_text("utf-8"))
    there = [o["steps"][step] for o in stored["outcomes"] if step in o.get("steps", {})]
    for score in there[::3]:
        score["given"] = 0
    worse = tmp_path / "worse.json"
    worse.write_text(json.dumps(stored), "utf-8")
    result = called("compare", comparing.BASELINE, worse)
    assert result.exit_code == 1
    worse_ones = re.findall(r"^- turns/.*", result.output.split("Every case")[0], re.MULTILINE)
    assert {name.split("/")[-2] for name in worse_ones} - {"macro"} == {step}


def test_a_stored_run_that_is_none_exits_2(folder: Path) -> None:
    result = called("compare", folder / "none.json")
    assert result.exit_code == 2
    assert "store a run with" in result.output
    result = called("compare", folder / "floors.json", folder / "floors.json")
    assert result.exit_code == 2
    assert "store a run anew" in result.output


def test_a_few_cases_alone_are_held_to_no_floor(folder: Path) -> None:
    limits = {"at_least": {"turns/development/all/worth/stated": 1.01}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    for few in (("--filter", "t-002"), ("--limit", "1")):
        result = run(folder, *few)
        assert result.exit_code == 0, result.output
        assert "turns/development: 1 turns by w2" in result.output
        assert "no figure is held to its floor" in result.output


def test_one_case_is_shown_with_label_and_grade(folder: Path) -> None:
    result = called("show", "t-002", "--cases", folder)
    assert result.exit_code == 0, result.output
    assert "Turn 2. I kept quiet about it." in result.output
    assert "own_part" in result.output


def test_a_request_is_shown_word_for_word(folder: Path) -> None:
    result = called("show", "t-002", "--asked", "openai/x", "--cases", folder)
    assert result.exit_code == 0, result.output
    assert re.search("^key: [0-9a-f]{64}$", result.output, re.MULTILINE)
    assert "[system]" in result.output
    assert "Turn 2. I kept quiet about it." in result.output


@pytest.mark.parametrize(
    ("case", "said"), [("t-004", "t-004 is held out"), ("none", "no labelled turn is called")]
)
def test_what_cannot_be_shown_exits_2(folder: Path, case: str, said: str) -> None:
    result = called("show", case, "--cases", folder)
    assert result.exit_code == 2
    assert said in result.output


def test_all_case_files_can_be_read() -> None:
    result = called("check")
    assert result.exit_code == 0, result.output
    assert "Every file can be read." in result.output


def test_a_missing_file_of_pairs_exits_2(folder: Path) -> None:
    result = called("check", "--cases", folder)
    assert result.exit_code == 2
    assert "alike.jsonl" in result.output


def test_one_language_alone(folder: Path) -> None:
    result = run(folder, "--lang", "nl")
    assert result.exit_code == 0, result.output
    assert "Development turns, nl (1 turns)" in result.output
    assert "Development turns, en" not in result.output


def test_below_a_floor_exits_1_and_is_named(folder: Path) -> None:
    limits = {"at_least": {"turns/development/all/worth/stated": 1.01}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert "What fails:\n- turns/development/all/worth/stated: worth: " in result.output


def test_a_model_of_other_data_exits_1_and_says_so(folder: Path) -> None:
    file = folder / "turns" / "w1.jsonl"
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    lines[0]["turn"] = lines[0]["turn"].replace("And that", "So that")
    written(folder / "turns", lines)
    result = run(folder)
    assert result.exit_code == 1
    assert "learned from other turns or labels" in result.output
    assert "python -m evals train" in result.output


def test_a_model_that_cannot_be_read_exits_1(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> heads.Heads:
        raise ValueError("heads.npz does not fit the cues")

    monkeypatch.setattr(heads, "load", broken)
    result = run(folder)
    assert result.exit_code == 1
    assert "does not fit the cues; run `python -m evals train`" in result.output
    for command in (("show", "t-002"), ("models",), ("stale",)):
        result = called(*command, "--cases", folder)
        assert result.exit_code == 2, result.output
        assert "does not fit the cues; run `python -m evals train`" in result.output


def test_what_hears_slips_and_was_learned_beside_another_reader_exits_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hears = sense.shipped()
    other = replace(hears, card=hears.card.model_copy(update={"reader": "another"}))
    monkeypatch.setattr(sense, "shipped", lambda: other)
    result = run(folder)
    assert result.exit_code == 1
    assert "run `python -m evals train-slips`" in result.output


@pytest.mark.parametrize("command", ["check", "stale", "models"])
def test_a_setting_that_cannot_be_used_exits_2_and_is_not_shown(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_BUDGET", "very-secret")
    result = called(command, "--cases", folder)
    assert result.exit_code == 2
    assert result.output.startswith("REHEARSE_BUDGET isn’t a number")
    assert "very-secret" not in result.output


def test_a_folder_of_prompts_without_situations_exits_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(tmp_path))
    result = called("check")
    assert result.exit_code == 2, result.output
    assert f"There are no situations in {tmp_path / 'scenarios'}." in result.output


def test_stored_vectors_that_no_longer_hold_exit_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "CHECKED_ANEW", 1)
    encoder = vectors.remembered(folder)
    training.prepare(cases.load(folder / "turns"), encoder)
    vectors.store(folder / "vectors", {name: row * 0 for name, row in encoder.used.items()})
    result = run(folder)
    assert result.exit_code == 1
    assert "stored sentence vectors no longer hold" in result.output


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda at: written(at / "turns", ["{"]), "w1.jsonl:1: "),
        (lambda at: shutil.rmtree(at / "turns"), "no *.jsonl files here"),
        (lambda at: (at / "floors.json").write_text("{"), "floors.json: "),
        (
            lambda at: (at / "splits.json").write_text('{"train": ["w1", "w2", "w3"]}'),
            "no labelled turns in the development split",
        ),
    ],
)
def test_wrong_files_exit_2_and_say_what_to_do(
    folder: Path, break_it: Callable[[Path], object], said: str
) -> None:
    break_it(folder)
    result = run(folder)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments", [("run", "--lang", "fr"), ("run", "--part", "all"), ("walk",), ("run", "--quiet")]
)
def test_wrong_use_exits_2(arguments: tuple[str, ...]) -> None:
    assert called(*arguments).exit_code == 2


def test_a_json_file_that_cannot_be_written_exits_2(folder: Path) -> None:
    result = run(folder, "--json", folder / "nowhere" / "out.json")
    assert result.exit_code == 2
    assert "No such file" in result.output


def test_what_was_not_run_needs_no_floor() -> None:
    assert Wanted().whole
    assert not Wanted(lang="nl").whole
    assert Wanted(folder=CASES).speaks("en")
