"""The id of an act that is not done yet: given to its button when that is drawn, so that however
often it is clicked, the act is done once."""

import streamlit as st

from rehearse.ids import new_id


def next_id(act: str) -> str:
    """The id that an act will have; the same until it is ``done``."""
    return _ids().setdefault(act, new_id())


def done(act: str) -> None:
    """Another time it will be another act, with an id of its own."""
    _ids().pop(act, None)


def _ids() -> dict[str, str]:
    ids: dict[str, str] = st.session_state.setdefault("next_ids", {})
    return ids
