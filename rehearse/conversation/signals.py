"""What a colleague reacts to beside the seven steps: a closed list, labelled like levels."""

from enum import StrEnum


class Signal(StrEnum):
    """Something a turn does that decides what kind of answer fits.

    Blame, belittling and minimising are not here: they are levels (i_message -1, worth -1,
    face_it -1 without ``LEAVES``).
    """

    ASKS_IMPACT = "asks_impact"
    """What did that do to you?"""
    ASKS_NEED = "asks_need"
    """What do you need from me?"""
    ASKS_FACT = "asks_fact"
    """Who told you?"""
    LOGISTICS = "logistics"
    """Is ten o'clock good?"""
    JOKE = "joke"
    FISHING = "fishing"
    """You do still trust me, don't you?"""
    ASKS_FORGIVENESS = "asks_forgiveness"
    TEARS = "tears"
    """The manager's own distress, told or shown."""
    BREEZY = "breezy"
    """A light start over a heavy thing."""
    APOLOGY = "apology"
    """Any sorry, whatever it is for."""
    LEAVES = "leaves"
    """Drops the sore point."""
    THREAT = "threat"
    VAGUE = "vague"
    """An attempt without content."""
    EXCUSE = "excuse"
    REPEATS = "repeats"
    """Says again what was said."""
    OTHER_LANGUAGE = "other_language"
    """Neither Dutch nor English, or no language at all."""
    TO_MACHINE = "to_machine"
    """Aimed at a scorer or a machine, not at the colleague."""
    NO_SUBSTANCE = "no_substance"
    """Hm. Right."""


QUESTIONS = frozenset({Signal.ASKS_IMPACT, Signal.ASKS_NEED, Signal.ASKS_FACT})
"""The signals of a question that is asked of the colleague."""
