"""Which language the command line speaks, and its sentences."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.called import commands
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.errors import BadFile, RehearseError, SettingError, WrongUse
from rehearse.locale import phrase
from rehearse.settings import Settings, Unusable, usable


@dataclass(frozen=True)
class Speech:
    """The sentences of the command line in one language."""

    language: Language

    def __call__(self, key: str, **slots: object) -> str:
        return phrase(f"cli.{key}", self.language, **commands(), **slots)


class CommandError(WrongUse):
    """Wrong use that only the command line knows of; its sentences stand in the cli catalogue."""

    def message(self, language: Language) -> str:
        return phrase(f"cli.error.{self.code}", language, **commands(), **self.slots)


class CommandTrouble(RehearseError):
    """Something that went wrong though it was asked rightly."""

    def message(self, language: Language) -> str:
        return phrase(f"cli.error.{self.code}", language, **commands(), **self.slots)


def found_settings() -> tuple[Settings, tuple[Unusable, ...]]:
    """What is set from outside, and what of that nobody can use.

    Raises:
        CommandError: the file that it stands in cannot be read.
    """
    try:
        return usable()
    except BadFile as trouble:
        raise CommandError(trouble.code, **trouble.slots) from None


def settings() -> Settings:
    """What is set from outside.

    Raises:
        SettingError: a ``REHEARSE_...`` variable with a value that cannot be used.
        CommandError: the file that settings stand in cannot be read.
    """
    chosen, wrong = found_settings()
    for each in wrong:
        raise SettingError(**vars(each))
    return chosen


def speech(lang: Language | None) -> Speech:
    """The language asked for, or else the one of the settings or the system."""
    return Speech(lang or settings().interface_language())


def language_for(words: Sequence[str]) -> Language:
    """The language to explain a mistake in, when the command itself could not be read."""
    asked = _after("--lang", words)
    for language in LANGUAGES:
        if language == asked:
            return language
    try:
        return found_settings()[0].interface_language()
    except CommandError:
        return _without_the_file()


def _without_the_file() -> Language:
    """The language by the environment alone, where the file of settings cannot be read."""
    told = os.environ.get("REHEARSE_LANGUAGE")
    for language in LANGUAGES:
        if language == told:
            return language
    return Settings.model_construct(language=None).interface_language()


def _after(option: str, words: Sequence[str]) -> str | None:
    for place, word in enumerate(words):
        if word == "--":
            return None
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
        if word == option and place + 1 < len(words):
            return words[place + 1]
    return None
