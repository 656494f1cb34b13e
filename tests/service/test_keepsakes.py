"""What the manager writes around a talk is kept with it, and goes when it goes."""

from datetime import date, time

import pytest

from rehearse.conversation.keepsakes import Card, Keepsakes, Preparation, Reflection
from rehearse.conversation.rubric import Pillar
from rehearse.errors import NotFound
from rehearse.ids import new_id
from rehearse.service.looking_back import LookingBack
from rehearse.service.rehearsing import LOCAL
from tests.databases import bytes_of
from tests.service.conftest import House
from tests.service.fakes import TinyLibrary

WRITTEN = Preparation(
    own_part="I kept quiet \ud800",
    goal="That we talk again",
    seen={Pillar.CAPABLE: "Plans that hold"},
    planned_on=date(2026, 11, 27),
    planned_at=time(9, 30),
    ready=3,
    words_only=True,
)


@pytest.fixture
def back(house: House) -> LookingBack:
    return LookingBack(house.store, TinyLibrary())


async def started(house: House, preparation: Preparation | None, scenario: str = "tiny") -> str:
    rehearsal = new_id()
    await house.service.start(LOCAL, rehearsal, scenario, "en", preparation=preparation)
    house.clock.pass_by(1)
    return rehearsal


async def test_a_preparation_comes_back_as_it_was_written(house: House) -> None:
    rehearsal = await started(house, WRITTEN)
    view = await house.service.open(LOCAL, rehearsal)
    assert view.keepsakes == Keepsakes(preparation=WRITTEN)


async def test_each_part_is_kept_beside_the_others(house: House, back: LookingBack) -> None:
    rehearsal = await started(house, None)
    assert (await house.service.open(LOCAL, rehearsal)).keepsakes == Keepsakes()
    card = Card(opening="I want to talk", due=date(2026, 12, 10))
    reflection = Reflection(ready=6, words="I know how I begin")
    for part in (card, reflection, WRITTEN):
        await back.keep(LOCAL, rehearsal, part)
    changed = card.model_copy(update={"question": "What was it like?"})
    await back.keep(LOCAL, rehearsal, changed)
    view = await house.service.open(LOCAL, rehearsal)
    assert view.keepsakes == Keepsakes(preparation=WRITTEN, reflection=reflection, card=changed)


async def test_one_field_is_changed_in_what_is_kept_now(house: House, back: LookingBack) -> None:
    """A page that was opened before knows nothing of what another one kept since."""
    rehearsal = await started(house, WRITTEN)
    await back.keep(LOCAL, rehearsal, Reflection(ready=3, words="Written elsewhere since."))
    await back.change(LOCAL, rehearsal, lambda k: k.reflection.model_copy(update={"ready": 8}))
    view = await house.service.open(LOCAL, rehearsal)
    kept = Reflection(ready=8, words="Written elsewhere since.")
    assert view.keepsakes == Keepsakes(preparation=WRITTEN, reflection=kept)


async def test_the_last_preparation_is_that_of_the_same_situation(
    house: House, back: LookingBack
) -> None:
    assert await back.last_preparation(LOCAL, "tiny") is None
    await started(house, WRITTEN)
    await started(house, Preparation(goal="Something else"), "tiny-other")
    await started(house, None)
    assert await back.last_preparation(LOCAL, "tiny") == WRITTEN
    assert await back.last_preparation("bram", "tiny") is None


async def test_keepsakes_are_for_who_owns_the_rehearsal(house: House, back: LookingBack) -> None:
    rehearsal = await started(house, None)
    for actor, asked in (("bram", rehearsal), (LOCAL, new_id()), (LOCAL, "nonsense")):
        with pytest.raises(NotFound):
            await back.keep(actor, asked, Card())
        with pytest.raises(NotFound):
            await back.change(actor, asked, lambda kept: kept.preparation)
        with pytest.raises(NotFound):
            await back.look_back(actor, asked)


async def test_what_was_written_is_gone_with_the_rehearsal(house: House, back: LookingBack) -> None:
    rehearsal = await started(house, Preparation(own_part="SECRET one"))
    await back.keep(LOCAL, rehearsal, Card(opening="SECRET two"))
    assert b"SECRET" in bytes_of(house.file)
    await house.service.delete(LOCAL, rehearsal)
    assert b"SECRET" not in bytes_of(house.file)
    assert house.rows("select count(*) from keepsakes") == [(0,)]


def test_readiness_lies_between_nought_and_ten() -> None:
    for wrong in (-1, 11):
        with pytest.raises(ValueError, match="ready"):
            Reflection(ready=wrong)
