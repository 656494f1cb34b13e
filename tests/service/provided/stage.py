"""The whole app on a provider that a test can steer, and what one turn in it comes to."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rehearse.assembly import App
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import Language, Step
from rehearse.conversation.views import TurnView
from rehearse.ids import new_id
from rehearse.service.events import Event, EventType
from rehearse.service.rehearsing import LOCAL
from tests.models.provider import Body, Provider

KEY = "sk-this-is-the-secret-0123456789"
SITUATION = "promised-raise"

_TURN = re.compile(r"<turn>\n(.*)\n</turn>", re.S)


@dataclass
class Turn:
    """A turn that is over, as the app shows it, and all that was told of it on the way."""

    view: TurnView
    events: list[Event]

    @property
    def heard(self) -> str:
        """The colleague's words as they came by the sentence, without what was taken back."""
        said = ""
        for event in self.events:
            if event.type is EventType.WORD:
                assert event.data["offset"] == len(said)
                said += event.data["text"]
            elif event.type is EventType.RETRACTED:
                said = ""
        return said


@dataclass
class Stage:
    """An app whose models are played by a provider on this machine."""

    app: App
    provider: Provider
    rehearsals: list[str] = field(default_factory=list)

    async def begin(self, language: Language = "nl", names: tuple[str, ...] = ()) -> str:
        """A new talk in which a model takes part; its root turn's id."""
        self.rehearsals.append(new_id())
        view = await self.app.rehearsing.start(
            LOCAL, self.rehearsals[-1], SITUATION, language, live=Live(names=names)
        )
        return view.leaf.id

    async def say(self, words: str, under: str) -> Turn:
        """Say something and see the turn to its end."""
        turn = new_id()
        await self.app.rehearsing.say(LOCAL, turn, under, words)
        events = [event async for event in self.app.rehearsing.events(LOCAL, turn)]
        return Turn(await self.app.rehearsing.turn(LOCAL, turn), events)


def reads(levels: Mapping[Step, int], quote: str | None = None) -> Any:
    """What makes a reader's answer of a request: these levels, each with this quote or all of the
    turn, and 0 for the other steps."""

    def answer(body: Body) -> str:
        found = _TURN.search(body["messages"][1]["content"])
        assert found is not None
        words = found.group(1) if quote is None else quote
        steps = [
            {
                "step": step,
                "reason": "Dat staat er." if step in levels else "",
                "level": levels.get(step, 0),
                "quote": words if step in levels else "",
                "rewrite": "",
            }
            for step in Step
        ]
        plain = {"reading": "r", "steps": steps, "pillar": None, "drift": "none", "drift_quote": ""}
        return json.dumps(plain, ensure_ascii=False)

    return answer


def sent(provider: Provider) -> str:
    """All words of all requests that the provider got."""
    messages = [message for asked in provider.requests for message in asked.body["messages"]]
    return "\n".join(str(message["content"]) for message in messages)
