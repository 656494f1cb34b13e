"""Everything that can go wrong in a way a person has to hear about.

    RehearseError
    ├── WrongUse            a request that cannot be carried out as asked (exit code 2)
    │   ├── NotFound        an id that names nothing, or nothing of this actor's
    │   └── BadFile         a file that cannot be read as what it should be
    ├── Refused             words that came at the wrong moment; they go back to the box
    ├── StorageTrouble      the database cannot be used as it is
    └── ModelTrouble        a language model gave no answer (its kinds: rehearse.models.trouble)

An error carries a code of the ``errors`` catalogue and the words for its slots, so that each reader
gets the sentence in their own language: what was wrong, where, what to do.
"""

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


class Refused(RehearseError):
    """Words that cannot be taken now. Nothing was stored; they belong back in the box."""


class StorageTrouble(RehearseError):
    """The database cannot be used as it is."""
