"""Ids are made by whoever asks, so that asking twice is seen for what it is."""

import uuid_utils


def new_id() -> str:
    """A UUIDv7: unique, and in order of time."""
    return str(uuid_utils.uuid7())
