"""A coach's review comes back by a file, and is shown beside the grades."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rehearse.coaching import parcel
from rehearse.coaching.review import Review
from rehearse.conversation.keepsakes import Preparation
from rehearse.conversation.rubric import Level, Step
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from tests.pages.conftest import Reader, Visit
from tests.pages.sharing import DENIED, MINE, at, elsewhere, reviewed, say, shared, talk


def take_in(reader: Reader, file: bytes) -> None:
    reader.at.file_uploader[0].set_value(("review.json", file, "application/json")).run()


def test_a_coachs_file_is_taken_in_on_debrief_and_shown_there(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE, DENIED)
    _, file = shared(rehearsal, ("Peter",))
    back = reviewed(tmp_path, file, comment="Hear <b>this</b>.", goal="Ask *once*.")
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    assert "saw" not in reader.html
    take_in(reader, back)
    page = reader.html
    assert "What Anna saw in ‘The promised pay rise’ is now there" in page
    assert "Look back on it" not in reader.buttons
    assert "What Anna saw" in page
    assert "Anna agreed with the grader on 13 of 14 levels." in page
    assert "different names from the ones you used" in page
    assert "Begin &lt;i&gt;eerder&lt;/i&gt;." in page
    assert "One goal for next time · Asking" in page
    assert "Ask *once*." in page
    assert "Hear &lt;b&gt;this&lt;/b&gt;." in page
    assert [e.label for e in reader.at.expander if "Turn by turn" in e.label] == [
        "Turn by turn: one level different, one comment"
    ]
    levels = page[page.index('<p class="levels">') :]
    assert levels.index('class="sign absent"') < levels.index('class="sign clear"')
    assert "Grader:" in levels
    assert "Anna:" in levels
    assert "“mine”" in levels
    assert ", before the grading was in view" in levels
    # The grade itself stands as it was.
    services = runtime()
    graded = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).spoken[0].graded
    assert graded is not None
    assert graded[Step.ASK].level is Level.ABSENT


def test_the_same_file_twice_changes_nothing_and_says_so(visit: Visit, tmp_path: Path) -> None:
    rehearsal, other = talk(MINE), talk(DENIED)
    back = reviewed(tmp_path, shared(rehearsal)[1])
    reader = at(visit(), "debrief", rehearsal=other)
    take_in(reader, back)
    take_in(reader, back)
    assert "was here already. Nothing has changed." in reader.html
    reader.press("Look back on it")
    assert reader.address["rehearsal"] == rehearsal
    assert reader.html.count("What Anna saw") == 1


def test_a_file_can_be_taken_in_on_history_and_leads_to_its_talk(
    visit: Visit, tmp_path: Path
) -> None:
    rehearsal = talk(MINE)
    back = reviewed(tmp_path, shared(rehearsal)[1])
    reader = at(visit(), "history")
    take_in(reader, back)
    reader.press("Look back on it")
    assert reader.address["rehearsal"] == rehearsal
    assert "What Anna saw" in reader.html


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda back: back[:-200], "not complete"),
        (lambda back: back.replace(b"Anna", b"Emma"), "was changed after it was made"),
        (lambda back: back.replace(b'"version": 1', b'"version": 9'), "newer version"),
        (lambda back: b"PK\x03\x04", "This is not a conversation shared from Rehearse"),
    ],
    ids=["cut", "altered", "newer", "foreign"],
)
def test_a_file_that_is_not_right_is_refused_in_words(
    visit: Visit, tmp_path: Path, spoilt: Callable[[bytes], bytes], told: str
) -> None:
    rehearsal = talk(MINE)
    back = reviewed(tmp_path, shared(rehearsal)[1])
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    take_in(reader, spoilt(back))
    assert 'role="alert"' in reader.html
    assert told in reader.html
    assert "What Anna saw" not in reader.html


def test_a_talk_in_place_of_a_review_is_told_apart(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE)
    with elsewhere(tmp_path) as coachs:
        wait, theirs, turn = coachs.wait, new_id(), new_id()
        view = wait(coachs.app.rehearsing.start(LOCAL, theirs, "promised-raise", "en"))
        wait(coachs.app.rehearsing.say(LOCAL, turn, view.leaf.id, DENIED))
        list(coachs.follow(coachs.app.rehearsing.events(LOCAL, turn)))
        share = wait(coachs.app.sharing.share(LOCAL, new_id(), theirs, turn))
        file = wait(coachs.app.sharing.file(LOCAL, share.id))
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    take_in(reader, file)
    assert "is a conversation for you to review. It’s now" in reader.html
    take_in(reader, file)
    assert "and it was here already. Nothing has changed." in reader.html


def test_several_coaches_stand_one_under_another(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE)
    _, file = shared(rehearsal)
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    for name in ("Anna", "Bo <i>B."):
        take_in(reader, reviewed(tmp_path / name[:2], file, name))
    assert reader.html.index("What Anna saw") < reader.html.index("What Bo &lt;i&gt;B. saw")
    assert "two coaches have handed in a review" in reader.html


def test_a_coach_who_is_still_reading_is_not_told_to_have_read_nothing(visit: Visit) -> None:
    rehearsal = talk(MINE)
    share, _ = shared(rehearsal)
    services = runtime()
    reviewing = services.app.reviewing
    anna = services.wait(reviewing.name_coach(LOCAL, "Anna")).id
    services.wait(reviewing.conclude(LOCAL, anna, share.id, "Well begun."))
    for ui, told in (
        ("en", "no coach has handed in a review yet"),
        ("nl", "er heeft nog geen coach iets doorgegeven"),
    ):
        for page in ("debrief", "share"):
            assert told in at(visit(), page, rehearsal=rehearsal, ui=ui).html


def test_words_only_shows_what_a_coach_said_without_levels(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE, preparation=Preparation(words_only=True))
    back = reviewed(tmp_path, shared(rehearsal)[1], comment="Listen.", goal="Ask.")
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    take_in(reader, back)
    assert "Listen." in reader.html
    assert 'class="levels"' not in reader.html
    assert "agreed with" not in reader.html
    reader.at.toggle[0].set_value(True).run()
    assert 'class="levels"' in reader.html
    assert "Anna agreed with the grader on 6 of 7 levels." in reader.html


def test_a_review_of_another_version_says_so_and_leads_there(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE)
    _, file = shared(rehearsal)
    services = runtime()
    first = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).spoken[0]
    say(rehearsal, DENIED, parent=first.parent_id)
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    take_in(reader, reviewed(tmp_path, file))
    assert "This is about another version" in reader.html
    reader.press("Go to that version")
    assert reader.address["leaf"] == first.id
    assert "This is about another version" not in reader.html


def test_after_withdrawing_what_a_coach_gave_stays(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE)
    share, file = shared(rehearsal)
    services = runtime()
    services.wait(services.app.sharing.take_in(LOCAL, reviewed(tmp_path, file)))
    services.wait(services.app.sharing.withdraw(LOCAL, share.id))
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    assert "What Anna saw" in reader.html
    assert "You withdrew the conversation afterwards" in reader.html
    assert "Grader:" in reader.html


def test_of_a_withdrawn_version_that_is_not_in_view_nothing_is_lost(
    visit: Visit, tmp_path: Path
) -> None:
    rehearsal = talk(MINE, DENIED)
    share, file = shared(rehearsal)
    services = runtime()
    back = reviewed(tmp_path, file, comment="Hear this.")
    services.wait(services.app.sharing.take_in(LOCAL, back))
    first = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).spoken[0]
    say(rehearsal, DENIED, parent=first.parent_id)
    services.wait(services.app.sharing.withdraw(LOCAL, share.id))
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    assert "You withdrew the conversation afterwards" in reader.html
    assert "This is about another version" in reader.html
    assert "Anna agreed with the grader on 13 of 14 levels." in reader.html
    assert "Hear this." in reader.html
    reader.press("Go to that version")
    assert reader.address["leaf"] == share.leaf_id
    assert "This is about another version" not in reader.html


def test_a_turn_that_was_not_scored_shows_what_the_coach_gave_it(
    visit: Visit, tmp_path: Path
) -> None:
    rehearsal = talk("unreadable, but said")
    back = reviewed(tmp_path, shared(rehearsal)[1])
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    take_in(reader, back)
    assert "not scored" in reader.html[reader.html.index('class="levels"') :]
    assert "agreed with" not in reader.html


def test_the_goal_greets_on_start_until_the_next_talk_begins(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE)
    services = runtime()
    back = reviewed(tmp_path, shared(rehearsal)[1], goal="Ask <b>once</b>.")
    services.wait(services.app.sharing.take_in(LOCAL, back))
    reader = visit(ui="en")
    at(reader, "start")
    assert "From Anna, for your next conversation" in reader.html
    assert "Ask &lt;b&gt;once&lt;/b&gt;." in reader.html
    assert '<p class="soft">Asking</p>' in reader.html
    reader.press("What Anna saw")
    assert reader.address["rehearsal"] == rehearsal
    assert reader.address["at"] == "reviews"
    assert "What Anna saw" in reader.html
    talk()
    assert "From Anna" not in at(visit(), "start").html


def test_a_review_without_a_goal_sets_none(visit: Visit, tmp_path: Path) -> None:
    rehearsal = talk(MINE)
    services = runtime()
    back = reviewed(tmp_path, shared(rehearsal)[1])
    assert isinstance(parcel.opened(back), Review)
    services.wait(services.app.sharing.take_in(LOCAL, back))
    assert "for your next conversation" not in at(visit(), "start").html
    assert "One goal" not in at(visit(), "debrief", rehearsal=rehearsal).html


@pytest.mark.parametrize("page", ["share", "debrief", "history", "start"])
def test_in_dutch_as_well(visit: Visit, tmp_path: Path, page: str) -> None:
    rehearsal = talk(MINE)
    back = reviewed(tmp_path, shared(rehearsal)[1], comment="Hoor.", goal="Vraag.")
    services = runtime()
    services.wait(services.app.sharing.take_in(LOCAL, back))
    reader = at(visit(), page, rehearsal=rehearsal, ui="nl")
    told = {
        "share": "één coach heeft iets doorgegeven",
        "debrief": "Anna was het bij 6 van de 7 niveaus eens met de beoordelaar.",
        "history": "Wissen",
        "start": "Van Anna, voor je volgende gesprek",
    }
    assert told[page] in reader.html + " ".join(reader.buttons)
