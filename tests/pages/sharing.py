"""Own talks on the pages, shared with a coach, and the files that come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rehearse.assembly import build
from rehearse.coaching import parcel
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.keepsakes import Preparation
from rehearse.conversation.rubric import Level, Passage, Step
from rehearse.ids import new_id
from rehearse.pages.runtime import Runtime, runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.sharing import ShareView
from rehearse.settings import Settings
from tests.pages.conftest import Reader

MINE = "mine: I told Peter and nobody else. Ring 07700 900123, or ask <b>Sarah</b>."
REST = ", and so on"
DENIED = f"denied{REST}"


def at(reader: Reader, page: str, **params: str) -> Reader:
    reader.at.query_params.update({"ui": "en", **params})
    reader.at.switch_page(f"rehearse/pages/{page}_page.py").run()
    return reader


def talk(*turns: str, preparation: Preparation | None = None) -> str:
    """A rehearsal with Kit; its id."""
    services, rehearsal = runtime(), new_id()
    rehearsing = services.app.rehearsing
    services.wait(
        rehearsing.start(
            LOCAL, rehearsal, "promised-raise", "en", opening=0, preparation=preparation
        )
    )
    for words in turns:
        say(rehearsal, words)
    return rehearsal


def say(rehearsal: str, words: str, parent: str | None = None) -> str:
    services, turn = runtime(), new_id()
    rehearsing = services.app.rehearsing
    under = parent or services.wait(rehearsing.open(LOCAL, rehearsal)).leaf.id
    services.wait(rehearsing.say(LOCAL, turn, under, words))
    list(services.follow(rehearsing.events(LOCAL, turn)))
    return turn


def shares(rehearsal: str) -> tuple[ShareView, ...]:
    services = runtime()
    return services.wait(services.app.sharing.shares(LOCAL, rehearsal))


def shared(rehearsal: str, names: tuple[str, ...] | None = None) -> tuple[ShareView, bytes]:
    """Share the talk where it stands; the sharing and its file."""
    services = runtime()
    leaf = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).leaf.id
    share = services.wait(services.app.sharing.share(LOCAL, new_id(), rehearsal, leaf, names))
    return share, services.wait(services.app.sharing.file(LOCAL, share.id))


@contextmanager
def elsewhere(folder: Path) -> Iterator[Runtime]:
    """Rehearse on a coach's computer."""
    coachs = Runtime(lambda: build(Settings(data_dir=folder)))
    yield coachs
    coachs.close()


def reviewed(
    folder: Path, file: bytes, name: str = "Anna", *, comment: str = "", goal: str = ""
) -> bytes:
    """The file that comes back of a talk: in its first turn one level is another, blind."""
    talk = parcel.opened(file)
    assert isinstance(talk, SharedTalk)
    first, share = talk.turns[0], talk.id
    with elsewhere(folder) as coachs:
        wait, reviewing = coachs.wait, coachs.app.reviewing
        wait(coachs.app.sharing.take_in(LOCAL, file))
        coach = wait(reviewing.name_coach(LOCAL, name)).id
        passage = Passage(text=first.text[:4], start=0, end=4)
        wait(
            reviewing.level(
                LOCAL, coach, share, first.id, Step.ASK, Level.CLEAR, passage, blind=True
            )
        )
        for turn in talk.turns:
            wait(reviewing.agree(LOCAL, coach, share, turn.id))
        if comment:
            wait(reviewing.comment(LOCAL, coach, share, first.id, comment))
        wait(reviewing.conclude(LOCAL, coach, share, "Begin <i>eerder</i>.", goal, Step.ASK))
        wait(reviewing.hand_in(LOCAL, coach, share))
        return wait(reviewing.file(LOCAL, coach, share))
