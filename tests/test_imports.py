"""Imports run one way; a module may only know what stands below it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "rehearse"

BELOW: dict[str, set[str]] = {
    "conversation": set(),
    "called": set(),
    "errors": {"called", "conversation", "locale"},
    "locale": {"conversation", "resources"},
    "ids": set(),
    "resources": set(),
    "settings": {"conversation", "errors", "resources"},
    "library": {"conversation", "errors", "resources"},
    "prompts": {"errors", "resources"},
    "language": {"conversation", "resources"},
    "models": {"conversation", "errors", "privacy", "prompts"},
    "privacy": {"conversation", "resources"},
    "coaching": {"conversation", "errors", "ids", "privacy"},
    "grader": {"conversation", "errors", "language", "locale", "models", "prompts", "resources"},
    "colleague": {
        "conversation",
        "errors",
        "language",
        "models",
        "privacy",
        "prompts",
        "resources",
    },
    "advice": {"conversation", "language"},
    "report": {
        "advice",
        "coaching",
        "conversation",
        "grader",
        "ids",
        "language",
        "locale",
        "models",
        "resources",
    },
    "store": {"coaching", "conversation", "errors", "ids", "models"},
    "service": {
        "coaching",
        "conversation",
        "errors",
        "locale",
        "ids",
        "library",
        "language",
        "grader",
        "colleague",
        "models",
        "privacy",
        "prompts",
        "advice",
        "report",
        "store",
    },
    "assembly": {
        "coaching",
        "conversation",
        "errors",
        "settings",
        "library",
        "language",
        "grader",
        "colleague",
        "models",
        "privacy",
        "store",
        "service",
    },
    "pages": {
        "coaching",
        "conversation",
        "errors",
        "locale",
        "ids",
        "settings",
        "library",
        "grader",
        "models",
        "advice",
        "report",
        "service",
        "assembly",
    },
    "cli": {
        "called",
        "coaching",
        "conversation",
        "errors",
        "locale",
        "ids",
        "resources",
        "settings",
        "library",
        "grader",
        "models",
        "report",
        "service",
        "assembly",
    },
    "__init__": {"conversation", "grader", "library", "settings"},
    "__main__": {"cli"},
}
"""What each part may import, beside itself. Pages and command line never know the store."""

PURE = {"asyncio", "io", "os", "pathlib", "random", "socket", "subprocess", "time"}


CLOCK = {"now", "utcnow", "today"}
"""Days and hours are values; asking what day it is, is not for the subject matter."""


def modules() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if "_data" not in path.parts]


def imported(path: Path) -> set[str]:
    """Full names of all modules a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_one_module_knows_the_library_that_reaches_providers() -> None:
    known = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if any(name.partition(".")[0] == "litellm" for name in imported(path))
    }
    assert known == {"models/library.py"}


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_knows_only_what_stands_below_it(path: Path) -> None:
    part = part_of(path)
    assert part in BELOW, f"{part} is new: say what it may import"
    known = {name.split(".")[1] for name in imported(path) if name.startswith("rehearse.")}
    parts = {p.name.removesuffix(".py") for p in ROOT.iterdir()}
    assert (known & parts) - {part} <= BELOW[part]


@pytest.mark.parametrize("path", sorted((ROOT / "conversation").glob("*.py")), ids=lambda p: p.name)
def test_the_subject_matter_is_pure(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & PURE
    attributes = {
        n.attr for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)
    }
    assert not attributes & CLOCK


def test_only_the_library_and_the_catalogue_read_files_of_words_themselves() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in modules()
        if "yaml" in {name.split(".")[0] for name in imported(path)}
    }
    assert readers == {
        "resources.py",
        "library.py",
        "locale/__init__.py",
    }
