"""An app in which a model takes part, and the provider of that model, which a test can steer."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rehearse.conversation.rubric import Language, Step
from rehearse.settings import Pace
from tests.browser.seeds import Seeds
from tests.browser.server import Server, running
from tests.models.provider import Body, Provider, says

KEY = "sk-this-is-the-secret-0123456789"

REPLY: dict[Language, str] = {
    "nl": "In maart, op de parkeerplaats. Ik stond er al bij te lachen. Dat was vroeg.",
    "en": "Back in March, in the car park. I stood there grinning already. Bit soon, that.",
}
"""What the model finds for a vague first turn about the promised raise."""

_CORE = re.compile(r"(?:De kern, op z’n kaalst|The core, at its barest): (.+)")
_TURN = re.compile(r"<turn>\n(.*?)\n</turn>", re.S)


@dataclass(frozen=True)
class Playing:
    """All that a test of a live rehearsal needs."""

    server: Server
    seeds: Seeds
    provider: Provider

    def well(self) -> None:
        """The provider does what it should, from now on."""
        self.provider.requests.clear()
        self.provider.key = KEY
        self.provider.plan("words", says(spoken))
        self.provider.plan("form", says(read))

    def sent(self) -> str:
        """All words of all requests since then."""
        asked = [m for each in self.provider.requests for m in each.body["messages"]]
        return "\n".join(message["content"] for message in asked)


@contextmanager
def taking_part(folder: Path) -> Iterator[Playing]:
    """The app with a model, its data and its provider, for as long as they are needed."""
    with Provider(key=KEY) as provider:
        more = {
            "REHEARSE_MODEL": "openai/local",
            "REHEARSE_API_BASE": provider.address,
            "REHEARSE_TIME_LIMIT": "20",
            "REHEARSE_ENV_FILE": os.devnull,
            "OPENAI_API_KEY": KEY,
        }
        with running(folder, Pace.INSTANT, more) as server:
            seeds = Seeds(folder)
            try:
                yield Playing(server, seeds, provider)
            finally:
                seeds.close()


def spoken(body: Body) -> str:
    """The first answer of a talk in other words than the situation's; the bare core after that."""
    last = body["messages"][-1]["content"]
    if len(body["messages"]) == 4:
        return REPLY["nl" if "<regie>" in last else "en"]
    found = _CORE.search(last)
    return found.group(1) if found else "Hm."


def read(body: Body) -> str:
    """The sore point pointed at from a distance, by all of the turn's words."""
    found = _TURN.search(body["messages"][1]["content"])
    assert found is not None
    steps = [
        {
            "step": step,
            "reason": "…" if step is Step.FACE_IT else "",
            "level": int(step is Step.FACE_IT),
            "quote": found.group(1) if step is Step.FACE_IT else "",
            "rewrite": "",
        }
        for step in Step
    ]
    plain = {"reading": "r", "steps": steps, "pillar": None, "drift": "none", "drift_quote": ""}
    return json.dumps(plain, ensure_ascii=False)
