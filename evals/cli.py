"""``python -m evals``: run the suite, look into it, or rebuild the grader.

Exit codes: 0 all holds, 1 something does not, 2 wrong use (a broken case file included).
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evals import (
    asking,
    cases,
    comparing,
    counts,
    floors,
    ground,
    kept,
    question_tuning,
    rebuilding,
    replayed,
    side_by_side,
    slip_training,
    suite,
    tables,
    written,
)
from evals import live as live_run
from evals.asking import Asked
from evals.cases import CASES, Case, CaseError
from evals.ground import Ground
from evals.question_tuning import MODEL
from evals.rebuilding import MODELS
from evals.report import Part, Report
from evals.slip_training import MODEL as SLIPS_MODEL
from evals.wanted import EVERY_PART, Wanted
from rehearse import assembly
from rehearse.cli import console, speech
from rehearse.errors import WrongUse

app = typer.Typer(
    help="Does the grader agree with the guide, and does the colleague hold? Offline, in a minute.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    """The languages that cases are in."""

    NL = "nl"
    EN = "en"


Cases = Annotated[Path, typer.Option("--cases", help="The folder that holds the cases.")]
OwnCases = Annotated[
    Path | None,
    typer.Option("--cases", help="A folder with further turns, to run and report apart."),
]
FloorsFile = Annotated[
    Path, typer.Option("--floors", help="The figures below which the run fails.")
]
OneLang = Annotated[Lang | None, typer.Option("--lang", help="Only cases in this language.")]
OnePart = Annotated[Part | None, typer.Option("--part", help="Only this part.")]
Only = Annotated[
    str | None,
    typer.Option(
        "--filter", help="Only cases whose id, story, kind or situation holds this.", metavar="TEXT"
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="At most so many turns of a split, pairs of a file, dialogues, and cases of a "
        "colleague.",
    ),
]
ToJson = Annotated[Path | None, typer.Option("--json", help="Write the run here, to compare with.")]
ToJunit = Annotated[Path | None, typer.Option("--junit", help="Write it as JUnit XML.")]
ToMarkdown = Annotated[Path | None, typer.Option("--markdown", help="Write it for a comment.")]
ToHtml = Annotated[
    Path | None, typer.Option("--html", help="Write one page on which every miss can be read.")
]


Live = Annotated[bool, typer.Option("--live", help="Ask a real model about the same cases.")]
ModelName = Annotated[
    str | None, typer.Option("--model", help="Which one; without it, REHEARSE_MODEL.")
]
Record = Annotated[
    bool, typer.Option("--record", help="Keep its replies; what is kept is not asked again.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before it costs something.")]
AtOnce = Annotated[int, typer.Option(min=1, max=32, help="Requests under way at a time.")]


@app.command()
def run(
    lang: OneLang = None,
    part: OnePart = None,
    only: Only = None,
    limit: Limit = None,
    to_json: ToJson = None,
    to_junit: ToJunit = None,
    to_markdown: ToMarkdown = None,
    to_html: ToHtml = None,
    own: OwnCases = None,
    floors_file: FloorsFile = floors.FILE,
    live: Live = False,
    model: ModelName = None,
    record: Record = False,
    yes: Yes = False,
    at_once: AtOnce = 4,
) -> None:
    """Score the grader, play the dialogues, watch the colleague; fail below the floors."""
    parts = frozenset({part}) if part else EVERY_PART
    wanted = Wanted(CASES, own, floors_file, lang.value if lang else None, parts, only, limit)
    with _wrong_use():
        if live and own:
            raise CaseError("--cases stays off --live: what people said is sent to no model")
        if live:
            report = _live(wanted, model, record=record, yes=yes, at_once=at_once)
        elif model or record or yes:
            raise CaseError("--model, --record and --yes go with --live; add it, or leave them out")
        else:
            report = suite.run(wanted, _progress)
        if to_json:
            _write(to_json, json.dumps(report.to_json(), indent=1, ensure_ascii=True) + "\n")
        if to_junit:
            _write(to_junit, written.as_junit(report))
        if to_markdown:
            _write(to_markdown, written.as_markdown(report))
        if to_html:
            _write(to_html, written.as_html(report))
    tables.show(report, own=own.resolve().name if own else None)
    raise typer.Exit(0 if report.holds else 1)


@app.command()
def compare(
    baseline: Annotated[
        Path, typer.Argument(help="A run stored with: run --json FILE.")
    ] = comparing.BASELINE,
    against: Annotated[
        Path | None, typer.Argument(help="Another stored run; without it, a run is made now.")
    ] = None,
    to_markdown: ToMarkdown = None,
    to_html: ToHtml = None,
    folder: Cases = CASES,
    floors_file: FloorsFile = floors.FILE,
) -> None:
    """What got worse beyond noise since a stored run, and which cases flipped; fail if it did."""
    with _wrong_use():
        before = comparing.load(baseline)
        if against:
            if to_markdown or to_html:
                raise CaseError("--markdown and --html need a run: leave the second file out")
            found = comparing.compare(before, comparing.load(against))
        else:
            report = suite.run(Wanted(folder, floors=floors_file), _progress)
            found = comparing.compare(before, comparing.stored(report))
            if to_markdown:
                _write(to_markdown, written.as_markdown(report, found))
            if to_html:
                _write(to_html, written.as_html(report, found))
    tables.show_comparison(found)
    raise typer.Exit(1 if found.worse else 0)


@app.command()
def show(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="The id of a labelled turn.")],
    asked: Annotated[
        str | None,
        typer.Option(
            "--asked", metavar="MODEL", help="Instead: the request that this model would get."
        ),
    ] = None,
    folder: Cases = CASES,
) -> None:
    """Show one labelled turn, with the grade beside the label."""
    with _wrong_use():
        case, grade = suite.one(case_id, folder)
        if asked:
            _, own = _loaded(Wanted(folder))
            for _, request in asking.first_requests(asked, [Asked(Part.TURNS, (case,))], own):
                tables.show_request(request)
            return
    tables.show_case(case, grade)


@app.command()
def stale(
    sign: Annotated[
        bool,
        typer.Option("--sign", help="Give authored replies the keys of what is asked now."),
    ] = False,
    folder: Cases = CASES,
) -> None:
    """Which kept replies no longer fit what is asked; fail if any does not."""
    wanted = Wanted(folder)
    with _wrong_use():
        labelled, own = _loaded(wanted)
        if sign:
            count = replayed.signed(wanted, labelled, own)
            typer.echo(f"{count} authored replies have other keys now.")
        there = replayed.batches(wanted)
        found = replayed.stale(replayed.run(there, wanted, labelled, own))
    tables.show_stale(found, sum(len(batch.replies) for batch in there))
    raise typer.Exit(0 if found.holds else 1)


@app.command()
def models(folder: Cases = CASES) -> None:
    """Models side by side, by their kept replies; fail if any of these is stale."""
    wanted = Wanted(folder)
    with _wrong_use():
        labelled, own = _loaded(wanted)
        judged = [batch for batch in replayed.batches(wanted) if not batch.authored]
        found = replayed.run(judged, wanted, labelled, own)
    report = replayed.report(found, own)
    side_by_side.show(found, report)
    if not report.holds:
        tables.show_stale(replayed.stale(found), sum(len(batch.replies) for batch in judged))
    raise typer.Exit(0 if report.holds else 1)


@app.command()
def check(folder: Cases = CASES) -> None:
    """See that every case file can be read, and count what they hold."""
    with _wrong_use():
        found = counts.check(folder)
    tables.show_counts(found)


@app.command()
def train(
    folder: Cases = CASES,
    to: Annotated[Path, typer.Option(help="The folder in which the grader is written.")] = MODELS,
) -> None:
    """Rebuild the grader from the train split, and show how it does on stories it did not see; and
    what hears slips, where that stands on another reader now."""
    with _wrong_use():
        trained = rebuilding.train(folder, to, _progress)
        found = slip_training.rebuild(tell=_progress) if to == MODELS else None
    tables.show_training(trained, to)
    if found is not None:
        tables.show_slips(found, SLIPS_MODEL)


@app.command("train-questions")
def train_questions(
    to: Annotated[Path, typer.Option(help="The file in which the encoder is written.")] = MODEL,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the encoder; only make the vectors that are new.")
    ] = False,
) -> None:
    """Rebuild what tells which line a question is after, from the questions of all situations."""
    with _wrong_use():
        encoded = question_tuning.rebuild(to, _progress, keep=keep)
        if to == MODEL:
            rebuilding.keep_closings(CASES, _progress)
    tables.show_encoded(encoded, to)


@app.command("train-slips")
def train_slips(
    to: Annotated[Path, typer.Option(help="The file in which it is written.")] = SLIPS_MODEL,
) -> None:
    """Rebuild what tells a slip of the colleague by its sense, and show what it finds unseen."""
    with _wrong_use():
        found = slip_training.rebuild(to, _progress)
    tables.show_slips(found, to)


def _loaded(wanted: Wanted) -> tuple[list[Case], Ground]:
    labelled = cases.load(wanted.folder / "turns")
    return labelled, ground.of(wanted.folder)


def _live(wanted: Wanted, name: str | None, *, record: bool, yes: bool, at_once: int) -> Report:
    """Ask a real model, once it was said what that takes.

    Raises:
        CaseError: no model is named, nobody said yes, or the model cannot be asked.
    """
    settings = speech.settings()
    chosen = name or settings.model
    if chosen is None:
        raise CaseError("no model is named: give --model provider/model, or set REHEARSE_MODEL")
    labelled, own = _loaded(wanted)
    parts = live_run.wanted_parts(wanted, labelled)
    known = live_run.recorded(wanted, chosen) if record else {}
    takes = live_run.estimate(chosen, parts, own, known)
    tables.show_estimate(chosen, takes)
    if takes.requests and not yes:
        if not sys.stdin.isatty():
            raise CaseError("nobody is there to say yes; add --yes")
        if not typer.confirm("Ask?"):
            raise CaseError("nothing was asked")
    file = kept.file_of(chosen, wanted.replies) if record else None
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    model = assembly.model(chosen, assembly.api_base_for(chosen, settings), settings)
    return live_run.run(model, parts, own, at_once, _progress, known, file)


@contextmanager
def _wrong_use() -> Iterator[None]:
    """A setting or file that cannot be used, or written, is told in one line."""
    try:
        # Whatever reads settings further on would tell of a wrong one by its value.
        speech.settings()
        yield
    except (CaseError, WrongUse) as error:
        typer.echo(str(error), err=True)
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
    else:
        return
    raise typer.Exit(2)


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def _progress(told: str) -> None:
    typer.echo(told, err=True)


def main() -> None:
    """The command line."""
    console.prepare()
    app()
