"""What can be set from outside: ``REHEARSE_...`` variables, nothing else yet."""

import locale as system_locale
import os
from enum import StrEnum
from pathlib import Path

import platformdirs
from pydantic_settings import BaseSettings, SettingsConfigDict

from rehearse.conversation.rubric import Language
from rehearse.resources import data_root


class Pace(StrEnum):
    """How fast the colleague speaks in the app."""

    SPOKEN = "spoken"
    INSTANT = "instant"


class Settings(BaseSettings):
    """Read from the environment; an empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix="REHEARSE_", env_ignore_empty=True)

    database_url: str | None = None
    """``REHEARSE_DATABASE_URL``: another database than the file in the data folder."""
    data_dir: Path | None = None
    """``REHEARSE_DATA_DIR``: another data folder than the one the system suggests."""
    prompts_dir: Path | None = None
    """``REHEARSE_PROMPTS_DIR``: a folder laid out like ``prompts/``, used in its place."""
    language: Language | None = None
    """``REHEARSE_LANGUAGE``: the interface's language; without it, the system's."""

    pace: Pace = Pace.SPOKEN
    """``REHEARSE_PACE``: ``spoken`` lets the colleague in the app speak with a person's pauses,
    ``instant`` shows each answer at once."""

    def data_folder(self) -> Path:
        return self.data_dir or Path(platformdirs.user_data_dir("rehearse", appauthor=False))

    def database(self) -> str:
        """The database's address in SQLAlchemy's form."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{self.data_folder() / 'rehearse.db'}"

    def prompts_folder(self) -> Path:
        return self.prompts_dir or data_root() / "prompts"

    def interface_language(self) -> Language:
        """The language that messages are in when nothing else says so."""
        if self.language:
            return self.language
        told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
        spoken = told or (system_locale.getlocale()[0] or "")
        return "nl" if spoken.lower().startswith(("nl", "dutch")) else "en"
