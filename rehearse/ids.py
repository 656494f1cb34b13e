"""Ids are made by whoever asks, so that asking twice is seen for what it is."""

import re
import unicodedata

import uuid_utils

_LONGEST = 60


def new_id() -> str:
    """A UUIDv7: unique, and in order of time."""
    return str(uuid_utils.uuid7())


def slug(text: str) -> str:
    """Words as a piece of a file name that is safe on every system: ``de-beloofde-opslag``, ASCII
    letters and figures only; empty where there are none."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", bare)[:_LONGEST].strip("-")
