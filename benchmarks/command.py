"""How long the command line takes to answer, against Python doing nothing."""

import statistics
import sys

from benchmarks.table import Figure, Section, milliseconds, times
from benchmarks.timing import pairs, ratio, run


def measure(*, quick: bool) -> Section:
    """``rehearse --help`` against ``python -c pass``."""
    nothing, help_ = pairs(
        lambda: run(sys.executable, "-c", "pass"),
        lambda: run(sys.executable, "-m", "rehearse", "--help"),
        5 if quick else 20,
    )
    return Section(
        "The command line",
        "Whole processes, started by turns. Medians.",
        (
            Figure("python -c pass", milliseconds(statistics.median(nothing))),
            Figure("rehearse --help", milliseconds(statistics.median(help_)), "within 300 ms"),
            Figure("rehearse --help / python -c pass", times(ratio(help_, nothing))),
        ),
    )
