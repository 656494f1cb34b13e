"""``python -m benchmarks``: every measurement, one after the other, each shown as it comes."""

import argparse
import os
import sys
import time

from benchmarks import (
    checking,
    coaching,
    command,
    grading,
    growth,
    many,
    models,
    page,
    replayed,
    start,
    turn,
)
from benchmarks.table import lines

MEASUREMENTS = {
    "turn": turn.measure,
    "grading": grading.measure,
    "checking": checking.measure,
    "growth": growth.measure,
    "many": many.measure,
    "start": start.measure,
    "page": page.measure,
    "coaching": coaching.measure,
    "models": models.measure,
    "replayed": replayed.measure,
    "command": command.measure,
}


def main() -> None:
    """Measure what was asked for and print it; how fast this machine is decides nothing."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("only", nargs="*", metavar="NAME", help=f"of {', '.join(MEASUREMENTS)}")
    reader.add_argument("--quick", action="store_true", help="fewer rounds: a look, no figure")
    wanted = reader.parse_args()
    unknown = [name for name in wanted.only if name not in MEASUREMENTS]
    if unknown:
        reader.error(f"no measurement {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}")
    for name in wanted.only or MEASUREMENTS:
        begun = time.monotonic()
        section = MEASUREMENTS[name](quick=wanted.quick)
        print(f"measured {name} in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        print("\n".join(lines(section)), end="\n\n", flush=True)
    print(_machine())


def _machine() -> str:
    python = ".".join(str(part) for part in sys.version_info[:3])
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Python {python}, {os.cpu_count()} cores{busy}. Read ratios, not seconds."


if __name__ == "__main__":
    main()
