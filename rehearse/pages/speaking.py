"""Shows the colleague's answer as it comes: by the sentence, with a person's pauses."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rehearse.conversation.rubric import Language
from rehearse.pages.marks import plain
from rehearse.pages.runtime import Runtime
from rehearse.service.events import Event, EventType
from rehearse.service.rehearsing import LOCAL
from rehearse.service.steps import pieces

_FIRST_S = 0.7
"""A breath before the first sentence."""
_BASE_S, _PER_SIGN_S, _LONGEST_S = 0.35, 0.015, 1.6
"""How long a sentence stands alone before the next one."""


@dataclass(frozen=True)
class Voice:
    """Whose words these are, and the language they are in."""

    name: str
    language: Language


def line(voice: Voice, text: str, gesture: str | None = None, *, speaking: bool = False) -> str:
    """What the colleague says, as HTML; the gesture stands beside the name."""
    lang = f'lang="{voice.language}" dir="auto"'
    hands = f' <em lang="{voice.language}">{plain(gesture)}</em>' if gesture else ""
    caret = '<i class="caret"></i>' if speaking else ""
    spoken = f'<p class="speech" {lang}>{plain(text)}{caret}</p>' if text or caret else ""
    return f'<div class="colleague"><p class="who">{plain(voice.name)}{hands}</p>{spoken}</div>'


@dataclass
class Speech:
    """One answer on its way to the screen.

    ``on_graded`` is called when the turn has a grade, with whether that is the final one.
    """

    services: Runtime
    turn_id: str
    voice: Voice
    place: DeltaGenerator
    on_graded: Callable[[bool], None]
    shown: str = ""
    trouble: str | None = None
    """What kept the colleague from answering, in a sentence."""

    def play(self) -> None:
        """Show the answer from its beginning to its end.

        What this reader has seen of it before appears at once, without the pauses.
        """
        self._draw("")
        for event in self.services.follow(self.services.app.rehearsing.events(LOCAL, self.turn_id)):
            if event is None:
                self._draw(self.shown)
            else:
                self._take(event)

    def _take(self, event: Event) -> None:
        data = event.data
        if event.type is EventType.GRADED:
            self.on_graded(data["final"])
        elif event.type is EventType.WORD:
            self._speak(self.shown[: data["offset"]] + data["text"])
        elif event.type is EventType.RETRACTED:
            _seen()[self.turn_id] = 0
            self._draw("")
        elif event.type is EventType.REPLIED:
            self._speak(data["text"])
            self.place.html(line(self.voice, data["text"], data["gesture"]))
        elif event.type is EventType.FAILED:
            self.trouble = data["message"]

    def _speak(self, text: str) -> None:
        """Go on until this is on the screen: sentence after sentence."""
        for piece in pieces(text[len(self.shown) :]):
            if len(self.shown) >= _seen().get(self.turn_id, 0):
                time.sleep(_pause_after(self.shown))
            self._draw(self.shown + piece)
            _seen()[self.turn_id] = len(self.shown)

    def _draw(self, text: str) -> None:
        self.shown = text
        self.place.html(line(self.voice, text, speaking=True))


def _pause_after(shown: str) -> float:
    if not shown:
        return _FIRST_S
    last = list(pieces(shown))[-1]
    return min(_LONGEST_S, _BASE_S + _PER_SIGN_S * len(last))


def _seen() -> dict[str, int]:
    """How much of each answer this reader has had on screen, in code points."""
    seen: dict[str, int] = st.session_state.setdefault("seen", {})
    return seen
