"""What an actor finds again of what they shared: theirs alone, by the start of an id."""

from pathlib import Path

import pytest

from rehearse.assembly import App, build
from rehearse.errors import NotFound, WrongUse
from rehearse.ids import new_id
from rehearse.settings import Settings


async def _shared(app: App) -> str:
    view = await app.rehearsing.start("manager", new_id(), "promised-raise", "nl")
    turn = new_id()
    await app.rehearsing.say("manager", turn, view.leaf.id, "Ik zei niks, en dat was fout.")
    async for _ in app.rehearsing.events("manager", turn):
        pass
    share = new_id()
    await app.sharing.share("manager", share, view.id, turn, reader="coach")
    return share


async def test_who_shared_and_who_reads_find_it_and_nobody_else(tmp_path: Path) -> None:
    async with build(Settings(data_dir=tmp_path)) as app:
        share = await _shared(app)
        for actor in ("manager", "coach"):
            assert await app.sharing.find(actor, share[:13].upper()) == share
        with pytest.raises(NotFound):
            await app.sharing.find("stranger", share)
        with pytest.raises(WrongUse, match="8"):
            await app.sharing.find("manager", share[:4])
        with pytest.raises(NotFound):
            await app.sharing.find("manager", "%%%%%%%%%")


async def test_only_the_owner_sees_it_listed(tmp_path: Path) -> None:
    async with build(Settings(data_dir=tmp_path)) as app:
        share = await _shared(app)
        (listed,) = await app.sharing.given("manager")
        assert (listed.id, listed.turns, listed.reviews) == (share, 1, 0)
        assert listed.title
        for other in ("coach", "stranger"):
            assert await app.sharing.given(other) == ()
        me = await app.reviewing.name_coach("coach", "Anna")
        await app.reviewing.conclude("coach", me.id, share, "Goed.", "")
        assert (await app.sharing.given("manager"))[0].reviews == 0
        await app.reviewing.hand_in("coach", me.id, share)
        assert (await app.sharing.given("manager"))[0].reviews == 1
        await app.sharing.withdraw("manager", share)
        assert (await app.sharing.given("manager"))[0].withdrawn_at is not None
