"""A case file that is wrong says which file, which line, and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals import cases, colleague, counts, dialogues, suite
from evals.cases import CaseError, Split
from evals.ground import load_library
from evals.report import Part
from evals.wanted import Wanted
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.library import ScenarioLibrary
from tests.evals.fakes import LabelGrader, labelled, written

GOOD = labelled(1, {"own_part": 2})
UNLABELLED = {key: value for key, value in labelled(2).items() if key != "levels"}
HALF = labelled(2) | {"levels": {"own_part": 2}}
UNQUOTED = labelled(2, {"own_part": 2}) | {"evidence": {}}
MISQUOTED = labelled(2, {"own_part": 2}) | {"evidence": {"own_part": ["I said nothing"]}}
NO_DRIFT = labelled(2, {}) | {"drift": "none", "drift_evidence": labelled(2, {})["turn"]}
LOST_DRIFT = labelled(2, {}) | {"drift": "victim", "drift_evidence": "words that are not there"}


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ('{"id": "t-002", "turn', "mend this line"),
        ("not json at all", "mend this line"),
        (UNLABELLED, "levels: missing; label this turn"),
        (HALF, "all seven steps"),
        (UNQUOTED, "evidence must be given"),
        (MISQUOTED, "not in the turn letter for letter"),
        (NO_DRIFT, "drift_evidence is given for a drift, and there is none"),
        (LOST_DRIFT, "drift_evidence is not in the turn letter for letter"),
        (labelled(2, mood="sunny"), "mood: Extra inputs"),
        (labelled(2) | {"levels": GOOD["levels"] | {"worth": 7}}, "levels.worth"),
        (GOOD, "also at"),
    ],
    ids=[
        "cut off",
        "no json",
        "unlabelled",
        "half",
        "unquoted",
        "misquoted",
        "no drift",
        "lost drift",
        "new",
        "7",
        "twice",
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, second: Any, said: str) -> None:
    file = written(tmp_path, [GOOD, "", second])
    with pytest.raises(CaseError) as caught:
        cases.load(tmp_path)
    assert str(caught.value).startswith(f"{file}:3: ")
    assert said in str(caught.value)


def test_what_is_no_text_is_named_with_its_line(tmp_path: Path) -> None:
    file = written(tmp_path, [GOOD])
    file.write_bytes(file.read_bytes() + b"\xff\xfe\n")
    with pytest.raises(CaseError, match=r"w1\.jsonl:2: not UTF-8"):
        cases.load(tmp_path)


def test_a_folder_without_cases_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"no \*\.jsonl files here"):
        cases.load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("splits", "said"),
    [
        ('{"train": ["w1"], "held_out": ["w1"]}', "is in two splits"),
        ('{"train": ["w2"]}', "is in no split"),
        ('{"trian": ["w1"]}', "mend this file"),
        ("{", "mend this file"),
        (None, "say there which writer"),
    ],
)
def test_a_wrong_split_is_named(tmp_path: Path, splits: str | None, said: str) -> None:
    written(tmp_path / "turns", [GOOD])
    if splits is not None:
        (tmp_path / "splits.json").write_text(splits, "utf-8")
    with pytest.raises(CaseError, match=said) as caught:
        cases.split_of(cases.load(tmp_path / "turns"), Split.TRAIN, tmp_path)
    assert str(tmp_path / "splits.json") in str(caught.value)


TURNS = "\n".join(f"      - Turn number {n}." for n in range(8))
DIALOGUE = f"""scenario: promised-raise
dialogues:
  - lang: nl
    manner: skilled
    ends: {{at_least: 65}}
    told: {{at_least: 2}}
    turns:
{TURNS}
"""
AGAIN = DIALOGUE[DIALOGUE.index("  - lang") :]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        (DIALOGUE.replace("at_least: 65", "at_least: 650"), 5, "ends.at_least"),
        (DIALOGUE.replace("manner: skilled", "manner: brilliant"), 4, "manner"),
        (DIALOGUE.replace("number 7", "number 6"), 3, "said twice"),
        (DIALOGUE + "scenario: moved-work\n", 16, "given twice"),
        (DIALOGUE.replace("    told: {at_least: 2}\n", ""), 3, "told: Field required"),
        (DIALOGUE.replace("    manner", "   manner"), 4, "mend the YAML"),
        (DIALOGUE + AGAIN, 16, "drop one"),
    ],
)
def test_a_wrong_dialogue_is_named(tmp_path: Path, text: str, line: int, said: str) -> None:
    file = tmp_path / "raise.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(CaseError) as caught:
        dialogues.load(tmp_path)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert said in str(caught.value)


def test_a_dialogue_file_that_is_right_is_read(tmp_path: Path) -> None:
    (tmp_path / "raise.yaml").write_text(DIALOGUE, "utf-8")
    assert [(scenario, d.lang) for scenario, d in dialogues.load(tmp_path)] == [
        ("promised-raise", "nl")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DIALOGUE.replace("promised-raise", "no-such"), "no-such"),
        (DIALOGUE.replace("at_least: 2}", "never: [bread]}"), "has no layer 'bread'; name one of"),
    ],
)
def test_a_dialogue_that_names_what_is_not_there_is_named(
    tmp_path: Path, text: str, said: str, library: ScenarioLibrary
) -> None:
    file = tmp_path / "raise.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(CaseError) as caught:
        dialogues.check(dialogues.placed(tmp_path), library)
    assert str(caught.value).startswith(f"{file}:3: ")
    assert said in str(caught.value)


def test_dialogues_are_checked_before_they_are_counted_or_played(
    tmp_path: Path, scripted: ScriptedColleague
) -> None:
    for part in ("dialogues", "colleague", "pairs"):
        shutil.copytree(cases.CASES / part, tmp_path / part)
    written(tmp_path / "turns", [GOOD])
    (tmp_path / "splits.json").write_text('{"development": ["w1"]}', "utf-8")
    file = tmp_path / "dialogues" / "moved-work.yaml"
    lost = file.read_text("utf-8").replace("scenario: moved-work", "scenario: no-such")
    file.write_text(lost, "utf-8")
    with pytest.raises(CaseError, match=f"^{file}:"):
        counts.check(tmp_path)
    wanted = Wanted(tmp_path, parts=frozenset({Part.DIALOGUES}), limit=1)
    with pytest.raises(CaseError, match=f"^{file}:"):
        suite.play(wanted, LabelGrader([]), scripted, load_library())


CASE = """scenario: promised-raise
lang: en
cases:
  - {id: a, kind: keeps_back, say: "How was it?"}
  - {id: b, kind: answers, say: "Who?", lines: [answer-from-who]}
"""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (CASE.replace("id: b", "id: a"), 5, "also at"),
        (CASE.replace(", lines: [answer-from-who]", ""), 5, "go with kind 'answers'"),
        (CASE.replace("keeps_back", "keeps_mum"), 4, "kind"),
    ],
)
def test_a_wrong_colleague_case_is_named(tmp_path: Path, text: str, line: int, said: str) -> None:
    file = tmp_path / "raise.en.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(CaseError) as caught:
        colleague.load(tmp_path)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("load", [dialogues.load, colleague.load])
def test_a_folder_without_yaml_is_named(tmp_path: Path, load: Callable[[Path], Any]) -> None:
    with pytest.raises(CaseError, match=r"no \*\.yaml files here"):
        load(tmp_path)
