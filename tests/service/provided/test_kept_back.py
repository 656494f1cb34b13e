"""Who is named in a turn stays on this machine, and is named again in what comes back."""

import re

import pytest

from rehearse.conversation.rubric import Step
from rehearse.service.rehearsing import LOCAL
from tests.models.provider import Body, says
from tests.service.provided.stage import Stage, reads, sent

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = ("Pieter de Wit", "Sanne van den Broek")
WORDS = (
    "Het is de laatste tijd een beetje anders gelopen dan we wilden, voor Pieter de Wit, voor "
    "Sanne van den Broek en voor Marieke. Mailen kan ook: k.jansen@brinkman.example, of bellen "
    "op 06-12345678."
)
PRIVATE = ("Pieter", "Wit", "Sanne", "Broek", "Marieke", "jansen", "brinkman", "12345678")
"""Two that were listed, one that was not, an address and a number."""

_NAMED = re.compile(r"voor (.+?), voor (\S+) .+? en voor (\S+?)\.")


def naming(body: Body) -> str:
    """All three by the names that this model knows them by: one whole, one by the first name."""
    found = _NAMED.search(body["messages"][-1]["content"])
    assert found is not None
    whole, first, third = found.groups()
    return f"{whole} wist ervan. En {first}s rooster lag al klaar. Ook bij {third}."


@pytest.mark.parametrize("by_letter", [False, True], ids=["by word", "by letter"])
async def test_names_leave_as_others_and_come_back_as_they_were_typed(
    stage: Stage, by_letter: bool
) -> None:
    answer = says(naming)
    stage.provider.plan("words", answer.a_letter_at_a_time() if by_letter else answer)
    stage.provider.plan("form", says(reads({Step.FACE_IT: 1})))
    turn = await stage.say(WORDS, await stage.begin(names=NAMES))
    assert [name for name in PRIVATE if name in sent(stage.provider)] == []
    assert {asked.kind for asked in stage.provider.requests} == {"words", "form"}
    reply, grade = turn.view.reply, turn.view.graded
    assert reply is not None
    assert (reply.instead, reply.text) == (
        None,
        "Pieter de Wit wist ervan. En Sannes rooster lag al klaar. Ook bij Marieke.",
    )
    assert turn.heard == reply.text
    assert grade is not None
    evidence = grade[Step.FACE_IT].evidence
    assert evidence is not None
    assert evidence.text == WORDS


async def test_what_is_shown_as_sent_is_what_leaves(stage: Stage) -> None:
    stage.provider.plan("words", says(naming))
    stage.provider.plan("form", says(reads({})))
    root = await stage.begin(names=NAMES)
    shown = await stage.app.taking_part.would_send(LOCAL, root, WORDS)
    assert stage.provider.requests == []
    await stage.say(WORDS, root)
    told = {"words": shown[0], "form": shown[1]}
    for asked in stage.provider.requests:
        said = [(message["role"], message["content"]) for message in asked.body["messages"]]
        assert said == [(message.role, message.content) for message in told[asked.kind].messages]
