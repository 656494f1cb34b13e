"""Every language is in every place where one is looked for, and how to add one names them all."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import evals.cli
from rehearse.cli import commands
from rehearse.conversation.rubric import LANGUAGES

ROOT = Path(__file__).parent.parent
NAMED = re.compile(rf"(.+_|)({'|'.join(LANGUAGES)})(\.\w+|)")
"""A file or folder that is called after a language, alone or at the end of its name."""
OFFERED = ROOT / "prompts" / "scenarios"
"""A situation says itself which languages it is in."""


def by_language() -> dict[str, set[str]]:
    """The languages in each place that has one file or folder a language."""
    found: dict[str, set[str]] = defaultdict(set)
    for top in ("rehearse", "prompts"):
        for path in (ROOT / top).rglob("*"):
            named = NAMED.fullmatch(path.name)
            if named and not path.is_relative_to(OFFERED):
                before, language, ending = named.groups()
                place = path.parent / f"{before}LANG{ending}"
                found[place.relative_to(ROOT).as_posix()].add(language)
    return dict(found)


def tables() -> Iterator[tuple[str, set[str]]]:
    """The modules that hold something for each language, with the languages it is held for: where
    one is missing, no type tells."""
    for path in sorted((ROOT / "rehearse").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not (isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)):
                continue
            if ast.unparse(node.annotation).startswith("dict[Language,"):
                keys = {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
                yield path.relative_to(ROOT).as_posix(), keys


PLACES = by_language()
TABLES = list(tables())


def test_places_and_tables_are_found() -> None:
    assert {"rehearse/locale/LANG", "rehearse/language/question_kinds/LANG.yaml"} <= set(PLACES)
    assert "rehearse/report/spreadsheet.py" in dict(TABLES)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_has_every_language(place: str) -> None:
    assert PLACES[place] == set(LANGUAGES)


@pytest.mark.parametrize(("module", "languages"), TABLES)
def test_a_table_has_every_language(module: str, languages: set[str]) -> None:
    assert languages == set(LANGUAGES)


def test_command_lines_take_every_language() -> None:
    assert get_args(commands.Language) == LANGUAGES
    assert tuple(lang.value for lang in evals.cli.Lang) == LANGUAGES


@pytest.mark.parametrize("place", [*PLACES, *dict(TABLES)])
def test_how_to_add_a_language_names_every_place(place: str) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert f"`{place}" in guide.partition("## Add a language")[2].partition("\n## ")[0]
