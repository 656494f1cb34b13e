"""Shows the colleague's answer as it comes, sentence by sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from rehearse.conversation.rubric import Language
from rehearse.errors import RehearseError
from rehearse.pages.marks import plain
from rehearse.pages.runtime import Runtime
from rehearse.report.silence import direction, is_silent
from rehearse.service.events import Event, EventType
from rehearse.service.rehearsing import LOCAL


@dataclass(frozen=True)
class Voice:
    """Whose words these are, and the language they are in."""

    name: str
    language: Language


def line(voice: Voice, text: str, gesture: str | None = None, *, speaking: bool = False) -> str:
    """What the colleague says, as HTML; the gesture stands beside the name.

    ``speaking``: more may come, so dots alone are no silence yet; they are not shown either.
    """
    lang = f'lang="{voice.language}" dir="auto"'
    hands = f' <em lang="{voice.language}">{plain(gesture)}</em>' if gesture else ""
    who = f'<p class="who">{plain(voice.name)}{hands}</p>'
    if speaking:
        shown = "" if is_silent(text) else plain(text)
        spoken = f'<p class="speech" {lang}>{shown}<i class="caret"></i></p>'
    elif is_silent(text):
        instead = plain(direction(text, voice.language))
        spoken = f'<p class="speech silent" {lang}>{instead}</p>'
    else:
        spoken = f'<p class="speech" {lang}>{plain(text)}</p>'
    return f'<div class="colleague">{who}{spoken}</div>'


@dataclass
class Speech:
    """One answer on its way to the screen.

    ``on_graded`` is called when the turn has a grade, with whether that is the final one.
    """

    services: Runtime
    turn_id: str
    voice: Voice
    ui: Language
    place: DeltaGenerator
    on_graded: Callable[[bool], None]
    shown: str = ""
    trouble: str | None = None
    """What kept the colleague from answering, in a sentence."""

    def play(self) -> None:
        """Show the answer from what there is of it now to its end. A second reading that takes
        longer is not waited for: one can answer meanwhile."""
        self._draw("")
        replied = False
        for event in self.services.follow(self.services.app.rehearsing.events(LOCAL, self.turn_id)):
            if event is not None:
                self._take(event)
                replied = replied or event.type is EventType.REPLIED
            elif replied:
                return
            else:
                self._draw(self.shown)

    def _take(self, event: Event) -> None:
        data = event.data
        if event.type is EventType.GRADED:
            self.on_graded(data["final"])
        elif event.type is EventType.WORD:
            self._draw(self.shown[: data["offset"]] + data["text"])
        elif event.type is EventType.RETRACTED:
            self._draw("")
        elif event.type is EventType.REPLIED:
            self.place.html(line(self.voice, data["text"], data["gesture"]))
        elif event.type is EventType.FAILED:
            self.trouble = RehearseError(data["code"], **data["slots"]).message(self.ui)

    def _draw(self, text: str) -> None:
        self.shown = text
        self.place.html(line(self.voice, text, speaking=True))
