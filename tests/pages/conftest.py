"""The app as a reader has it, on a real service and a database of its own."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from rehearse import assembly
from rehearse.assembly import LazyLocalGrader
from rehearse.conversation.rubric import (
    GradeResult,
    Level,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.grader import TurnContext
from rehearse.pages.runtime import runtime
from tests.pages.playing import Play, Playing

# Asking for the runtime outside a script is what tests do; Streamlit warns of it each time.
logging.getLogger("streamlit").setLevel(logging.ERROR)

FRONT_DOOR = Path(__file__).parents[2] / "streamlit_app.py"

READ_AS: dict[str, StepScore] = {
    word: StepScore(
        step=step,
        level=level,
        doubt=doubt,
        evidence=Passage(text=word, start=0, end=len(word)),
        reason=Reason(code=f"{step.value}.{'against' if level < 0 else 'clear'}"),
        rewrite=rewrite,
    )
    for word, step, level, doubt, rewrite in (
        ("mine", Step.OWN_PART, Level.CLEAR, False, None),
        ("denied", Step.OWN_PART, Level.AGAINST, False, "I kept <quiet>."),
        ("maybe", Step.ASK, Level.CLEAR, True, None),
    )
}
"""How the grader below reads a turn that begins with one of these words."""


class WordGrader:
    """Reads a turn by its first word. ``gate`` shut: it waits."""

    name = "words"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        assert self.gate.wait(20)
        if turn.startswith("unreadable"):
            raise RuntimeError(turn)
        found = {s.step: s for word, s in READ_AS.items() if turn.startswith(word)}
        scores = [found.get(step, StepScore(step=step, level=Level.ABSENT)) for step in Step]
        return TurnGrade(grader=self.name, language="en", scores=tuple(scores))


class Reader:
    """One reader with a page open."""

    def __init__(self, params: dict[str, str]) -> None:
        self.at = AppTest.from_file(str(FRONT_DOOR), default_timeout=30)
        self.at.run()
        if params:
            self.at.query_params.update(params)
            self.at.switch_page("rehearse/pages/rehearse_page.py").run()

    @property
    def address(self) -> dict[str, str]:
        return dict(self.at.query_params)

    @property
    def html(self) -> str:
        """All HTML of our own on the page, style and scripts left out."""
        bodies = [element.proto.body for element in self.at.get("html")]
        return "\n".join(b for b in bodies if not b.startswith(("<style", "<script")))

    @property
    def buttons(self) -> list[str]:
        return [button.label for button in self.at.button]

    @property
    def aloud(self) -> str:
        """What the live region says."""
        return "".join(text.value for text in self.at.text)

    @property
    def box(self) -> str | None:
        """What stands in the compose box; None where there is no box."""
        return self.at.text_area[0].value if self.at.text_area else None

    def press(self, label: str) -> None:
        next(button for button in self.at.button if button.label == label).click().run()

    def say(self, words: str) -> None:
        self.at.text_area[0].input(words)
        self.press("Say it")

    def check(self, words: str) -> None:
        self.at.text_area[0].input(words)
        self.press("Check first")


Visit = Callable[..., Reader]
"""Opens a page with these parameters in its address."""


def click_twice(reader: Reader) -> None:
    """Send what was clicked, and once more before the page could be drawn anew."""
    clicked = reader.at._tree.get_widget_states()
    for _ in range(2):
        reader.at._run(clicked)


@pytest.fixture(autouse=True)
def _no_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reader's Streamlit would look through every installed package for components of
    others, which we have none of: more work than the page itself."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> WordGrader:
    """Stands in for the grader, whose own judgement is tested elsewhere."""
    stand_in = WordGrader()
    monkeypatch.setattr(LazyLocalGrader, "load", lambda self: stand_in)
    return stand_in


@pytest.fixture
def visit(grader: WordGrader, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Reader]]:
    """Opens the app as another reader would, at an address."""
    monkeypatch.setenv("REHEARSE_PACE", "instant")

    def come_in(**params: str) -> Reader:
        return Reader(params)

    yield come_in
    grader.gate.set()
    runtime.clear()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Has a model take part from then on; to be called before the first visit."""

    def begin(**how: Any) -> Playing:
        playing = Playing(**how)
        monkeypatch.setattr(assembly, "models", lambda settings: playing.cast())
        # No provider is asked, so what is loaded to ask one need not be.
        monkeypatch.setattr(assembly.App, "warm", lambda *_: None)
        return playing

    return begin
