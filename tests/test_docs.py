"""What the documents show works, and what they name is there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from rehearse.cli.commands import app
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.library import ScenarioLibrary
from rehearse.locale import catalogue
from rehearse.resources import data_root

ROOT = Path(__file__).parent.parent
NOT_OURS = {"node_modules", "dist", "build"}
DOCS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in NOT_OURS for part in path.relative_to(ROOT).parts)
)
README = ROOT / "README.md"

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w./-])rehearse ([a-z]+(?:-[a-z]+)*(?: \| [a-z]+)*)\b(.*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
TARGET = re.compile(r"^make ([a-z]+)", re.MULTILINE)
PLACEHOLDER = re.compile(r"[A-Z]{2,}|[*{<> ]|\.\.\.")
FILE_NAME = re.compile(r"[\w.-]+\.(?:py|yaml|toml|md|txt|lock|jsonl?|npz|css|j2)")
NEEDS_A_SCREEN = {"app", "chat"}
"""Shown without more, these wait for somebody; what they do is tested elsewhere."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, kind: str) -> list[str]:
    """The fenced pieces of a document that are of one language; ``""`` for what is typed."""
    return [body for found, body in FENCED.findall(path.read_text("utf-8")) if found == kind]


def code(path: Path) -> list[str]:
    """Everything a document shows as code: fenced lines, and words between backticks."""
    text = path.read_text("utf-8")
    lines = [line for _, body in FENCED.findall(text) for line in body.splitlines()]
    return lines + SPAN.findall(FENCED.sub("", text))


def typed(path: Path) -> Iterator[list[str]]:
    """The commands of ours that a document shows, without what is said about them."""
    for body in blocks(path, ""):
        for line in body.splitlines():
            shown = re.split(r"\s{2,}|\s+#", line.strip())[0].removeprefix(".venv/bin/")
            if shown.startswith("rehearse ") and "|" not in shown:
                yield re.findall(r'"[^"]*"|\S+', shown)[1:]


def commands() -> dict[str, set[str]]:
    """Every command there is, with its options."""
    group = typer.main.get_command(app)
    found: dict[str, set[str]] = {}
    for command in group.commands.values():  # type: ignore[attr-defined]
        found[command.name] = {option for one in command.params for option in one.opts}
    return found


def test_the_documents_are_found() -> None:
    assert {"README.md", "CONTRIBUTING.md", "docs/architecture.md"} <= {name(p) for p in DOCS}


@pytest.mark.parametrize("words", list(typed(README)), ids=" ".join)
def test_a_command_the_readme_shows_runs_as_shown(words: list[str]) -> None:
    if words[0] == "app" or words == ["chat"]:
        assert words[0] in NEEDS_A_SCREEN & set(commands())
        return
    if {"ID", "SHARE", "FILE", "FOLDER"} & set(words) or words == ["reviews"]:
        # What stands for these nobody knows here, and nobody reviews; but the command is there,
        # with these options.
        assert {word for word in words if word.startswith("-")} <= commands()[words[0]]
        return
    command = [sys.executable, "-m", "rehearse", *(word.strip('"') for word in words)]
    done = subprocess.run(
        command, input=b"I kept quiet.\n", capture_output=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert done.stdout


def test_the_python_the_readme_shows_runs_as_shown() -> None:
    shown = blocks(README, "python")
    assert shown
    for piece in shown:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", piece], capture_output=True, check=False
        )
        assert (done.returncode, done.stderr.decode()) == (0, "")
        assert f"```\n{done.stdout.decode()}```\n" in README.read_text("utf-8")


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    lost = []
    for link in LINK.findall(path.read_text("utf-8")):
        if link.startswith(("https://", "mailto:")):
            continue
        file, _, heading = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        there = target.is_relative_to(ROOT) and target.exists()
        if not there or (heading and heading not in headings(target)):
            lost.append(link)
    assert lost == []


def headings(path: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\s-]", "", one.lower()).strip().replace(" ", "-") for one in found}


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    known = commands()
    for piece in code(path):
        for named, rest in COMMAND.findall(piece):
            for command in named.split(" | "):
                assert command in known, piece
                options = set(OPTION.findall(rest.split("  ")[0]))
                assert options <= known[command] | {"--help"}, piece


def test_every_command_stands_in_the_readme() -> None:
    assert set(commands()) - {words[0] for words in typed(README)} == set()


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {target for piece in code(path) for target in TARGET.findall(piece)}
    assert named <= made


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_no_file_is_named_that_is_gone(path: Path) -> None:
    gone = [
        piece
        for piece in SPAN.findall(prose(path))
        if is_a_path(piece) and not is_there(piece, path)
    ]
    assert gone == []


def test_the_house_shows_all_that_is_in_prompts() -> None:
    house = blocks(ROOT / "docs" / "architecture.md", "")[0]
    prompts = house.partition("\nprompts/\n")[2].partition("\nrehearse/\n")[0]
    shown = {line.split()[0].split("/")[0] for line in prompts.splitlines()}
    assert shown == {path.name for path in (ROOT / "prompts").iterdir()}


def prose(path: Path) -> str:
    return FENCED.sub("", path.read_text("utf-8"))


def is_a_path(piece: str) -> bool:
    """Whether a piece of code in a sentence names one file or folder of the project."""
    if PLACEHOLDER.search(re.sub(r"README|CHANGELOG|CONTRIBUTING|LICENSE", "", piece)):
        return False
    top = piece.split("/")[0]
    in_project = "/" in piece and ((ROOT / top).exists() or piece.endswith("/"))
    return in_project or FILE_NAME.fullmatch(piece.split("/")[-1]) is not None


def is_there(piece: str, told_in: Path) -> bool:
    """Whether it is there, said from the root, from the document, or as a bare name."""
    if any((base / piece).exists() for base in (ROOT, told_in.parent, ROOT / "rehearse")):
        return True
    tops = ("rehearse", "evals", "tests", "benchmarks", "prompts", "docs")
    return "/" not in piece and any(any((ROOT / top).rglob(piece)) for top in tops)


def _shown(language: Language) -> re.Pattern[str]:
    """Everything that can stand on a page, whatever fills its slots."""
    phrases = [text for key, text in catalogue(language).items() if not key.startswith("cli.")]
    library = ScenarioLibrary(data_root() / "prompts")
    phrases += [library.load(known, language).words.title for known in library.ids()]
    found = "|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(phrase)) for phrase in phrases)
    return re.compile(found)


def test_what_the_readme_calls_by_name_stands_on_a_page() -> None:
    walk = README.read_text("utf-8").partition("## A first walk")[2].partition("\n![")[0]
    named = [" ".join(words.split()) for words in re.findall(r"\*([^*]+)\*", walk)]
    assert len(named) > 10
    shown = [_shown(language) for language in LANGUAGES]
    assert [words for words in named if not any(one.fullmatch(words) for one in shown)] == []


def test_the_readme_counts_the_situations_there_are() -> None:
    there = len(list(ScenarioLibrary(data_root() / "prompts").ids()))
    number = catalogue("en")[f"page.count.n{there}"].capitalize()
    assert f"{number} situations are built in" in README.read_text("utf-8")
