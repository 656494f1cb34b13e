"""The words that a model grader is asked with, from the prompts folder."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Template

from rehearse.grader.answer import schema
from rehearse.prompts import template

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
    templates = {name: template(folder, FOLDER, f"{name}.md.j2") for name in _NAMES}
    said = [schema(), *(_said(each) for each in templates.values())]
    version = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return Prompt(templates["rules"], templates["turn"], templates["again"], version)


def _said(template: Template) -> list[str]:
    """The parts of a template without its remarks."""
    shelf = template.environment
    assert shelf.loader is not None
    assert template.name is not None
    source, _, _ = shelf.loader.get_source(shelf, template.name)
    return [text for _, kind, text in shelf.lex(source) if "comment" not in kind]
