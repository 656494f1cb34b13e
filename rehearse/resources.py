"""Where the words and pages that ship with Rehearse lie, in a checkout and in a wheel; and how the
words are read."""

from pathlib import Path

import yaml

SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML ten times as fast where libyaml is there, as it is in PyYAML's own wheels."""

_PACKAGE = Path(__file__).resolve().parent


def data_root() -> Path:
    """The folder that holds ``prompts/``, ``.streamlit/`` and ``streamlit_app.py``."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent
