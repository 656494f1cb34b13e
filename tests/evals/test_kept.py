"""The file of kept replies: what a line may hold, who it is from, and how its key is changed."""

from pathlib import Path
from typing import Any

import pytest

from evals import kept
from evals.cases import CaseError
from evals.kept import Source
from evals.report import Part
from tests.evals.fakes import written

KEY = "0" * 64


def line(**changes: Any) -> dict[str, Any]:
    plain = {"key": KEY, "part": "turns", "case": "t-1", "model": "openai/x", "source": "model"}
    return plain | {"answer": "Well."} | changes


def test_replies_are_told_apart_by_part_model_and_source(tmp_path: Path) -> None:
    reader = line(source="reader of the exact request", model="reader/exact-request")
    other = line(source="reader of the exact request", model="openai/y")
    authored = line(source="authored", model="authored/stubborn")
    written(tmp_path, [line(), line(part="pairs"), reader, other, authored, line(case="t-2")])
    labels = [(batch.part, batch.label, batch.cases) for batch in kept.load(tmp_path)]
    assert labels == [
        (Part.TURNS, "openai/x", ("t-1", "t-2")),
        (Part.PAIRS, "openai/x", ("t-1",)),
        (Part.TURNS, "reader of the exact request", ("t-1",)),
        (Part.TURNS, "reader of the exact request to openai/y", ("t-1",)),
        (Part.TURNS, "authored: stubborn", ("t-1",)),
    ]


def test_folders_inside_are_not_read(tmp_path: Path) -> None:
    written(tmp_path / "earlier", ["{"])
    assert kept.load(tmp_path) == []
    assert kept.load(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (line(body={}), "either 'answer' or 'body'"),
        (line(answer=None), "either 'answer' or 'body'"),
        (line(status=429), "an error holds no 'answer'"),
        (line(comes_to="first"), "goes with authored replies alone"),
        (line(key="abc"), "key: "),
        (line(source="somebody"), "source: "),
    ],
)
def test_a_wrong_line_is_told_with_its_place(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    file = written(tmp_path, [line(), wrong])
    with pytest.raises(CaseError, match=f"{file}:2: ") as told:
        kept.load(tmp_path)
    assert said in str(told.value)


def test_one_request_with_two_answers_is_told_with_both_places(tmp_path: Path) -> None:
    one = written(tmp_path, [line(case="t-0", key="1" * 64), line()], name="a.jsonl")
    other = written(tmp_path, [line(part="pairs", case="p-1/one", answer="No.")], name="b.jsonl")
    with pytest.raises(CaseError, match=f"^{other}:1: openai/x .* {one}:2; "):
        kept.load(tmp_path)


BUSY = line(case="t-2", answer=None, status=429)


@pytest.mark.parametrize(
    "others",
    [
        [line(case="t-2")],
        [BUSY, line(case="t-2")],
        [line(answer="No.")],
        [line(case="t-2", answer="No.", key="1" * 64)],
        [line(case="t-2", answer="No.", model="openai/y")],
        [line(case="t-2", answer="No.", source="reader of the exact request")],
    ],
    ids=["alike", "alike at last", "same case", "other request", "other model", "other source"],
)
def test_what_is_no_second_answer_to_one_request(
    tmp_path: Path, others: list[dict[str, Any]]
) -> None:
    written(tmp_path, [line(), *others])
    assert sum(len(batch.replies) for batch in kept.load(tmp_path)) == 1 + len(others)


def test_keys_of_authored_replies_say_nothing_until_they_are_signed(tmp_path: Path) -> None:
    authored = line(source="authored", model="authored/stubborn")
    written(tmp_path, [authored, authored | {"case": "t-2", "answer": "No."}])
    assert [batch.cases for batch in kept.load(tmp_path, signing=True)] == [("t-1", "t-2")]
    with pytest.raises(CaseError, match="authored: stubborn answers the same request"):
        kept.load(tmp_path)


def test_signing_changes_keys_and_nothing_else(tmp_path: Path) -> None:
    lines = [line(), line(case="t-2", answer={"a": ["é"]}, headers={"x": "1"})]
    file = written(tmp_path, lines)
    kept.sign({f"{file}:2": "1" * 64})
    first, second = (placed.reply for placed in kept.load(tmp_path)[0].replies)
    assert first == kept.KeptReply.model_validate(lines[0])
    assert second == kept.KeptReply.model_validate(lines[1] | {"key": "1" * 64})


def test_what_a_broken_run_left_of_a_line_is_cut_off(tmp_path: Path) -> None:
    file = written(tmp_path, [line()], name="openai--x.jsonl")
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"key": "00')
    kept.whole_lines(file)
    assert file.read_bytes() == whole
    assert kept.file_of("openai/x", tmp_path) == file
    assert kept.named(kept.load(tmp_path), "openai/x")[0].reply.source is Source.MODEL
