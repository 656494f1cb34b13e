"""A run written down for others: JUnit for a build server, Markdown for a pull request, one HTML
page on which every miss can be read."""

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from jinja2 import Environment, PackageLoader, StrictUndefined

from evals.comparing import Change, Comparison
from evals.measures import HIT, MEASURES
from evals.report import (
    ALL,
    MACRO,
    Confusion,
    Figure,
    Outcome,
    Part,
    Report,
    StepOutcome,
    widest,
)
from rehearse.coaching import figures
from rehearse.conversation.rubric import Step

MOST = 20
"""How many of one kind a Markdown report lists; it has to fit into a comment."""
_STEP_METRICS = tuple(MEASURES)
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What no XML 1.0 document may hold, not even escaped."""


def as_junit(report: Report) -> str:
    """Every case, and every figure that is held to a floor, as a test.

    A case that came out wrong is *skipped*, with what it brought: floors say how many of them are
    borne, and a figure below its floor is what fails.
    """
    root = ElementTree.Element("testsuites", name="evals")
    failing: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.fails:
            failing.setdefault(finding.subject, []).append(finding.message)
    for part in dict.fromkeys(outcome.part for outcome in report.outcomes):
        suite = ElementTree.SubElement(root, "testsuite", name=part)
        for outcome in (each for each in report.outcomes if each.part == part):
            test = _test(suite, f"{part}.{outcome.kind}", outcome.id)
            if not outcome.right:
                ElementTree.SubElement(test, "skipped", message=_legal(_missed(outcome)))
        _count(suite)
    suite = ElementTree.SubElement(root, "testsuite", name="floors")
    for name in [*report.held, *(name for name in failing if name not in report.held)]:
        test = _test(suite, "floors", name)
        if name in failing:
            ElementTree.SubElement(test, "failure", message=_legal("; ".join(failing[name])))
    _count(suite)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def as_markdown(report: Report, comparison: Comparison | None = None) -> str:
    """The figures, what fails, and what moved, short enough for a comment."""
    parts = [f"## Evals: {'all holds' if report.holds else 'not all holds'}"]
    if comparison:
        parts += _compared(comparison)
    figures = widest(report.figures)
    parts += _turn_tables(figures)
    parts += _share_tables(figures)
    failing = [f"`{f.subject}`: {_flat(f.message)}" for f in report.findings if f.fails]
    parts += _listed("What fails", failing)
    return "\n\n".join(parts) + "\n"


def as_html(report: Report, comparison: Comparison | None = None) -> str:
    """One page that needs nothing else: every figure, and every case that came out wrong."""
    environment = Environment(
        loader=PackageLoader("evals"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2").render(
        report=report,
        comparison=comparison,
        levels=figures.LEVELS,
        step_metrics=_STEP_METRICS,
        turn_tables=_by_part(report.figures),
        shares=[figure for figure in report.figures if figure.metric not in _STEP_METRICS],
        confusions=_confused(report.confusions),
        missed=_misses(report.outcomes),
        beside=_beside(report.outcomes),
        number=_number,
        interval=_interval,
    )


def _by_part(figures: Sequence[Figure]) -> dict[str, dict[str, dict[str, Figure]]]:
    """Figures of turns: part and scope, then step, then metric."""
    tables: dict[str, dict[str, dict[str, Figure]]] = {}
    for figure in figures:
        if figure.part.startswith(Part.TURNS.value):
            rows = tables.setdefault(f"{figure.part}, {figure.scope}", {})
            rows.setdefault(figure.subject, {})[figure.metric] = figure
    return tables


def _confused(confusions: Sequence[Confusion]) -> dict[str, list[Confusion]]:
    """The tables of each part, over both languages where there are both."""
    found: dict[str, list[Confusion]] = {}
    for each in widest(confusions):
        found.setdefault(each.part, []).append(each)
    return found


def _beside(outcomes: Sequence[Outcome]) -> dict[str, list[tuple[Outcome, Step, StepOutcome]]]:
    """Steps with the right level and a quote that readers would not make."""
    found: dict[str, list[tuple[Outcome, Step, StepOutcome]]] = {}
    for outcome in outcomes:
        for step, score in outcome.steps.items():
            near = score.overlap
            if score.wanted == score.given and near is not None and near < HIT:
                found.setdefault(outcome.part, []).append((outcome, step, score))
    return found


def _misses(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if not outcome.right:
            found.setdefault(outcome.part, []).append(outcome)
    return found


def _steps_missed(outcome: Outcome) -> str:
    return ", ".join(
        f"{step} {score.wanted}, graded {score.given}{'?' if score.doubt else ''}"
        for step, score in outcome.steps.items()
        if score.wanted != score.given
    )


def _missed(outcome: Outcome) -> str:
    return f"{_steps_missed(outcome)}: {outcome.told}" if outcome.steps else outcome.told


def _turn_tables(figures: Sequence[Figure]) -> Iterable[str]:
    for title, rows in _by_part(figures).items():
        lines = [f"| {title} | " + " | ".join(_STEP_METRICS) + " |"]
        lines.append("|---" * (len(_STEP_METRICS) + 1) + "|")
        for subject in [*(step.value for step in Step if step.value in rows), MACRO]:
            row = [_number(rows[subject].get(metric)) for metric in _STEP_METRICS]
            lines.append(f"| {subject} | " + " | ".join(row) + " |")
        interval = [_interval(rows[MACRO].get(metric)) for metric in _STEP_METRICS]
        lines.append("| 95% | " + " | ".join(interval) + " |")
        yield "\n".join(lines)


def _share_tables(figures: Sequence[Figure]) -> Iterable[str]:
    others = [f for f in figures if not f.part.startswith(Part.TURNS.value)]
    for part, scope in dict.fromkeys((figure.part, figure.scope) for figure in others):
        title = part if scope == ALL else f"{part}, {scope}"
        lines = [f"| {title} | {'right' if part in set(Part) else 'count'} | of |", "|---|---|---|"]
        for figure in (each for each in others if each.part == part):
            right = "-" if figure.value is None else str(round(figure.value * figure.count))
            lines.append(f"| {figure.subject} | {right} | {figure.count} |")
        yield "\n".join(lines)


def _compared(found: Comparison) -> Iterable[str]:
    yield f"{found.compared} cases in both runs; {len(found.flips)} came out otherwise than before."
    yield from _listed("Worse, beyond noise", [_change(change) for change in found.worse])
    yield from _listed("Better, beyond noise", [_change(change) for change in found.better])
    yield from _listed("Flipped", [f"`{_flat(flip)}`" for flip in found.flips])


def _change(change: Change) -> str:
    return f"`{change.name}`: {change.before:.2f}, now {change.now:.2f}"


def _listed(title: str, lines: Sequence[str]) -> Iterable[str]:
    if not lines:
        return
    more = [f"- and {len(lines) - MOST} more"] if len(lines) > MOST else []
    yield f"### {title}"
    yield "\n".join([*(f"- {line}" for line in lines[:MOST]), *more])


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("`", "'").replace("|", "\\|")


def _legal(text: str) -> str:
    """Without what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def _number(figure: Figure | None) -> str:
    return "-" if figure is None or figure.value is None else f"{figure.value:.2f}"


def _interval(figure: Figure | None) -> str:
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:.2f}-{figure.high:.2f}"


def _test(suite: ElementTree.Element, place: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=place, name=_legal(name))


def _count(suite: ElementTree.Element) -> None:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
