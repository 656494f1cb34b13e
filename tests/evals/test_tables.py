"""How a report is shown as tables."""

import io
import re

from rich.console import Console

from evals import tables
from evals.report import Figure, Finding, Report


def test_a_report_reads_well_in_a_plain_pipe() -> None:
    report = Report(
        figures=(
            Figure(
                part="dialogues",
                scope="nl",
                subject="skilled",
                metric="in_range",
                value=2 / 3,
                count=3,
            ),
        ),
        findings=(
            Finding(subject="a case", message="[bold]ends[/bold] at 3 " + "x" * 200, fails=False),
            Finding(subject="a rule", message="is broken"),
        ),
    )
    pipe = io.StringIO()
    tables.show(report, Console(file=pipe, width=100))
    shown = pipe.getvalue()
    assert "2 of 3" in shown
    assert "- a case: [bold]ends[/bold] at 3 " + "x" * 200 in shown
    assert "What fails:\n- a rule: is broken" in shown
    assert "\x1b" not in shown


def test_every_language_of_the_pairs_is_shown_also_where_the_first_kind_is_in_none() -> None:
    def right(scope: str, kind: str, value: float, count: int) -> Figure:
        return Figure(
            part="pairs", scope=scope, subject=kind, metric="right", value=value, count=count
        )

    translated = right("all", "alike/translation", 1.0, 7)
    report = Report(
        figures=(translated, right("nl", "differ", 0.5, 4), right("en", "differ", 1, 5))
    )
    pipe = io.StringIO()
    tables.show(report, Console(file=pipe, width=100))
    assert re.search(r"all\s+nl\s+en", pipe.getvalue())
    assert re.search(r"differ\s+-\s+2 of 4\s+5 of 5", pipe.getvalue())
