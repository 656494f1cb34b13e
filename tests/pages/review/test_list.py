"""Who reviews, and which talks there are."""

import pytest

from rehearse.coaching.parcel import packed
from rehearse.coaching.review import Wanted
from rehearse.conversation.rubric import Level, Step
from rehearse.ids import new_id
from rehearse.pages import review_list
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from tests.pages.conftest import Visit
from tests.pages.review.reading import (
    choose,
    chosen,
    coach,
    listed,
    press,
    read,
    shared,
)


def test_a_name_is_asked_once(visit: Visit) -> None:
    reader = listed(visit())
    assert "What is your name?" in reader.html
    reader.press("Keep my name")
    assert "There is no name" in reader.html or 'role="alert"' in reader.html
    reader.at.text_input[0].input("  Anna ")
    reader.press("Keep my name")
    assert "You are reviewing as Anna." in reader.html
    assert "Conversations that were shared with you appear here." in reader.html
    assert listed(visit()).html.count("You are reviewing as Anna.") == 1


def test_of_several_coaches_one_chooses(visit: Visit) -> None:
    visit()
    coach("Anna"), coach("Bas")
    reader = listed(visit())
    assert "Who is reviewing?" in reader.html
    reader.press("I’m Bas")
    assert "You are reviewing as Bas." in reader.html
    assert reader.address["coach"] == coach("Bas")
    reader.press("Are you someone else?")
    reader.press("I’m Anna")
    assert "You are reviewing as Anna." in reader.html


def test_the_list_says_what_asks_for_a_coach(visit: Visit) -> None:
    visit()
    share, other = shared(disputed=1), shared("good evening")
    coach()
    reader = listed(visit())
    # The one with a note marked as not right comes first, though it was shared earlier.
    assert reader.html.index("three turns") < reader.html.index("one turn")
    assert "steps marked not right: 1" in reader.html
    assert "steps in doubt: 1" in reader.html
    reader.at.segmented_control(key="review-wanted").set_value(Wanted.UNSURE).run()
    keys = [button.key for button in reader.at.button]
    assert f"read-{share}" in keys
    assert f"read-{other}" not in keys
    reader.at.text_input(key="review-search").input("nobody").run()
    assert "Nothing found." in reader.html
    assert f"erase-{share}" not in keys


def test_a_long_list_shows_its_beginning_and_more_on_request(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_list, "SHOWN_AT_ONCE", 2)
    visit()
    shares = [shared("good evening") for _ in range(3)]
    coach()
    reader = listed(visit())
    for shown in (shares[:0:-1], shares[::-1]):
        keys = [button.key or "" for button in reader.at.button]
        assert [key for key in keys if key.startswith("read-")] == [f"read-{s}" for s in shown]
        if "more" in keys:
            press(reader, "more")
    assert "more" not in keys


def test_a_talk_that_came_as_a_file_is_read_and_erased(visit: Visit) -> None:
    visit()
    coach()
    services = runtime()
    talk = services.wait(services.app.reviewing.read(LOCAL, coach(), shared())).talk
    moved = packed(talk.model_copy(update={"id": new_id(), "title": "Else<b>where"}))
    reader = listed(visit())
    for told in ("‘Else&lt;b&gt;where’ is in the list now.", "was here already"):
        reader.at.file_uploader[0].set_value(("talk.json", moved, "application/json")).run()
        assert told in reader.html
        assert "Else" in reader.aloud
    press(reader, "erase-")
    assert "Once erased, it’s gone for good." in reader.html
    reader.press("Yes, erase it")
    assert reader.aloud == "Erased."
    assert "Else" not in reader.html


@pytest.mark.parametrize("data", [b"no such thing", b'{"format": "rehearse.shared-talk", "ver'])
def test_a_file_that_is_none_is_told_in_words(visit: Visit, data: bytes) -> None:
    reader = visit()
    coach()
    reader = listed(reader)
    reader.at.file_uploader[0].set_value(("talk.json", data, "application/json")).run()
    assert 'role="alert"' in reader.html
    assert reader.aloud == ""


def test_two_coaches_do_not_see_each_other(visit: Visit) -> None:
    visit()
    share = shared()
    anna, bas = coach("Anna"), coach("Bas")
    reader = read(visit(), share, turn="2", coach=anna)
    press(reader, "read-take-over")
    assert None not in chosen(reader)
    assert chosen(read(visit(), share, turn="2", coach=bas)) == [None] * 7


def test_a_talk_that_was_withdrawn_is_not_there(visit: Visit) -> None:
    visit()
    share = shared()
    coach()
    reader = read(visit(), share, turn="2")
    services = runtime()
    services.wait(services.app.sharing.withdraw(LOCAL, share))
    choose(reader, Step.ASK, Level.CLEAR)
    assert 'role="alert"' in reader.html
    assert "mine" not in reader.html
