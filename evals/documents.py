"""Reads case files written in YAML; what is wrong with one is told with its line."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from evals.cases import CaseError
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Scenario
from rehearse.errors import NotFound
from rehearse.library import ScenarioLibrary
from rehearse.resources import SafeLoader

Model = TypeVar("Model", bound=BaseModel)


def read_all(folder: Path, model: type[Model]) -> list[tuple[Path, Model]]:
    """Every ``*.yaml`` file of a folder, in the order of their names.

    Raises:
        CaseError: a file does not hold what it should, or there is none.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise CaseError(f"{folder}: no *.yaml files here; give a folder that holds cases")
    return [(file, read(file, model)) for file in files]


def read(file: Path, model: type[Model]) -> Model:
    """One file.

    Raises:
        CaseError: it cannot be read, or does not hold what it should.
    """
    node: yaml.Node | None = None
    try:
        text = file.read_text("utf-8-sig")
        node = yaml.compose(text, Loader=SafeLoader)
        if node is None:
            raise CaseError(f"{file}:1: the file is empty; fill it or take it away")
        _no_key_twice(node, file)
        return model.model_validate(yaml.load(text, Loader=SafeLoader))
    except OSError as error:
        raise CaseError(f"{file}: {error.strerror}; see that it can be read") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CaseError(f"{file}:{line}: {error.problem}; mend the YAML here") from error
    except yaml.YAMLError as error:
        raise CaseError(f"{file}:1: {error}; mend the YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        line = _line_of(node, first["loc"]) if node is not None else 1
        raise CaseError(f"{file}:{line}: {where}: {first['msg']}; mend this entry") from error


def lines_of(file: Path, name: str) -> list[int]:
    """The lines on which the entries of a list begin, in order; ``name`` is the list's key."""
    root = yaml.compose(file.read_text("utf-8-sig"), Loader=SafeLoader)
    assert isinstance(root, yaml.MappingNode), "the file was read before"
    lists = [value for key, value in root.value if key.value == name]
    return [item.start_mark.line + 1 for items in lists for item in items.value]


def situation(library: ScenarioLibrary, scenario_id: str, lang: Language, place: str) -> Scenario:
    """The situation that an entry is about. ``place``: where that stands, ``FILE:LINE``.

    Raises:
        CaseError: there is no such situation, or not in this language.
    """
    try:
        return library.load(scenario_id, lang)
    except NotFound as error:
        raise CaseError(f"{place}: {error}") from error


def _line_of(node: yaml.Node, place: Iterable[int | str]) -> int:
    line = node.start_mark.line + 1
    for part in place:
        inner: yaml.Node | None = None
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            inner = node.value[part] if part < len(node.value) else None
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    inner, line = value, key.start_mark.line + 1
        if inner is None:
            return line
        node = inner
        line = max(line, node.start_mark.line + 1)
    return line


def _no_key_twice(node: yaml.Node, file: Path) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _no_key_twice(item, file)
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for key, value in node.value:
        if key.value in seen:
            line = key.start_mark.line + 1
            raise CaseError(f"{file}:{line}: {key.value!r} is given twice; keep one")
        seen.add(key.value)
        _no_key_twice(value, file)
