"""Where the words and pages that ship with Rehearse lie, in a checkout and in a wheel; and how the
words are read."""

from importlib import resources
from pathlib import Path
from typing import Any

import yaml

SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML ten times as fast where libyaml is there, as it is in PyYAML's own wheels."""

_PACKAGE = Path(__file__).resolve().parent


def sheet_of(package: str, folder: str, language: str) -> Any:
    """What a language's file holds in a folder of words beside the code of a package."""
    file = resources.files(package) / folder / f"{language}.yaml"
    return yaml.load(file.read_text("utf-8"), Loader=SafeLoader)


def data_root() -> Path:
    """The folder that holds ``prompts/``, ``.streamlit/`` and ``streamlit_app.py``."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent
