"""Models beside each other, by what they answered: as a table."""

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console

from evals.kept import Batch, Took
from evals.printing import as_count, as_number, new_table, print_line, terminal
from evals.replayed import Replayed
from evals.report import ALL, MACRO, Figure, Part, Report

_COLUMNS = (
    "turns",
    "kappa",
    "95%",
    "F1 -1",
    "quotes",
    "in the turn",
    "pairs",
    "attacks",
    "colleague",
    "tokens",
    "US$",
)
_LEGEND = (
    "turns to quotes: on labelled turns, the means over the steps; the local grader’s are those "
    "on the same turns. in the turn: quotes that were there at the first answer. pairs: halves "
    "that score alike. attacks: that gain nothing. colleague: words that passed at once. tokens "
    "and US$: of a request, and of all recorded ones; - where nobody counted."
)


def show(replayed: Sequence[Replayed], report: Report, out: Console | None = None) -> None:
    """One row for each model or reader whose replies are kept; authored ones are no judgement."""
    out = out or terminal()
    index = {figure.name: figure for figure in report.figures}
    judged = [each.batch for each in replayed if not each.batch.authored]
    shown = new_table("Kept replies", "from", list(_COLUMNS))
    for label in dict.fromkeys(batch.label for batch in judged):
        shown.add_row(label, *_row(index, label), *_took([b for b in judged if b.label == label]))
        if f"{Part.TURNS.value}/{label}/{ALL}/{MACRO}/kappa" in index:
            shown.add_row("  local grader", *_turns(index, f"local, turns of {label}"))
    if not judged:
        print_line(
            out, "No reply of a model is kept: `python -m evals run --live --model X --record`."
        )
        return
    out.print(shown)
    out.print(_LEGEND, style="dim")


def _row(index: dict[str, Figure], label: str) -> list[str]:
    there = index.get(f"answers on turns/{label}/{ALL}/quotes that are in the turn/share")
    alike = index.get(f"{Part.PAIRS.value}/{label}/{ALL}/alike/right")
    attacks = index.get(f"{Part.ATTACKS.value}/{label}/{ALL}/attacks/right")
    passed = index.get(f"{Part.COLLEAGUE.value}/{label}/{ALL}/passed/share")
    return [
        *_turns(index, label),
        as_count(there),
        as_count(alike),
        as_count(attacks),
        as_count(passed),
    ]


def _turns(index: dict[str, Figure], label: str) -> list[str]:
    means = [
        index.get(f"{Part.TURNS.value}/{label}/{ALL}/{MACRO}/{metric}")
        for metric in ("kappa", "f1_against", "evidence_hits")
    ]
    kappa = means[0]
    count = str(kappa.count) if kappa else "-"
    interval = "-"
    if kappa and kappa.low is not None and kappa.high is not None:
        interval = f"{kappa.low:.2f}-{kappa.high:.2f}"
    return [count, as_number(kappa), interval, as_number(means[1]), as_number(means[2])]


def _took(batches: Sequence[Batch]) -> list[str]:
    took = [placed.reply.took for batch in batches for placed in batch.replies]
    counted: list[Took] = [each for each in took if each is not None]
    if not counted:
        return ["-", "-"]
    tokens = sum(each.prompt_tokens + each.answer_tokens for each in counted) // len(counted)
    costs = [each.cost for each in counted if each.cost is not None]
    known = len(costs) == len(counted)
    return [str(tokens), f"{sum(costs, Decimal()):.2f}" if known else "not known"]
