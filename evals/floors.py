"""The figures below which a run fails: a plain file that people write, see evals/README.md."""

from pathlib import Path

from pydantic import Field, ValidationError

from evals.cases import CaseError
from evals.report import Figure, Finding, Report
from rehearse.conversation.rubric import Frozen

FILE = Path(__file__).parent / "floors.json"

_PLAIN = {
    "kappa": "agreement with the labels (quadratic kappa)",
    "f1_against": "finding what works against the step (F1 of -1)",
    "evidence_hits": "quotes that readers would quote",
    "unscored": "share of turns that were not graded",
    "false_against": "share of turns blamed without ground",
    "stated": "share of levels stated without doubt",
    "right_sign": "stated levels with the right sign",
    "wrong_sign": "stated levels with the opposite sign",
    "in_range": "dialogues that end where they should",
    "right": "cases that came out right",
}


class Floors(Frozen):
    """Names of figures, each with the number it must not pass."""

    at_least: dict[str, float] = Field(default_factory=dict)
    at_most: dict[str, float] = Field(default_factory=dict)


def load(file: Path = FILE) -> Floors:
    """The floors of a file.

    Raises:
        CaseError: there is none, or it does not hold floors.
    """
    try:
        return Floors.model_validate_json(file.read_bytes())
    except OSError as error:
        raise CaseError(f"{file}: {error.strerror}; floors are described in README.md") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise CaseError(f"{file}: {where}: {first['msg']}; mend this floor") from error


def check(report: Report, floors: Floors, file: Path = FILE, *, whole: bool = True) -> Report:
    """What falls below a floor, as findings.

    Floors of parts that were not run are passed by. ``whole`` says that everything was run, so
    that each floor must have its figure.

    Raises:
        CaseError: a floor names no figure.
    """
    by_name = {figure.name: figure for figure in report.figures}
    unknown = sorted((set(floors.at_least) | set(floors.at_most)) - set(by_name))
    if whole and unknown:
        raise CaseError(f"{file}: no figure is called {unknown[0]!r}; mend the name or drop it")
    findings = []
    for name, floor in floors.at_least.items():
        if name in by_name and not _reaches(by_name[name], floor):
            findings.append(_finding(by_name[name], f"is below its floor of {floor:.3f}"))
    for name, most in floors.at_most.items():
        if name in by_name and not _stays_under(by_name[name], most):
            findings.append(_finding(by_name[name], f"is above its most of {most:.3f}"))
    held = tuple(name for name in (*floors.at_least, *floors.at_most) if name in by_name)
    return Report(findings=tuple(findings), held=held)


def _reaches(figure: Figure, floor: float) -> bool:
    return figure.value is not None and figure.value >= floor


def _stays_under(figure: Figure, most: float) -> bool:
    return figure.value is not None and figure.value <= most


def _finding(figure: Figure, how: str) -> Finding:
    value = "nothing to measure it by," if figure.value is None else f"{figure.value:.3f}"
    plain = _PLAIN.get(figure.metric, figure.metric)
    place = f"{figure.part}, {figure.scope}"
    return Finding(
        subject=figure.name, message=f"{figure.subject}: {plain}: {value} {how} ({place})"
    )
