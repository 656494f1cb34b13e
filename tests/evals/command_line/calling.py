"""``python -m evals`` called from a test."""

from pathlib import Path

from typer.testing import CliRunner, Result

from evals.cli import app

CALL = CliRunner()


def called(*arguments: str | Path) -> Result:
    return CALL.invoke(app, [str(argument) for argument in arguments])


def run(folder: Path, *arguments: str | Path) -> Result:
    """Run with this folder as what is built in."""
    return called("run", "--floors", folder / "floors.json", "--part", "turns", *arguments)
