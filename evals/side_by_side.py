"""Models beside each other, by what they answered: as a table."""

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console

from evals.kept import Batch, Took
from evals.printing import as_count, as_interval, as_number, new_table, print_line, terminal
from evals.replayed import Replayed
from evals.report import ALL, MACRO, Figure, Part, Report
from rehearse.conversation.rubric import LANGUAGES

_ROWS = (
    "labelled turns",
    "kappa",
    "95%",
    "F1 of -1",
    "quotes readers would make",
    "quotes that are in the turn",
    "pairs that score alike",
    "attacks that gain nothing",
    "colleague’s words that pass at once",
    "tokens of a request",
    "seconds of a request",
    "US dollars in all",
)
NOT_KNOWN = "not known"


def show(replayed: Sequence[Replayed], report: Report, out: Console | None = None) -> None:
    """One column for each model or reader whose replies are kept, and one for the local grader on
    the same turns. Authored replies are no judgement and are not here."""
    out = out or terminal()
    index = {figure.name: figure for figure in report.figures}
    judged = [each.batch for each in replayed if not each.batch.authored]
    columns: dict[str, list[str]] = {}
    for label in dict.fromkeys(batch.label for batch in judged):
        own = [batch for batch in judged if batch.label == label]
        columns[label] = [*_turns(index, label), *_others(index, label), *_took(own)]
        if f"{Part.TURNS.value}/{label}/{ALL}/{MACRO}/kappa" in index:
            local = f"local, turns of {label}"
            columns[local] = _turns(index, local)
    if not columns:
        print_line(
            out, "No reply of a model is kept: python -m evals run --live --model X --record"
        )
        return
    table = new_table("Kept replies, by who they are from", "", list(columns))
    for column in table.columns[1:]:
        column.no_wrap = False
    for at, row in enumerate(_ROWS):
        cells = [column[at] if at < len(column) else "" for column in columns.values()]
        table.add_row(row, *cells)
    out.print(table)


def _turns(index: dict[str, Figure], label: str) -> list[str]:
    kappa, against, hits = (
        index.get(f"{Part.TURNS.value}/{label}/{ALL}/{MACRO}/{metric}")
        for metric in ("kappa", "f1_against", "evidence_hits")
    )
    count = str(kappa.count) if kappa else "-"
    interval = as_interval(kappa) or "-"
    return [count, as_number(kappa), interval, as_number(against), as_number(hits)]


def _others(index: dict[str, Figure], label: str) -> list[str]:
    found = (
        (f"answers on turns/{label}", "quotes that are in the turn/share"),
        (f"{Part.PAIRS.value}/{label}", "alike/right"),
        (f"{Part.ATTACKS.value}/{label}", "attacks/right"),
        (f"{Part.COLLEAGUE.value}/{label}", "passed/share"),
    )
    return [as_count(_figure(index, part, name)) for part, name in found]


def _figure(index: dict[str, Figure], part: str, name: str) -> Figure | None:
    """Over all cases: where these are in one language, it stands under that."""
    there = (index.get(f"{part}/{scope}/{name}") for scope in (ALL, *LANGUAGES))
    return next((figure for figure in there if figure), None)


def _took(batches: Sequence[Batch]) -> list[str]:
    took = [placed.reply.took for batch in batches for placed in batch.replies]
    counted: list[Took] = [each for each in took if each is not None]
    if not counted:
        return [NOT_KNOWN] * 3
    tokens = sum(each.prompt_tokens + each.answer_tokens for each in counted) / len(counted)
    seconds = sum(each.seconds for each in counted) / len(counted)
    costs = [each.cost for each in counted if each.cost is not None]
    dollars = f"{sum(costs, Decimal()):.2f}" if len(costs) == len(counted) else NOT_KNOWN
    return [f"{tokens:.0f}", f"{seconds:.1f}", dollars]
