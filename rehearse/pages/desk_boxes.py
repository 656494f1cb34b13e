"""The boxes that a coach writes in. Another tab can have kept other words since: a box that nobody
touched here follows what is kept, and only what was touched is kept anew."""

import streamlit as st

from rehearse.conversation.rubric import Step

Held = str | Step | None
"""What a box holds: words, or the step that the goal belongs to."""

_BEGAN = "desk-began"


def fill(key: str, kept: Held) -> None:
    """Have a box hold what is kept, unless something else was written in it."""
    if key in st.session_state and (touched(key) or held(key) == _bare(kept)):
        return
    st.session_state[key] = _began()[key] = kept


def held(key: str) -> Held:
    """What a box holds now, as it would be kept."""
    return _bare(st.session_state.get(key))


def touched(key: str) -> bool:
    """Whether a box holds something else than it began with, or than was last kept of it."""
    return held(key) != _bare(_began().get(key))


def settle(*keys: str) -> None:
    """What these boxes hold is kept."""
    _began().update({key: st.session_state.get(key) for key in keys})


def _bare(value: Held) -> Held:
    return value if isinstance(value, Step) else (value or "").strip() or None


def _began() -> dict[str, Held]:
    found: dict[str, Held] = st.session_state.setdefault(_BEGAN, {})
    return found
