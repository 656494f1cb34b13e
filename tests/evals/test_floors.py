"""Floors are a plain file, and a floor that names nothing is wrong use."""

from pathlib import Path

import pytest

from evals import floors
from evals.cases import CaseError
from evals.floors import Floors
from evals.report import Figure, Report

REPORT = Report(
    figures=(
        Figure(part="p", scope="all", subject="worth", metric="kappa", value=0.5, count=9),
        Figure(part="p", scope="all", subject="worth", metric="wrong_sign", value=0.5, count=9),
    )
)


def test_what_ships_can_be_read() -> None:
    assert floors.load().at_least


@pytest.mark.parametrize(
    ("limits", "fails"),
    [
        (Floors(at_least={"p/all/worth/kappa": 0.5}), False),
        (Floors(at_least={"p/all/worth/kappa": 0.51}), True),
        (Floors(at_most={"p/all/worth/wrong_sign": 0.5}), False),
        (Floors(at_most={"p/all/worth/wrong_sign": 0.49}), True),
    ],
)
def test_a_floor_is_the_last_good_number(limits: Floors, fails: bool) -> None:
    checked = floors.check(REPORT, limits)
    assert checked.holds is not fails
    assert all("worth" in finding.message for finding in checked.findings)


def test_a_floor_without_a_figure_is_wrong_use() -> None:
    limits = Floors(at_least={"p/all/wroth/kappa": 0.5})
    with pytest.raises(CaseError, match="no figure is called 'p/all/wroth/kappa'"):
        floors.check(REPORT, limits)
    assert floors.check(REPORT, limits, whole=False).holds


@pytest.mark.parametrize("text", [None, "{", '{"at_leats": {}}', '{"at_least": {"a": "much"}}'])
def test_a_broken_file_is_named(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "floors.json"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(CaseError) as caught:
        floors.load(file)
    assert str(file) in str(caught.value)
