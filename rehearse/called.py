"""How the commands that the program prints are typed, so that each of them works as printed."""

import os
import shlex
import shutil
import sys
from pathlib import Path


def commands() -> dict[str, str]:
    """What the catalogue's slots for commands stand for: ``{rehearse} show ID``."""
    return {"rehearse": rehearse(), "python": python()}


def rehearse() -> str:
    """How this program is called from here: by its name where that finds it, else as it was."""
    script, found = Path(sys.argv[0]), shutil.which("rehearse")
    if script.parts[-2:] == ("rehearse", "__main__.py"):
        beside = found and Path(found).parent == Path(sys.executable).parent
        return "rehearse" if beside else f"{python()} -m rehearse"
    if script.stem != "rehearse" or (found and Path(found).resolve() == script.resolve()):
        return "rehearse"
    return _path(script)


def python() -> str:
    """How the Python is called that runs this, and that its libraries belong to."""
    found = shutil.which("python")
    # Not resolved: the Python of a virtual environment is a link to another one.
    if found and Path(found).absolute() == Path(sys.executable):
        return "python"
    return _path(Path(sys.executable))


def _path(program: Path) -> str:
    path, here = program.absolute(), Path.cwd()
    typed = str(path.relative_to(here) if path.is_relative_to(here) else path)
    return shlex.quote(typed if os.sep in typed else f".{os.sep}{typed}")
