"""A manager and coaches on one database, with a talk that was shared and read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.coaching import parcel
from rehearse.coaching.review import Coach
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Level, Step
from rehearse.ids import new_id
from rehearse.service.reviewing import Reviewing
from rehearse.service.sharing import Sharing
from tests.service.conftest import House

MARA, ROSA = "mara", "rosa"
"""The manager who shares, and who reads it."""


class Desk:
    """Both doors of coaching on one house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sharing = Sharing(house.store, clock=house.clock)
        self.reviewing = Reviewing(house.store, clock=house.clock)

    async def talk(self, *said: str, actor: str = MARA) -> tuple[str, str]:
        """A rehearsal in which this was said: its id, and its last turn's."""
        rehearsal, turn = await self.house.start(actor)
        for words in said:
            turn = await self.house.say(turn, words, actor)
        self.house.clock.pass_by(1)
        return rehearsal, turn

    async def shared(
        self,
        *said: str,
        names: Sequence[str] | None = None,
        actor: str = MARA,
        reader: str | None = ROSA,
    ) -> "Shared":
        """A talk in which this was said, shared along the path where it stands."""
        rehearsal, leaf = await self.talk(*(said or ("own_part", "ask -worth")), actor=actor)
        share = new_id()
        await self.sharing.share(actor, share, rehearsal, leaf, names, reader=reader)
        self.house.clock.pass_by(1)
        _, talk = self.house.store.shares.talk(actor, share)
        return Shared(share, rehearsal, leaf, talk)

    async def reviewed(self, shared: "Shared", coach: Coach, actor: str = ROSA) -> None:
        """Review the first turn of a talk, and hand that in."""
        review, turn = self.reviewing, shared.talk.turns[0].id
        await review.level(actor, coach.id, shared.id, turn, Step.ASK, Level.CLEAR, blind=True)
        await review.conclude(actor, coach.id, shared.id, "Well begun", "Ask more", Step.ASK)
        self.house.clock.pass_by(1)
        await review.hand_in(actor, coach.id, shared.id)
        self.house.clock.pass_by(1)


@dataclass(frozen=True)
class Shared:
    """What was shared, and of what."""

    id: str
    rehearsal: str
    leaf: str
    talk: SharedTalk


def other_content(file: bytes, **changes: object) -> bytes:
    """A file that says something else, sealed anew."""
    content = parcel.opened(file)
    plain = json.loads(content.model_dump_json()) | changes
    return parcel.packed(type(content).model_validate(plain))
