"""A coach at a talk that was shared: what is there, and what is done."""

from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Level, Step
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from tests.pages.conftest import Reader
from tests.pages.test_history import begin, say

TURNS = ("good morning", "mine, all of it. And a second sentence.", "maybe?")
"""The first touches nothing, the second is clear, the third in doubt (see ``READ_AS``)."""


def shared(*turns: str, disputed: int | None = None) -> str:
    """A talk with these turns that was shared on this machine; in the turn with this number, from
    0, the manager marked all notes as not right."""
    (rehearsal,) = begin()
    for words in turns or TURNS:
        say(rehearsal, words)
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, rehearsal))
    if disputed is not None:
        turn = view.spoken[disputed]
        steps = frozenset(s.step for s in turn.graded.scores if s.evidence) if turn.graded else None
        services.wait(services.app.rehearsing.dispute(LOCAL, turn.id, steps or frozenset()))
    share = new_id()
    services.wait(services.app.sharing.share(LOCAL, share, rehearsal, view.leaf.id))
    return share


def coach(name: str = "Anna") -> str:
    services = runtime()
    return services.wait(services.app.reviewing.name_coach(LOCAL, name)).id


def review_of(share: str, name: str = "Anna") -> Review:
    """What a coach's review holds by now."""
    services = runtime()
    found = services.wait(services.app.reviewing.read(LOCAL, coach(name), share)).review
    assert found is not None
    return found


def talk_of(share: str, name: str = "Anna") -> SharedTalk:
    services = runtime()
    return services.wait(services.app.reviewing.read(LOCAL, coach(name), share)).talk


def listed(reader: Reader) -> Reader:
    reader.at.query_params["ui"] = "en"
    reader.at.switch_page("rehearse/pages/review_page.py").run()
    return reader


def read(reader: Reader, share: str, **params: str) -> Reader:
    reader.at.query_params.update({"ui": "en", "talk": share, **params})
    reader.at.switch_page("rehearse/pages/reading_page.py").run()
    assert not reader.at.exception
    return reader


def press(reader: Reader, key: str) -> None:
    next(button for button in reader.at.button if (button.key or "").startswith(key)).click().run()


def choose(reader: Reader, step: Step, level: Level) -> None:
    named = f"level-{step.value}-"
    next(r for r in reader.at.radio if (r.key or "").startswith(named)).set_value(level).run()


def chosen(reader: Reader) -> list[Level | None]:
    return [radio.value for radio in reader.at.radio]
