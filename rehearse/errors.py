"""Everything that can go wrong in a way a person has to hear about.

    RehearseError
    ├── WrongUse            a request that cannot be carried out as asked (exit code 2)
    │   ├── NotFound        an id that names nothing, or nothing of this actor's
    │   ├── SettingError    a variable with a value that cannot be used
    │   └── BadFile         a file that cannot be read as what it should be
    ├── Refused             words that came at the wrong moment; they go back to the box
    ├── StorageTrouble      the database cannot be used as it is
    └── ModelTrouble        a language model gave no answer (its kinds: rehearse.models.trouble)

An error carries a code of the ``errors`` catalogue and the words for its slots, so that each reader
gets the sentence in their own language: what was wrong, where, what to do.
"""

from collections.abc import Sequence
from pathlib import Path

from rehearse.conversation.rubric import Language


class RehearseError(Exception):
    """A mishap with a message for people. ``code`` is a key of the ``errors`` catalogue."""

    def __init__(self, code: str, **slots: object) -> None:
        self.code = code
        self.slots = {name: str(value) for name, value in slots.items()}
        super().__init__(code)

    def message(self, language: Language) -> str:
        """The sentence for a reader of this language."""
        from rehearse.called import commands
        from rehearse.locale import phrase

        return phrase(f"errors.{self.code}", language, **commands(), **self.slots)

    def __str__(self) -> str:
        return self.message("en")


class WrongUse(RehearseError):
    """What was asked cannot be done as asked."""


class NotFound(WrongUse):
    """An id that names nothing, or nothing that this actor may see."""


class BadFile(WrongUse):
    """A file that cannot be read as what it should be."""


class SettingError(WrongUse):
    """A variable with a value that cannot be used: where it stands (None for the environment) and
    what it can be, never the value itself."""

    def __init__(
        self, variable: str, file: Path | None, example: str | None, choices: Sequence[str]
    ) -> None:
        code = "setting_choice" if choices else "setting_number"
        super().__init__(code, name=variable, choices=", ".join(choices), example=example)
        self._file = file

    def message(self, language: Language) -> str:
        from rehearse.locale import phrase

        where = self._file or phrase("errors.setting_in_environment", language)
        return phrase(f"errors.{self.code}", language, where=where, **self.slots)


class Refused(RehearseError):
    """Words that cannot be taken now. Nothing was stored; they belong back in the box."""


class StorageTrouble(RehearseError):
    """The database cannot be used as it is."""
