"""The words that a model grader is asked with, from the prompts folder."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError

from rehearse.errors import BadFile
from rehearse.grader.answer import schema
from rehearse.resources import data_root

FOLDER = "grader"
_NAMES = ("rules", "turn", "again")


@dataclass(frozen=True)
class Prompt:
    """The templates of a request."""

    rules: Template
    """The scoring guide as a model is told it: the same for every turn."""
    turn: Template
    again: Template
    """The second question, where some of the first answer cannot be used."""
    version: str
    """A hash over what the templates say and the form of the answer; remarks do not count."""


def load(folder: Path) -> Prompt:
    """The prompt of a prompts folder; what the folder lacks is taken from those that ship.

    Raises:
        BadFile: a template cannot be read, or is none.
    """
    # Plain text for a model: there is nothing to escape, and what is data was made safe before.
    shelf = Environment(
        loader=FileSystemLoader([folder / FOLDER, data_root() / "prompts" / FOLDER]),
        undefined=StrictUndefined,
        autoescape=False,
    )
    templates = {name: _template(shelf, f"{name}.md.j2", folder) for name in _NAMES}
    said = [schema(), *(_said(shelf, f"{name}.md.j2") for name in _NAMES)]
    version = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return Prompt(templates["rules"], templates["turn"], templates["again"], version)


def _template(shelf: Environment, file: str, folder: Path) -> Template:
    place = folder / FOLDER / file
    try:
        return shelf.get_template(file)
    except TemplateSyntaxError as error:
        raise BadFile(
            "file_wrong", file=place, place=error.lineno, trouble=error.message
        ) from error
    except UnicodeDecodeError as error:
        raise BadFile("file_not_utf8", file=place, place=error.start) from error
    except OSError as error:
        raise BadFile("file_unreadable", file=place, trouble=error.strerror) from error


def _said(shelf: Environment, file: str) -> list[str]:
    """The parts of a template without its remarks."""
    assert shelf.loader is not None
    source, _, _ = shelf.loader.get_source(shelf, file)
    return [text for _, kind, text in shelf.lex(source) if "comment" not in kind]
