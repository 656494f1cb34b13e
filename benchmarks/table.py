"""Figures as a plain table: what was measured, the figure, and the target beside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    value: str
    target: str = ""


@dataclass(frozen=True)
class Section:
    """The figures of one measurement, with what has to be known to read them."""

    title: str
    how: str
    figures: tuple[Figure, ...]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def times(ratio: float) -> str:
    return f"{ratio:.2f}x"


def lines(section: Section) -> list[str]:
    """A measurement in words and figures, its columns in one line with each other."""
    what = max(len(figure.what) for figure in section.figures)
    value = max(len(figure.value) for figure in section.figures)
    printed = [section.title, *(f"  {line}" for line in section.how.splitlines())]
    for figure in section.figures:
        target = f"   target {figure.target}" if figure.target else ""
        printed.append(f"    {figure.what:<{what}}  {figure.value:>{value}}{target}".rstrip())
    return printed
