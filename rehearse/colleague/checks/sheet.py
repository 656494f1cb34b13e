"""The word lists of the checks: data, one file a language."""

import re
from collections.abc import Sequence
from functools import cache, cached_property

from rehearse.colleague.checks.faults import Fault
from rehearse.conversation.rubric import Frozen, Language
from rehearse.resources import sheet_of

_GAP = r"(?:[ ,]+[\w'-]+){0,4}[ ,]+"
"""What " .. " stands for: up to four words."""


class WordSheet(Frozen):
    """One language's lists, as the file has them (its head says how patterns are written)."""

    forgives: tuple[str, ...]
    soothes: tuple[str, ...]
    blames_itself: tuple[str, ...]
    waits: tuple[str, ...]
    asks_forgiveness: str
    says_yes: str
    asks_hatred: str
    says_no: str
    out_of_role: tuple[str, ...]
    swaps_roles: tuple[str, ...]
    takes_over: tuple[str, ...]
    gestures: str
    gestures_alone: str
    directions: str
    """How a gesture or a tone begins that is written in round brackets."""
    pronouns: str
    someone: str
    acts: str
    speaks: str
    scenes: tuple[str, ...]
    """Beginnings of sentences that tell a scene."""
    recounts: str
    """Words of what is told of another time, or of oneself: in no scene."""
    labels: str
    numbers: dict[str, int]
    one: dict[str, int]
    """One, for what it makes together with another ("eenentwintig")."""
    ordinals: dict[str, int]
    units: dict[str, str]
    clock: str
    vague: tuple[str, ...]
    calendar: tuple[str, ...]
    ordinary: frozenset[str]
    """Words with a capital that name no one in a story, in small letters."""
    leads_on: str
    chooses: str
    titles: str
    reports: str
    """What a name that opens a sentence does, there where names are looked for."""
    small: frozenset[str]
    persons: frozenset[str]
    denies: str
    first_person: str
    second_person: str

    @cached_property
    def phrases(self) -> dict[Fault, re.Pattern[str]]:
        """What is at fault whoever says it, by fault; without what depends on the name."""
        return {
            fault: whole_words([option for option in options if "NAME" not in option])
            for fault, options in (
                (Fault.OUT_OF_ROLE, self.out_of_role),
                (Fault.FORGIVES, self.forgives),
                (Fault.TAKES_OVER, self.takes_over),
                (Fault.SWAPS_ROLES, self.swaps_roles),
            )
        }

    @cached_property
    def soothing(self) -> re.Pattern[str]:
        return whole_words(self.soothes)

    @cached_property
    def self_blame(self) -> re.Pattern[str]:
        return whole_words(self.blames_itself)

    @cached_property
    def scene(self) -> re.Pattern[str]:
        kinds = {"SOMEONE": self.someone, "ACTS": self.acts, "SPEAKS": self.speaks}
        filled = [re.sub("|".join(kinds), lambda k: kinds[k[0]], s) for s in self.scenes]
        return re.compile("|".join(filled))

    @cached_property
    def someone_known(self) -> re.Pattern[str]:
        return whole_words([self.pronouns])

    @cached_property
    def recounting(self) -> re.Pattern[str]:
        return whole_words([self.recounts])

    @cached_property
    def waiting(self) -> re.Pattern[str]:
        return whole_words(self.waits)

    @cached_property
    def forgiveness_asked(self) -> re.Pattern[str]:
        return whole_words([self.asks_forgiveness])

    @cached_property
    def assent(self) -> re.Pattern[str]:
        return whole_words([self.says_yes])

    @cached_property
    def hatred_asked(self) -> re.Pattern[str]:
        return whole_words([self.asks_hatred])

    @cached_property
    def denial(self) -> re.Pattern[str]:
        return whole_words([self.says_no])

    @cached_property
    def denying(self) -> re.Pattern[str]:
        return whole_words([self.denies])

    @cached_property
    def alone(self) -> re.Pattern[str]:
        gestures = self.gestures_alone.replace(" .. ", _GAP)
        return re.compile(rf"{gestures}(?:[.,!…]|$)")

    @cached_property
    def titled(self) -> re.Pattern[str]:
        """What ends with a title and its dot, in small letters."""
        return re.compile(rf"(?<!\w){self.titles}\.\s*$")

    @cached_property
    def days(self) -> frozenset[str]:
        """The calendar's words in small letters."""
        return frozenset(day.lower() for day in self.calendar)

    @cached_property
    def clocks(self) -> re.Pattern[str]:
        return whole_words([self.clock])

    @cached_property
    def uncounted(self) -> re.Pattern[str]:
        return whole_words(self.vague)

    @cached_property
    def unit_names(self) -> dict[str, re.Pattern[str]]:
        return {name: re.compile(form) for name, form in self.units.items()}

    @cached_property
    def speaks_of_itself(self) -> re.Pattern[str]:
        return whole_words([self.first_person])

    @cached_property
    def speaks_of_other(self) -> re.Pattern[str]:
        return whole_words([self.second_person])


@cache
def word_sheet(language: Language) -> WordSheet:
    """The lists of a language.

    Raises:
        ValueError: a list is missing or of the wrong form; says which.
    """
    return WordSheet.model_validate(sheet_of(__package__, "words", language))


@cache
def of_name(name: str, language: Language) -> re.Pattern[str]:
    """What is out of role where it is said of this name."""
    named = [option for option in word_sheet(language).out_of_role if "NAME" in option]
    return whole_words([option.replace("NAME", re.escape(name.lower())) for option in named])


@cache
def direction_of(name: str, language: Language) -> re.Pattern[str]:
    """What a round bracket begins with that holds a gesture of the one of this name."""
    return whole_words([word_sheet(language).directions.replace("NAME", re.escape(name.lower()))])


def whole_words(options: Sequence[str]) -> re.Pattern[str]:
    """Any of the patterns, from the start of a word to the end of one."""
    joined = "|".join(option.replace(" .. ", _GAP) for option in options)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")
