"""What is chosen on Prepare, kept in the page's address: there it outlives a reload, Back and
Forward, and a session that the app or the line lost.

Words never go there; the browser tab keeps those (``typed_words.remember``).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import streamlit as st

_T = TypeVar("_T")

_NAMES = ("difficulty", "ready", "day", "hour", "words-only", "live")
"""The parameters of the address. One that is missing is as the sheet has it untouched, one that is
empty was emptied."""


class Choices:
    """The choices on one sheet.

    The session has a copy for who comes back over another page, whose links know nothing of them.
    """

    def __init__(self, sheet: str) -> None:
        kept: dict[str, dict[str, str]] = st.session_state.setdefault("prepared", {})
        self._kept = kept.setdefault(sheet, {})
        if self._kept and not any(name in st.query_params for name in _NAMES):
            st.query_params.update(self._kept)

    def first(self, name: str, read: Callable[[str], _T], otherwise: _T | None) -> _T | None:
        """What a field begins with: what the address has, else ``otherwise``.

        For the default of a field. What is put into a field itself would, after a restart under
        the open page, overwrite what the page has.

        Args:
            read: makes a value of the address's text; raises KeyError or ValueError where it is
                none, as when somebody changed the address.
        """
        text = st.query_params.get(name)
        if text is None:
            return otherwise
        try:
            return read(text) if text else None
        except (KeyError, ValueError):
            return otherwise

    @staticmethod
    def as_one_came(key: str, first: _T) -> _T:
        """The first of these since one came to the page, for a field that can only be emptied
        while its default is nothing. ``key``: the field's, which Streamlit forgets with the page.
        """
        firsts = st.session_state.setdefault("prepared-first", {})
        if key not in st.session_state:
            firsts[key] = first
        steady: _T = firsts[key]
        return steady

    def keep(self, name: str, value: object, otherwise: object) -> None:
        """Keep what stands in a field now."""
        if value == otherwise:
            self._kept.pop(name, None)
            st.query_params.pop(name, None)
            return
        text = self._kept[name] = "" if value is None else str(value)
        if st.query_params.get(name) != text:
            st.query_params[name] = text

    def forget(self) -> None:
        """The talk is begun: the next time one comes here, one chooses anew."""
        self._kept.clear()


def among(options: Iterable[_T]) -> Callable[[str], _T]:
    """Reads one of these out of the address."""
    by_text: Mapping[str, _T] = {str(option): option for option in options}
    return by_text.__getitem__
