"""What a manager sees of the names that are replaced is what goes, and all of it."""

from datetime import UTC, datetime

import pytest

from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn, replaced, with_stand_ins
from rehearse.conversation.rubric import Step

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def talk(*turns: str) -> SharedTalk:
    return SharedTalk(
        id="s",
        rehearsal_id="r",
        leaf_id="t1",
        language="nl",
        title="De beloofde opslag",
        brief="Je leidt de planning.",
        name="Kim",
        needed=(Step.OWN_PART,),
        opening=Answer(text="Je wilde me spreken."),
        turns=tuple(SharedTurn(id=f"t{n}", text=text) for n, text in enumerate(turns)),
        started_at=NOON,
        shared_at=NOON,
    )


@pytest.mark.parametrize("names", [(), ("Pieter",), ("Pieter", "Sanne de Wit")])
def test_the_talk_is_the_one_that_goes(names: tuple[str, ...]) -> None:
    said = talk("Pieters plan: bel 06-12345678.", "Sanne de Wit zei het, en pieter ook.")
    assert replaced(said, names)[0] == with_stand_ins(said, names)


def test_what_took_the_place_of_what_brings_the_words_back() -> None:
    said = talk("Bel 06-12345678, of vraag Pieter.", "Pieter weet het. PIETER!")
    going, swaps = replaced(said, ("Pieter",))
    assert [swap.real for swap in swaps] == ["06-12345678", "Pieter", "PIETER"]
    for before, after in zip(said.turns, going.turns, strict=True):
        text = after.text
        for swap in swaps:
            text = text.replace(swap.stand_in, swap.real)
        assert text == before.text


def test_where_nothing_is_replaced_there_is_nothing_to_show() -> None:
    assert replaced(talk("Ik had het moeten zeggen."), ("Pieter",))[1] == ()
