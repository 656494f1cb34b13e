"""The whole talk: one goal, and handing in."""

import pytest

from rehearse.coaching.parcel import packed
from rehearse.coaching.review import Goal
from rehearse.conversation.rubric import Level, Step
from rehearse.errors import StorageTrouble
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.reviewing import Reviewing
from tests.pages.conftest import Visit
from tests.pages.review.reading import (
    choose,
    chosen,
    coach,
    listed,
    press,
    read,
    review_of,
    shared,
)


def test_the_step_of_a_goal_can_be_chosen_first_and_taken_away(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="end")
    reader.at.pills[0].set_value(Step.WORTH).run()
    assert reader.at.pills[0].value is Step.WORTH
    reader.at.text_area[1].input("Ask more. ").run()
    assert review_of(share).goal == Goal(text="Ask more.", step=Step.WORTH)
    reader.at.pills[0].set_value(None).run()
    assert review_of(share).goal == Goal(text="Ask more.")
    reader.at.text_area[1].input("").run()
    assert review_of(share).goal is None


def test_the_end_one_goal_and_handing_in(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="end")
    assert "You have reviewed 0 of 3 turns in full." in reader.html
    press(reader, "hand-in-now")
    assert 'role="alert"' in reader.html
    reader.at.text_area[0].input("Good start.").run()
    reader.at.text_area[1].input("Ask what it did.").run()
    reader.at.pills[0].set_value(Step.ASK).run()
    press(reader, "hand-in-now")
    assert reader.aloud == "Handed in."
    assert "Handed in on " in reader.html
    assert "The manager sees it now" in reader.html
    assert not reader.at.download_button
    found = review_of(share)
    assert (found.overall, found.goal and found.goal.text) == ("Good start.", "Ask what it did.")
    assert found.goal
    assert found.goal.step is Step.ASK
    reader.at.text_area[0].input("A good start.").run()
    assert "You have changed something since." in reader.html
    reader.press("Hand in again")
    assert "You have changed something since." not in reader.html
    press(reader, "to-open")
    assert "Turn 1 of 3" in reader.html


def test_a_talk_of_one_turn_is_not_told_as_turns(visit: Visit) -> None:
    visit()
    share, me = shared("mine"), coach()
    reader = read(visit(), share, turn="end")
    assert "You haven’t reviewed the only turn in full yet." in reader.html
    reviewing = runtime().app.reviewing
    turn = runtime().wait(reviewing.read(LOCAL, me, share)).talk.turns[0]
    runtime().wait(reviewing.agree(LOCAL, me, share, turn.id))
    reader.at.run()
    assert "You have reviewed the only turn in full." in reader.html
    assert "1 of 1 turn" in listed(reader).html
    assert "1 turns" not in reader.html


def test_what_came_as_a_file_goes_back_as_one(visit: Visit) -> None:
    visit()
    coach()
    services = runtime()
    talk = services.wait(services.app.reviewing.read(LOCAL, coach(), shared())).talk
    away = talk.model_copy(update={"id": new_id()})
    services.wait(services.app.sharing.take_in(LOCAL, packed(away)))
    reader = read(visit(), away.id, turn="end")
    reader.at.text_area[0].input("Good.").run()
    assert not reader.at.download_button
    press(reader, "hand-in-now")
    assert [button.key for button in reader.at.download_button] == ["handed-in-file"]
    assert "Once you have sent it, you can’t take it back." in reader.html


def test_what_cannot_be_kept_is_told_and_not_shown_as_kept(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")

    async def refuse(*_: object, **__: object) -> None:
        raise StorageTrouble("read_only", where="rehearse.db")

    monkeypatch.setattr(Reviewing, "level", refuse)
    monkeypatch.setattr(Reviewing, "comment", refuse)
    choose(reader, Step.ASK, Level.CLEAR)
    assert 'role="alert"' in reader.html
    assert chosen(reader) == [None] * 7
    assert reader.aloud == ""
    reader.at.text_area[0].input("Do not lose this.")
    press(reader, "read-on")
    assert "Turn 2 of 3" in reader.html
    assert reader.box == "Do not lose this."
