"""A reply on its way: recited from the scenario's lines, or as a voice finds the words."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

from rehearse.colleague import Retracted, Speech, Voice
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.scenario import Scenario
from rehearse.language import sentences
from rehearse.models import Spent
from rehearse.service import steps
from rehearse.service.events import EventType
from rehearse.service.pace import Pause
from rehearse.service.running import Running, Stopped


async def recited(run: Running, reply: Reply, scenario: Scenario, pause: Pause) -> Reply:
    """Release the scenario's own words by the sentence, as fast as ``pause`` says, and at once when
    this process goes; returns the reply as it was said."""
    said, last = 0, ""
    for piece in sentences.pieces(reply.text):
        # Readers see the sentence before, and may ask to stop, before this one.
        if await run.stopped_within(pause(last)):
            return steps.cut_off(reply, said, scenario)
        run.passing(EventType.WORD, {"text": piece, "offset": said})
        said, last = said + len(piece), piece
    return reply


async def voiced(run: Running, voice: Voice, speech: Speech, spent: Spent) -> Reply:
    """Release a voice's words as they come; returns the reply as it was said."""
    said = ""
    words = cast(AsyncGenerator[str | Retracted | Reply], voice.speak(speech, spent))
    async with aclosing(words):
        try:
            while True:
                piece = await run.unless_stopped(anext(words))
                if isinstance(piece, Reply):
                    return piece
                if isinstance(piece, Retracted):
                    said = ""
                    run.passing(EventType.RETRACTED, {})
                    continue
                run.passing(EventType.WORD, {"text": piece, "offset": len(said)})
                said += piece
        except Stopped:
            # Half a telling tells nothing: it can be told whole another time.
            cut = {"text": said.rstrip(), "lines": (), "told": None, "stopped": True}
            return speech.plan.model_copy(update={**cut, "source": "model"})
