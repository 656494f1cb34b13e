"""Files that are there whole, or as they were: what writes them can be interrupted."""

from collections.abc import Callable
from pathlib import Path
from typing import IO


def written_whole(file: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file beside its place, and put it there once it is whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as to:
        write(to)
    part.replace(file)
