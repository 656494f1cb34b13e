"""A wheel built from the tracked files works from any folder, and holds all that it needs."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SHIPPED = ("rehearse", "prompts", ".streamlit", "streamlit_app.py")
TO_BUILD = (*SHIPPED, "pyproject.toml", "README.md", "LICENSE", ".gitignore")
NEEDED = (
    "rehearse/_data/prompts/scenarios/promised-raise/scenario.yaml",
    "rehearse/_data/prompts/scenarios/promised-raise/nl.yaml",
    "rehearse/_data/prompts/temperaments/en.yaml",
    "rehearse/_data/.streamlit/config.toml",
    "rehearse/_data/streamlit_app.py",
    "rehearse/language/cue_sheets/nl.yaml",
    "rehearse/language/common_words/en.txt",
    "rehearse/grader/context.npz",
    "rehearse/grader/heads.npz",
    "rehearse/locale/nl/cli.yaml",
    "rehearse/pages/look.css",
    "rehearse/store/migrations/env.py",
    "rehearse/store/migrations/script.py.mako",
    "rehearse/store/migrations/versions/0001_rehearsals.py",
    "rehearse/py.typed",
)
TURNS = (
    "I promised you that raise in March and then I kept quiet for six weeks. That was wrong.",
    "What was that like for you?",
    "I'll ask the board on the twelfth, and you hear the answer from me that afternoon.",
)


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and third-party packages from ours."""

    wheel: Path
    folder: Path
    programs: Path

    def run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in a folder that has nothing to do with it."""
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "REHEARSE_"))}
        return subprocess.run(
            [str(self.programs / program), *words],
            cwd=elsewhere,
            env={**kept, "REHEARSE_DATA_DIR": str(self.folder / "data")},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    wheel = build(folder)
    home = folder / "venv"
    builder = venv.EnvBuilder(symlinks=os.name == "posix")
    builder.create(home)
    made = builder.ensure_directories(home)
    # A path in a .pth file does not bring in that folder's own .pth files: ours point to here.
    paths = sysconfig.get_paths()
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    others = dict.fromkeys((paths["purelib"], paths["platlib"]))
    (site / "others.pth").write_text("\n".join(others), "utf-8")
    pip("--python", made.env_exe, "install", "--no-deps", "--no-index", str(wheel))
    return Installed(wheel, folder, Path(made.bin_path))


def build(folder: Path) -> Path:
    """The wheel, from a copy of what is tracked, so that no leftover gets in."""
    copy = folder / "source"
    for name in tracked():
        if name.split("/")[0] in TO_BUILD:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")],
        cwd=copy,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def tracked() -> list[str]:
    """The files of the project by name: as git knows them, else as they lie here."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        names = listed.stdout.decode().split("\0")
        return [name for name in names if name and (ROOT / name).is_file()]
    found = [path for top in TO_BUILD for path in (ROOT / top, *(ROOT / top).rglob("*"))]
    names = [path.relative_to(ROOT).as_posix() for path in found if path.is_file()]
    return [name for name in names if "__pycache__" not in name]


def pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_holds_everything_that_is_shipped_and_nothing_else(installed: Installed) -> None:
    inside = {
        name
        for name in zipfile.ZipFile(installed.wheel).namelist()
        if ".dist-info/" not in name and not name.endswith("/")
    }
    shipped = {name for name in tracked() if name.split("/")[0] in SHIPPED}
    wanted = {n if n.startswith("rehearse/") else f"rehearse/_data/{n}" for n in shipped}
    assert set(NEEDED) <= wanted
    assert inside == wanted


def test_it_brings_its_license(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_it_does_not_lean_on_the_checkout(installed: Installed) -> None:
    code = "import rehearse, sys; print(rehearse.__file__, *sys.path, sep='\\n')"
    file, *path = installed.run("python", "-c", code).stdout.splitlines()
    assert Path(file).is_relative_to(installed.folder)
    assert str(ROOT) not in path


def test_it_knows_its_version_and_its_situations(installed: Installed) -> None:
    assert installed.run("rehearse", "--version").stdout.startswith("rehearse 0.")
    listed = json.loads(installed.run("rehearse", "scenarios", "--json").stdout)
    assert {"promised-raise", "doubted-idea", "moved-work"} <= {one["id"] for one in listed}


def test_it_grades(installed: Installed) -> None:
    done = installed.run("rehearse", "grade", "--json", "--lang", "en", TURNS[0])
    assert (done.returncode, done.stderr) == (0, "")
    grade = json.loads(done.stdout)
    assert grade["levels"]["own_part"] == 2
    assert len(grade["scores"]) == 7


def test_it_holds_a_whole_rehearsal(installed: Installed) -> None:
    turns = installed.folder / "turns.txt"
    turns.write_text("\n".join(TURNS), "utf-8")
    words = ("--scenario", "promised-raise", "--lang", "en", "--turns", str(turns), "--json")
    done = installed.run("rehearse", "chat", *words)
    assert (done.returncode, done.stderr) == (0, "")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["type"] for event in events].count("done") == len(TURNS) + 1
    assert events[-1]["type"] == "ended"
    assert events[-1]["ended"] == "end_of_turns"


def test_it_finds_its_page(installed: Installed) -> None:
    code = "from rehearse.resources import data_root as d; print(*d().iterdir(), sep='\\n')"
    found = {Path(line).name for line in installed.run("python", "-c", code).stdout.splitlines()}
    assert {"prompts", ".streamlit", "streamlit_app.py"} <= found
