"""Reads the situations under ``prompts/`` and says what is wrong with one, and where."""

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from rehearse.conversation.rubric import Language, Step
from rehearse.conversation.scenario import (
    Line,
    Move,
    Scenario,
    ScenarioRules,
    ScenarioWords,
    Temperament,
    fill,
)
from rehearse.errors import BadFile, NotFound
from rehearse.resources import SafeLoader

Parsed = TypeVar("Parsed")
Pool = dict[Temperament, dict[Move, tuple[Line, ...]]]

_LONGEST_FILE = 2_000_000


class ScenarioLibrary:
    """The situations of one prompts folder, read when first asked for.

    A changed file is seen by a new library only; a rehearsal runs on its own snapshot anyway.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._load = lru_cache(maxsize=64)(self._read)
        self._pool = lru_cache(maxsize=8)(self._read_pool)

    def ids(self) -> list[str]:
        """The ids of all situations, in the order of the alphabet.

        Raises:
            BadFile: there is no such folder, or no situation in it.
        """
        scenarios = self._folder / "scenarios"
        found = sorted(path.parent.name for path in scenarios.glob("*/scenario.yaml"))
        if not found:
            raise BadFile("no_scenarios", folder=scenarios)
        return found

    def rules(self, scenario_id: str) -> ScenarioRules:
        """What is the same in every language.

        Raises:
            NotFound: no such situation.
            BadFile: its file is wrong.
        """
        if scenario_id not in self.ids():
            raise NotFound("scenario", id=scenario_id, known=", ".join(self.ids()))
        file = self._folder / "scenarios" / scenario_id / "scenario.yaml"
        rules = _parse(file, ScenarioRules)
        if rules.id != scenario_id:
            raise BadFile(
                "file_wrong", file=file, place="id", trouble=f"folder says {scenario_id!r}"
            )
        if rules.needed[0] is not Step.OWN_PART:
            # Nothing else repairs without it, and the rules of trust and moves go by that.
            trouble = f"the first must be {Step.OWN_PART.value!r}"
            raise BadFile("file_wrong", file=file, place="needed", trouble=trouble)
        return rules

    def load(self, scenario_id: str, language: Language) -> Scenario:
        """One situation in one language, every slot filled.

        Raises:
            NotFound: no such situation, or not in this language.
            BadFile: one of its files is wrong.
        """
        return self._load(scenario_id, language)

    def _read(self, scenario_id: str, language: Language) -> Scenario:
        rules = self.rules(scenario_id)
        if language not in rules.languages:
            raise NotFound("scenario_language", id=scenario_id, language=language)
        file = self._folder / "scenarios" / scenario_id / f"{language}.yaml"
        raw = _parse(file, ScenarioWords)
        slots = raw.slots | {"colleague": raw.persona.name}
        words = ScenarioWords.model_validate(_filled(raw.model_dump(), slots, file, ""))
        pooled = self._pool(language).get(rules.temperament)
        if pooled is None:
            pool_file, place = self._pool_file(language), rules.temperament.value
            raise BadFile("file_wrong", file=pool_file, place=place, trouble="missing")
        own = {move: (*lines, *pooled.get(move, ())) for move, lines in words.lines.items()}
        lines = {**pooled, **own}
        words = words.model_copy(update={"lines": lines})
        try:
            return Scenario(rules=rules, language=language, words=words)
        except ValidationError as error:
            raise _wrong(file, error) from error

    def _read_pool(self, language: Language) -> Pool:
        return _parse_as(self._pool_file(language), TypeAdapter(Pool))

    def _pool_file(self, language: Language) -> Path:
        return self._folder / "temperaments" / f"{language}.yaml"


def _filled(value: Any, slots: dict[str, str], file: Path, place: str) -> Any:
    if isinstance(value, dict):
        return {
            key: item if key == "slots" else _filled(item, slots, file, f"{place}.{key}".strip("."))
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_filled(item, slots, file, f"{place}[{n}]") for n, item in enumerate(value)]
    if isinstance(value, str) and ("{" in value or "}" in value):
        try:
            return fill(value, slots)
        except ValueError as error:
            raise BadFile("file_wrong", file=file, place=place, trouble=error) from error
    return value


def _parse(file: Path, model: type[Parsed]) -> Parsed:
    return _parse_as(file, TypeAdapter(model))


def _parse_as(file: Path, adapter: TypeAdapter[Parsed]) -> Parsed:
    try:
        if file.stat().st_size > _LONGEST_FILE:
            raise BadFile("file_too_large", file=file)
        tree = yaml.load(file.read_text("utf-8-sig"), Loader=_Loader)
        return adapter.validate_python(tree)
    except OSError as error:
        raise BadFile("file_unreadable", file=file, trouble=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise BadFile("file_not_utf8", file=file, place=error.start) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else "?"
        trouble = getattr(error, "problem", None) or "not YAML"
        raise BadFile("file_wrong", file=file, place=place, trouble=trouble) from error
    except ValidationError as error:
        raise _wrong(file, error) from error


def _wrong(file: Path, error: ValidationError) -> BadFile:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "-"
    return BadFile("file_wrong", file=file, place=place, trouble=first["msg"])


class _Loader(SafeLoader):  # type: ignore[misc,valid-type]
    """Safe YAML that refuses a key given twice: the first one's words would silently be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found
