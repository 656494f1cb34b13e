"""What can be set from outside: ``REHEARSE_...`` variables, and a provider's own for its key."""

import locale as system_locale
import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.errors import BadFile
from rehearse.resources import data_root


class Pace(StrEnum):
    """How fast the colleague speaks in the app."""

    SPOKEN = "spoken"
    INSTANT = "instant"


def _from_home(path: Path) -> Path:
    """The path with a leading ``~`` read as somebody's own folder: in a file no shell does."""
    try:
        return path.expanduser()
    # Nobody of that name is known here.
    except RuntimeError:
        return path


Folder = Annotated[Path, AfterValidator(_from_home)]


def env_file() -> Path:
    """The one file that is read beside the environment, which goes before it: ``.env`` in the
    project's folder, or the file that ``REHEARSE_ENV_FILE`` names. No other folder's ever is."""
    return _from_home(Path(os.environ.get("REHEARSE_ENV_FILE") or data_root() / ".env"))


class Settings(BaseSettings):
    """Read from the environment and the project's ``.env``; an empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="REHEARSE_",
        env_ignore_empty=True,
        env_file_encoding="utf-8",
        extra="ignore",
    )

    def __init__(self, **given: Any) -> None:
        """``given`` goes before everything that is set elsewhere."""
        super().__init__(_env_file=env_file(), **given)

    database_url: str | None = None
    """``REHEARSE_DATABASE_URL``: another database than the file in the data folder."""
    data_dir: Folder | None = None
    """``REHEARSE_DATA_DIR``: another data folder than the one the system suggests."""
    prompts_dir: Folder | None = None
    """``REHEARSE_PROMPTS_DIR``: a folder laid out like ``prompts/``, used in its place."""
    language: Language | None = None
    """``REHEARSE_LANGUAGE``: the interface's language; without it, the system's."""

    model: str | None = None
    """``REHEARSE_MODEL``: who finds the colleague's words, as litellm names models
    (``provider/model``). Without it all is played by rules, and nothing leaves this machine."""
    grader_model: str | None = None
    """``REHEARSE_GRADER_MODEL``: who reads each turn again; without it, the same model."""
    api_base: str | None = None
    """``REHEARSE_API_BASE``: the address of a server of one's own, such as a local one."""
    time_limit: float = Field(default=60.0, gt=0)
    """``REHEARSE_TIME_LIMIT``: how many seconds one call may take, with all its tries."""
    budget: Decimal | None = Field(default=None, gt=0)
    """``REHEARSE_BUDGET``: what one rehearsal may cost, in US dollars."""

    pace: Pace = Pace.SPOKEN
    """``REHEARSE_PACE``: ``spoken`` lets the colleague in the app speak with a person's pauses,
    ``instant`` shows each answer at once."""

    def data_folder(self) -> Path:
        return self.data_dir or Path(platformdirs.user_data_dir("rehearse", appauthor=False))

    def database(self) -> str:
        """The database's address in SQLAlchemy's form."""
        if self.database_url:
            return self.database_url
        from sqlalchemy import URL

        file = str(self.data_folder() / "rehearse.db")
        # Spelled by its rules: a folder's name may hold what means something in an address.
        return URL.create("sqlite", database=file).render_as_string(hide_password=False)

    def reads_again(self) -> str | None:
        """The model that reads each turn again, if any model takes part."""
        return self.model and (self.grader_model or self.model)

    def keys(self) -> Mapping[str, SecretStr]:
        """The variables of the ``.env`` that are not ours: providers' keys."""
        file = env_file()
        found = dotenv_values(file) if file.is_file() else {}
        return {
            name: SecretStr(value)
            for name, value in found.items()
            if value and not name.startswith("REHEARSE_")
        }

    def prompts_folder(self) -> Path:
        return self.prompts_dir or data_root() / "prompts"

    def interface_language(self) -> Language:
        """The language that messages are in when nothing else says so."""
        if self.language:
            return self.language
        told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
        spoken = told or (system_locale.getlocale()[0] or "")
        return "nl" if spoken.lower().startswith(("nl", "dutch")) else "en"


_NUMBERS = {"budget": "0.50", "time_limit": "120"}
"""How a number is written, for each that can be set."""
_CHOICES: dict[str, tuple[str, ...]] = {"language": LANGUAGES, "pace": tuple(Pace)}


@dataclass(frozen=True)
class Unusable:
    """A variable whose value cannot be used; never the value itself."""

    variable: str
    file: Path | None
    """Where it stands; None for the environment."""
    example: str | None
    """A number as it is to be written, where a number is wanted."""
    choices: tuple[str, ...]
    """What it can be, where there is a choice."""


def usable() -> tuple[Settings, tuple[Unusable, ...]]:
    """What is set from outside, and the variables that count as not set: nobody can use them.

    Raises:
        BadFile: the file that settings stand in cannot be read.
    """
    try:
        return Settings(), ()
    except UnicodeDecodeError as error:
        # Without what caused it: that holds the file's bytes, and so the keys.
        raise BadFile("file_not_utf8", file=env_file(), place=error.start) from None
    except OSError as error:
        trouble = error.strerror or type(error).__name__
        raise BadFile("file_unreadable", file=env_file(), trouble=trouble) from error
    except ValidationError as error:
        fields = tuple(dict.fromkeys(str(each["loc"][0]) for each in error.errors()))
    without = {field: Settings.model_fields[field].get_default() for field in fields}
    return Settings(**without), tuple(map(_unusable, fields))


def _unusable(field: str) -> Unusable:
    variable = f"REHEARSE_{field.upper()}"
    file = None if os.environ.get(variable) else env_file()
    return Unusable(variable, file, _NUMBERS.get(field), _CHOICES.get(field, ()))
