"""A printed command works as it is printed: by name where that is found, else as it was typed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rehearse import called
from rehearse.errors import NotFound

SCRIPT = """#!{python}
import sys
from rehearse import called
print(called.rehearse(), called.python(), sep="\\n")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A ``rehearse`` of its own, in a folder with a blank in its name."""
    script = tmp_path / "my own" / "bin" / "rehearse"
    script.parent.mkdir(parents=True)
    script.write_text(SCRIPT.format(python=sys.executable))
    script.chmod(0o700)
    return script


def printed(typed: str, cwd: Path, path: str) -> list[str]:
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        typed, shell=True, cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="a script is started otherwise there")
class TestAsTyped:
    def test_by_its_name_where_that_is_found(self, program: Path) -> None:
        path = f"{program.parent}{os.pathsep}{os.defpath}"
        assert printed("rehearse", program.parents[1], path)[0] == "rehearse"

    def test_by_its_path_where_the_name_is_not_found(self, program: Path) -> None:
        assert printed("bin/rehearse", program.parents[1], os.defpath)[0] == "bin/rehearse"

    def test_what_is_printed_can_be_typed(self, program: Path) -> None:
        for folder in (program.parents[2], program.parent, Path(__file__).parent):
            first = printed(f"'{program}'", folder, os.defpath)
            assert printed(first[0], folder, os.defpath) == first
            assert printed(f"{first[1]} -c 'print(1)'", folder, os.defpath) == ["1"]


def test_as_a_module_where_it_was_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(Path(called.__file__).parent / "__main__.py")])
    monkeypatch.setenv("PATH", "")
    assert called.rehearse() == f"{called.python()} -m rehearse"


def test_an_error_names_the_command_as_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/rehearse"])
    monkeypatch.setenv("PATH", "")
    assert "`.venv/bin/rehearse history`" in NotFound("rehearsal", id="1").message("en")
