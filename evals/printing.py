"""How figures and lines look in a terminal, and in a plain pipe."""

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from evals.report import Figure


def terminal() -> Console:
    """Where it is shown. A pipe has no width of its own; wide enough for the widest table."""
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def print_line(out: Console, text: str) -> None:
    """One line, however long, with nothing in it taken for markup."""
    out.print(text, soft_wrap=True, markup=False)


def new_table(title: str, first: str, columns: Sequence[str]) -> Table:
    """An empty table with a column of names and columns of figures."""
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def as_number(figure: Figure | None) -> str:
    """The value with two digits."""
    return "-" if figure is None or figure.value is None else f"{figure.value:.2f}"


def as_interval(figure: Figure | None) -> str:
    """Its 95% interval, without noughts before the point."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:.2f}-{figure.high:.2f}".replace("0.", ".")


def as_count(figure: Figure | None) -> str:
    """A share as so many of so many."""
    if figure is None or figure.value is None:
        return "-"
    return f"{round(figure.value * figure.count)} of {figure.count}"
