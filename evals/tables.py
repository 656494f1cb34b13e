"""Shows a report in a terminal, and reads as well where its output is a plain pipe."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from evals import crossed
from evals.cases import Case, Split
from evals.colleague import HEARD, Kind
from evals.comparing import Comparison
from evals.counts import Counts
from evals.dialogues import Manner
from evals.live import Estimate
from evals.printing import as_count, as_interval, as_number, new_table, print_line, terminal
from evals.question_tuning import Encoded
from evals.rebuilding import Trained
from evals.report import ALL, MACRO, Figure, Finding, Part, Report
from evals.reread import METRICS
from evals.slip_training import Measured
from rehearse.conversation.rubric import LANGUAGES, GradeResult, Level, Step, TurnGrade
from rehearse.conversation.signals import Signal
from rehearse.models import ModelRequest

_HEADINGS = {
    "kappa": "kappa",
    "rank": "rank",
    "auc_against": "AUC -1",
    "f1_against": "F1 -1",
    "evidence_hits": "quotes",
    "false_against": "false -1",
    "distance": "distance",
    "stated": "stated",
    "right_sign": "right",
    "wrong_sign": "wrong",
}
_TURNS = ("kappa", "f1_against", "evidence_hits", "false_against", "stated", "right_sign")
_SIGNED = (*_TURNS, "wrong_sign")
_TRAINING = ("kappa", "rank", "auc_against", *_SIGNED[1:])
_SCOPES = (ALL, *LANGUAGES)
_LEGEND = (
    "kappa: quadratic, with the labels. F1 -1: finding what works against a step. quotes: "
    "evidence that readers would quote. false -1: share of turns blamed without ground. stated: "
    "levels given without doubt; right, wrong: of those, with the label's sign, or its opposite."
)

Index = dict[tuple[str, str, str, str], Figure]


def show(report: Report, console: Console | None = None, *, own: str | None = None) -> None:
    """The whole report: figures, notes, and what does not hold. ``own``: the split of turns that
    are not built in."""
    out = console or terminal()
    index = _index(report)
    development = f"{Part.TURNS.value}/{Split.DEVELOPMENT.value}"
    for scope in _SCOPES:
        _steps(out, index, development, scope, f"Development turns, {scope}", _SIGNED)
    _held_out(out, index)
    if own is not None:
        for scope in _SCOPES:
            title = f"Turns of {escape(own)}, not built in, {scope}"
            _steps(out, index, f"{Part.TURNS.value}/{own}", scope, title, _SIGNED)
    if any(part.startswith(Part.TURNS) for part, *_ in index):
        out.print(_LEGEND, style="dim")
    for part, title in ((Part.PAIRS, "Pairs"), (Part.ATTACKS, "Attacks that gain nothing")):
        kinds = dict.fromkeys((f.subject, f.metric) for f in report.figures if f.part == part)
        if kinds:
            _shares(out, index, part.value, title, list(kinds))
    _shares(
        out,
        index,
        Part.DIALOGUES.value,
        "Dialogues that end where they should",
        [(m.value, "in_range") for m in Manner]
        + [("skilled_above_clumsy", "right"), ("dialogues", "in_range")],
    )
    _shares(
        out,
        index,
        Part.COLLEAGUE.value,
        "The colleague",
        [(Kind.ANSWERS.value, "right"), (HEARD, "right")]
        + [(kind.value, "right") for kind in Kind if kind is not Kind.ANSWERS]
        + [("cases", "right")],
    )
    _of_models(out, index, report, own)
    out.print()
    for note in report.notes:
        print_line(out, note)
    _findings(out, report)


def show_comparison(found: Comparison, console: Console | None = None) -> None:
    """What moved since an earlier run, and every case that flipped."""
    out = console or terminal()
    print_line(out, f"{found.compared} cases in both runs; {len(found.flips)} came out otherwise.")
    for count, where in ((found.only_before, "the earlier run"), (found.only_now, "this one")):
        if count:
            print_line(out, f"{count} cases only in {where}.")
    for title, changes in (("Worse", found.worse), ("Better", found.better)):
        if changes:
            out.print(f"\n{title}, beyond noise:", style="bold")
        for change in changes:
            print_line(out, f"- {change.name}: {change.before:.2f}, now {change.now:.2f}")
            for case in change.cases:
                print_line(out, f"    {case}")
    if found.flips:
        out.print("\nEvery case that flipped:", style="bold")
    for flip in found.flips:
        print_line(out, f"- {flip}")
    out.print()
    if found.worse:
        out.print(f"{len(found.worse)} figures got worse beyond noise.", style="bold red")
    else:
        out.print("Nothing got worse beyond noise.", style="bold green")


def show_case(case: Case, grade: GradeResult, console: Console | None = None) -> None:
    """A labelled turn, with label and grade beside each other."""
    out = console or terminal()
    print_line(out, f"{case.id} ({case.lang}, {case.writer}, {case.story})")
    print_line(out, f"\nColleague: {case.colleague_last}\nManager:   {case.turn}\n")
    if not isinstance(grade, TurnGrade):
        print_line(out, f"Not scored: {grade.code.value}")
        return
    table = new_table("", "step", ["label", "grade", "readers quote", "grader quotes"])
    for score in grade.scores:
        label = case.levels[score.step]
        if not (label or score.level):
            continue
        given = f"{int(score.level)}{'?' if score.doubt else ''}"
        ours = score.evidence.text if score.evidence else ""
        theirs = " / ".join(case.evidence.get(score.step, ()))
        table.add_row(score.step.value, str(int(label)), given, escape(theirs), escape(ours))
    for column in table.columns[3:]:
        column.no_wrap, column.justify = False, "left"
    out.print(table)
    print_line(out, f"Drift: label {case.drift.value}, grade {grade.drift.value}")
    print_line(out, f"Signals: label {_names(case.signals)}, grade {_names(grade.signals)}")


def show_request(request: ModelRequest, console: Console | None = None) -> None:
    """A request word for word, with the key that replies to it are kept by."""
    out = console or terminal()
    print_line(out, f"key: {request.key()}")
    for message in request.messages:
        print_line(out, f"\n[{message.role}]\n{message.content}")


def show_stale(found: Report, replies: int, console: Console | None = None) -> None:
    """The kept replies that no longer fit, and those that were not used."""
    out = console or terminal()
    for note in found.notes:
        print_line(out, note)
    _listed(out, "Stale:", found.findings)
    if found.holds:
        out.print(f"All {replies} kept replies fit what is asked.", style="bold green")
        return
    print_line(
        out,
        "\nHave the requests answered anew (run --live --record; or by a reader) and take the old "
        "lines out. Authored replies take the new keys by: python -m evals stale --sign",
    )


def show_estimate(model: str, takes: Estimate, console: Console | None = None) -> None:
    """What asking a model will take."""
    out = console or terminal()
    cost = "litellm knows no price of it" if takes.cost is None else f"about {takes.cost:.2f} US$"
    print_line(
        out,
        f"{model}: {takes.requests} requests ({takes.recorded} more are recorded), about "
        f"{takes.prompt_tokens:,} + {takes.answer_tokens:,} tokens by rule of thumb, {cost}. "
        "What has to be asked twice comes on top; what a provider keeps of a prompt comes off.",
    )


def show_counts(counts: Counts, console: Console | None = None) -> None:
    """What a folder of cases holds."""
    out = console or terminal()
    table = new_table("Labelled turns", "split", [*LANGUAGES, ALL])
    for split in dict.fromkeys(split for split, _ in counts.turns):
        each = [counts.turns.get((split, lang), 0) for lang in LANGUAGES]
        table.add_row(escape(split), *(str(number) for number in [*each, sum(each)]))
    out.print(table)
    table = new_table("Labels", "step", [str(int(level)) for level in Level])
    for step in Step:
        table.add_row(step.value, *(str(counts.levels.get((step, level), 0)) for level in Level))
    out.print(table)
    print_line(out, f"{counts.in_pairs} turns are half of a minimal pair.")
    if counts.pairs:
        written = ", ".join(f"{number} {name}" for name, number in counts.pairs.items())
        print_line(out, f"Written pairs: {written}.")
        print_line(out, f"{counts.dialogues} dialogues, {counts.colleague} cases of the colleague.")
    out.print("Every file can be read.", style="bold green")


def _names(signals: Iterable[Signal]) -> str:
    return ", ".join(sorted(signal.value for signal in signals)) or "none"


def show_training(trained: Trained, to: Path, console: Console | None = None) -> None:
    """What training brought."""
    out = console or terminal()
    title = "Cross-validated on the train split"
    _steps(out, _index(trained.report), crossed.PART, ALL, title, _TRAINING)
    out.print(_LEGEND, style="dim")
    out.print("rank, AUC -1: within a fold, whatever the thresholds.", style="dim")
    print_line(out, f"Written: {to}, and {trained.new_vectors} new vectors beside the cases.")
    print_line(out, f"Levels of all cases: {trained.levels} (the same digest, the same levels).")


def show_encoded(encoded: Encoded, to: Path, console: Console | None = None) -> None:
    """What rebuilding the question encoder brought."""
    how = "tuned anew" if encoded.tuned else "as it was"
    made = f"{encoded.questions} questions, {encoded.made} vectors made"
    print_line(console or terminal(), f"Written: {to}; encoder {how}, {made}.")


def show_slips(found: Measured, to: Path, console: Console | None = None) -> None:
    """What the rebuilt model finds among replies of writers that it did not learn from."""
    caught = [f"{fault} {some} of {all_}" for fault, (some, all_) in found.caught.items()]
    stopped = f"right replies stopped {found.stopped[0]} of {found.stopped[1]}"
    print_line(console or terminal(), f"Written: {to}; unseen: {', '.join([*caught, stopped])}.")


def _index(report: Report) -> Index:
    return {(f.part, f.scope, f.subject, f.metric): f for f in report.figures}


def _steps(
    out: Console, index: Index, part: str, scope: str, title: str, metrics: Sequence[str]
) -> None:
    mean = index.get((part, scope, MACRO, "kappa"))
    if mean is None:
        return
    table = new_table(f"{title} ({mean.count} turns)", "step", [_HEADINGS[m] for m in metrics])
    for step in Step:
        row = [index.get((part, scope, step.value, metric)) for metric in metrics]
        table.add_row(step.value, *(as_number(figure) for figure in row))
    table.add_section()
    means = [index.get((part, scope, MACRO, metric)) for metric in metrics]
    table.add_row("mean", *(as_number(figure) for figure in means))
    table.add_row("95%", *(as_interval(figure) for figure in means))
    out.print(table)


def _held_out(out: Console, index: Index) -> None:
    part = f"{Part.TURNS.value}/{Split.HELD_OUT.value}"
    there = [scope for scope in _SCOPES if (part, scope, MACRO, "kappa") in index]
    if not there:
        return
    title = "Held-out turns, totals only"
    table = new_table(title, "turns", [_HEADINGS[metric] for metric in _SIGNED])
    for scope in there:
        means = [index.get((part, scope, MACRO, metric)) for metric in _SIGNED]
        count = means[0].count if means[0] else 0
        table.add_row(f"{scope} ({count})", *(as_number(figure) for figure in means))
        table.add_row("95%", *(as_interval(figure) for figure in means))
    out.print(table)


def _of_models(out: Console, index: Index, report: Report, own: str | None) -> None:
    """What rests on replies of models: each table says who they are from."""
    splits = [f"{Part.TURNS.value}/{split}" for split in (*Split, own)]
    known = {*splits, *Part}
    for part in dict.fromkeys(f.part for f in report.figures if f.part not in known):
        if part.startswith(f"{Part.TURNS.value}/"):
            _steps(out, index, part, ALL, part, METRICS)
            continue
        rows = dict.fromkeys((f.subject, f.metric) for f in report.figures if f.part == part)
        print_line(out, part)
        _shares(out, index, part, "", list(rows))


def _shares(
    out: Console, index: Index, part: str, title: str, rows: Sequence[tuple[str, str]]
) -> None:
    there = [scope for scope in _SCOPES if any((part, scope, *row) in index for row in rows)]
    if not there:
        return
    table = new_table(title, "", there)
    for subject, metric in rows:
        figures = [index.get((part, scope, subject, metric)) for scope in there]
        table.add_row(subject.replace("_", " "), *(as_count(figure) for figure in figures))
    out.print(table)


def _findings(out: Console, report: Report) -> None:
    failing = [finding for finding in report.findings if finding.fails]
    others = [finding for finding in report.findings if not finding.fails]
    _listed(out, "Not as it should be; the floors say how much of this is borne:", others)
    _listed(out, "What fails:", failing)
    out.print()
    if report.holds:
        out.print(
            "Nothing fails: no figure is below its floor, no rule is broken.", style="bold green"
        )
    else:
        more = "thing fails" if len(failing) == 1 else "things fail"
        out.print(f"{len(failing)} {more}.", style="bold red")


def _listed(out: Console, title: str, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    out.print(f"\n{title}", style="bold")
    for finding in findings:
        print_line(out, f"- {finding.subject}: {finding.message}")
