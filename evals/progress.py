"""Who hears what is being done while it is."""

from collections.abc import Callable

Tell = Callable[[str], None]
"""Hears one sentence for each thing that is begun."""


def silent(_: str) -> None:
    """Tells nobody what is being done."""
