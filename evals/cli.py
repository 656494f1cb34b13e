"""``python -m evals``: run the suite, or rebuild the grader.

Exit codes: 0 all holds, 1 something does not, 2 wrong use (a broken case file included).
"""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evals import floors, suite, tables
from evals.cases import CASES, CaseError
from evals.report import Part
from evals.suite import MODEL, Wanted

app = typer.Typer(
    help="Does the grader agree with the guide, and does the colleague hold? Offline, in seconds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    """The languages that cases are in."""

    NL = "nl"
    EN = "en"


Cases = Annotated[Path, typer.Option("--cases", help="The folder that holds the cases.")]


@app.command()
def run(
    lang: Annotated[Lang | None, typer.Option(help="Only cases in this language.")] = None,
    part: Annotated[Part | None, typer.Option(help="Only this part.")] = None,
    to_json: Annotated[
        Path | None, typer.Option("--json", help="Write the figures to this file as well.")
    ] = None,
    folder: Cases = CASES,
    floors_file: Annotated[
        Path, typer.Option("--floors", help="The figures below which the run fails.")
    ] = floors.FILE,
) -> None:
    """Score the grader, play the dialogues, watch the colleague; fail below the floors."""
    wanted = Wanted(folder, floors_file, lang.value if lang else None, part)
    try:
        report = suite.run(wanted)
        if to_json is not None:
            text = json.dumps(report.to_json(), indent=1, ensure_ascii=True)
            to_json.write_text(text + "\n", "utf-8")
    except CaseError as error:
        _wrong_use(str(error))
    except OSError as error:
        _wrong_use(f"{error.filename}: {error.strerror}")
    tables.show(report)
    raise typer.Exit(0 if report.holds else 1)


@app.command()
def train(
    folder: Cases = CASES,
    to: Annotated[Path, typer.Option(help="Where the grader is written.")] = MODEL,
) -> None:
    """Rebuild the grader from the train split, and show how it does on stories it did not see."""
    try:
        trained = suite.train(folder, to, lambda told: typer.echo(told, err=True))
    except CaseError as error:
        _wrong_use(str(error))
    except OSError as error:
        _wrong_use(f"{error.filename}: {error.strerror}")
    tables.show_training(trained, to)


def _wrong_use(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def main() -> None:
    """The command line."""
    app()
