"""Every trouble that the code can raise has its sentence in every language."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import rehearse
from rehearse.called import commands
from rehearse.conversation.rubric import LANGUAGES
from rehearse.locale import catalogue
from rehearse.models.trouble import ModelTrouble
from rehearse.store import trouble

CLASSES = {"RehearseError", "WrongUse", "NotFound", "BadFile", "Refused", "StorageTrouble"}


def raised() -> Iterator[tuple[str, frozenset[str], str]]:
    """Code, names of the slots given, and place, of every error that is made in the source."""
    for file in sorted(Path(rehearse.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in CLASSES or not node.args:
                continue
            slots = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            for code in _codes(node.args[0]):
                yield code, slots, f"{file.name}:{node.lineno}"
    for code in {*trouble._SQLITE.values(), "unreachable"}:
        yield code, frozenset({"where"}), "trouble.py"
    for code in ("setting_choice", "setting_number", "setting_in_environment"):
        yield code, frozenset({"name", "choices", "example", "where"}), "SettingError"
    for kind in ("turn", "rehearsal"):
        yield kind, frozenset({"id"}), "rehearsing.py"
    for trouble_kind in ModelTrouble.__subclasses__():
        given = frozenset(inspect.signature(trouble_kind).parameters)
        yield trouble_kind.code, given, trouble_kind.__name__


def _codes(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.IfExp):
        return [*_codes(argument.body), *_codes(argument.orelse)]
    known = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return [argument.value] if known else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_that_its_slots_fill(language: str) -> None:
    phrases = catalogue(language)  # type: ignore[arg-type]
    seen = 0
    for code, slots, place in raised():
        text = phrases.get(f"errors.{code}")
        assert text, f"{place}: no sentence for {code!r} in {language}"
        fields = {name for _, name, _, _ in Formatter().parse(text) if name}
        fields -= set(commands())
        assert fields <= slots, f"{place}: {code!r} in {language} needs {sorted(fields - slots)}"
        seen += 1
    assert seen > 30


def test_no_sentence_is_left_that_nothing_says() -> None:
    said = {code for code, _, _ in raised()}
    for language in LANGUAGES:
        keys = {key for key in catalogue(language) if key.startswith("errors.")}
        assert keys == {f"errors.{code}" for code in said}


def test_dutch_speaks_to_people_as_je() -> None:
    words = " ".join(
        text.lower() for key, text in catalogue("nl").items() if key.startswith("errors.")
    )
    assert not {"u", "uw", "uzelf"} & set(words.replace(".", " ").replace(",", " ").split())
