"""Sharing as the manager has it: what goes is seen first, and a coach's review comes back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rehearse.assembly import build
from rehearse.coaching import parcel
from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.keepsakes import Preparation
from rehearse.conversation.rubric import Level, Passage, Step
from rehearse.errors import StorageTrouble
from rehearse.ids import new_id
from rehearse.pages.runtime import Runtime, runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.sharing import ShareView, Sharing
from rehearse.settings import Settings
from tests.pages.conftest import Reader

Visit = Callable[..., Reader]

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


def gone_out(share: ShareView) -> SharedTalk:
    """What is in the file of a shared talk."""
    services = runtime()
    packed = services.wait(services.app.sharing.file(LOCAL, share.id))
    opened = parcel.opened(packed)
    assert isinstance(opened, SharedTalk)
    return opened


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


def shared(rehearsal: str, names: tuple[str, ...] | None = None) -> tuple[ShareView, bytes]:
    """Share the talk where it stands; the sharing and its file."""
    services = runtime()
    leaf = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).leaf.id
    share = services.wait(services.app.sharing.share(LOCAL, new_id(), rehearsal, leaf, names))
    return share, services.wait(services.app.sharing.file(LOCAL, share.id))


def take_in(reader: Reader, file: bytes) -> None:
    reader.at.file_uploader[0].set_value(("review.json", file, "application/json")).run()


def downloads(reader: Reader) -> list[str]:
    return [button.proto.label for button in reader.at.get("download_button")]


def test_debrief_has_one_quiet_way_to_sharing(visit: Visit) -> None:
    rehearsal = talk(MINE)
    reader = at(visit(), "debrief", rehearsal=rehearsal)
    assert "Share with a coach" in reader.html
    assert "Peter" not in "".join(t.value for t in reader.at.text_area)
    reader.press("See what would go")
    assert reader.address["rehearsal"] == rehearsal
    assert "This is what goes" in reader.html
    reader.press("Look back on the conversation")
    assert "How the conversation went" in reader.html


def test_what_goes_is_seen_before_it_goes_with_the_names_that_are_in_it(visit: Visit) -> None:
    rehearsal = talk(MINE, DENIED)
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, rehearsal))
    services.wait(
        services.app.rehearsing.dispute(LOCAL, view.spoken[0].id, frozenset({Step.OWN_PART}))
    )
    reader = at(visit(), "share", rehearsal=rehearsal)
    assert reader.at.text_area[0].value.split("\n") == ["Peter", "Sarah"]
    page = reader.html
    assert page.count("Peter") == 1
    assert "Peter becomes " in page
    assert page.count("07700 900123") == 1
    assert page.count('<mark class="replaced">') == 3
    assert "&lt;b&gt;<mark" in page
    assert "Not right, you said: Own part." in page
    for part in (view.scenario.words.title, "You run service planning", REST, "You, turn 2"):
        assert part in page
    assert "What you had checked but didn’t say" in page
    assert shares(rehearsal) == ()


def test_taking_a_name_away_lets_it_go_along_and_says_so(visit: Visit) -> None:
    reader = at(visit(), "share", rehearsal=talk(MINE))
    reader.at.text_area[0].input("Peter").run()
    assert "they go as they are: Sarah." in reader.html
    assert "&lt;b&gt;Sarah&lt;/b&gt;" in reader.html
    reader.at.text_area[0].input("Sarah, peter;Tom").run()
    assert "they go as they are" not in reader.html
    assert "&lt;b&gt;Sarah" not in reader.html


def test_names_as_they_are_are_told_before_they_go(visit: Visit) -> None:
    rehearsal = talk(MINE)
    reader = at(visit(), "share", rehearsal=rehearsal)
    reader.at.radio[0].set_value(False).run()
    assert not reader.at.text_area
    assert "they go as they are: Peter, Sarah." in reader.html
    assert 'class="replaced"' not in reader.html
    reader.press("Share it")
    (share,) = shares(rehearsal)
    assert not share.names_replaced
    assert gone_out(share).turns[0].text == MINE


def test_nothing_to_replace_is_said(visit: Visit) -> None:
    reader = at(visit(), "share", rehearsal=talk(DENIED))
    assert "Nothing is replaced." in reader.html


def test_what_was_shown_is_what_goes_and_nothing_else(visit: Visit) -> None:
    written = Preparation(own_part="My own secret part.", ready=3)
    rehearsal = talk(MINE, preparation=written)
    reader = at(visit(), "share", rehearsal=rehearsal)
    reader.at.checkbox[0].check().run()
    shown = reader.html
    reader.press("Share it")
    (share,) = shares(rehearsal)
    assert share.names_replaced
    assert share.cases_allowed
    going = gone_out(share)
    for word in ("Peter", "Sarah", "07700 900123", "secret"):
        assert word not in going.model_dump_json()
    assert going.turns[0].text.split()[3] in shown
    assert reader.aloud == "Shared."
    assert "no coach has read it yet · corrections may become test cases" in reader.html
    assert downloads(reader) == ["File to send"]
    assert "This is what goes" not in reader.html


def test_consent_to_test_cases_is_never_given_by_default(visit: Visit) -> None:
    rehearsal = talk(MINE)
    reader = at(visit(), "share", rehearsal=rehearsal)
    assert not reader.at.checkbox[0].value
    reader.press("Share it")
    assert not shares(rehearsal)[0].cases_allowed


def test_names_typed_and_shared_in_one_go_are_looked_at_first(visit: Visit) -> None:
    rehearsal = talk(MINE)
    reader = at(visit(), "share", rehearsal=rehearsal)
    reader.at.text_area[0].input("Sarah")
    reader.press("Share it")
    assert "You have just changed something in the names." in reader.html
    assert "they go as they are: Peter." in reader.html
    assert shares(rehearsal) == ()
    reader.press("Share it")
    assert "Peter" in gone_out(shares(rehearsal)[0]).turns[0].text


def test_one_version_goes_and_the_page_says_which(visit: Visit) -> None:
    rehearsal = talk(MINE)
    services = runtime()
    first = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).spoken[0]
    say(rehearsal, DENIED, parent=first.parent_id)
    reader = at(visit(), "share", rehearsal=rehearsal, leaf=first.id)
    assert "Only this one goes: turn 1 in version 1 of 2." in reader.html
    assert REST not in reader.html
    reader.press("Share it")
    (share,) = shares(rehearsal)
    assert share.leaf_id == first.id
    other = at(visit(), "share", rehearsal=rehearsal)
    assert "a different version from the one you looked back on" in other.html


def test_who_talked_with_words_only_sees_no_levels_here_either(visit: Visit) -> None:
    rehearsal = talk(MINE, preparation=Preparation(words_only=True))
    reader = at(visit(), "share", rehearsal=rehearsal)
    assert 'class="sign' not in reader.html
    assert "1 margin note" in reader.html


def test_before_the_first_turn_there_is_nothing_to_share(visit: Visit) -> None:
    reader = at(visit(), "share", rehearsal=talk())
    assert "You haven’t said anything to Kit yet." in reader.html
    assert "Share it" not in reader.buttons


@pytest.mark.parametrize("unknown", ["no-such", "0190b3a4-0000-7000-8000-000000000000"])
def test_an_unknown_talk_is_a_calm_notice(visit: Visit, unknown: str) -> None:
    reader = at(visit(), "share", rehearsal=unknown)
    assert "can’t be found here" in reader.html
    assert "Back to the start" in reader.buttons


def test_withdrawing_is_asked_twice_and_says_what_it_does_not_undo(visit: Visit) -> None:
    rehearsal = talk(MINE)
    shared(rehearsal)
    reader = at(visit(), "share", rehearsal=rehearsal)
    reader.press("Withdraw")
    assert "A file you have already sent stays where it is." in reader.html
    reader.press("No, leave it")
    assert shares(rehearsal)[0].withdrawn_at is None
    reader.press("Withdraw")
    reader.press("Yes, withdraw it")
    assert shares(rehearsal)[0].withdrawn_at is not None
    assert reader.aloud == "Withdrawn."
    assert ", withdrawn on " in reader.html
    assert downloads(reader) == []
    # And it can be shared anew.
    assert "This is what goes" in reader.html
    reader.press("Share it")
    assert len(shares(rehearsal)) == 2


def test_what_could_not_be_withdrawn_is_not_called_withdrawn(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: Sharing, actor: str, share_id: str) -> None:
        raise StorageTrouble("read_only", where="rehearse.db")

    rehearsal = talk(MINE)
    shared(rehearsal)
    monkeypatch.setattr(Sharing, "withdraw", refuse)
    reader = at(visit(), "share", rehearsal=rehearsal)
    reader.press("Withdraw")
    reader.press("Yes, withdraw it")
    assert 'role="alert"' in reader.html
    assert reader.aloud == ""


def test_a_talk_that_went_on_is_shared_once_more_when_asked(visit: Visit) -> None:
    rehearsal = talk(MINE)
    shared(rehearsal)
    say(rehearsal, DENIED)
    reader = at(visit(), "share", rehearsal=rehearsal)
    assert REST not in reader.html
    reader.press("Share it again")
    assert REST in reader.html
    reader.press("Share it")
    assert sorted(share.turns for share in shares(rehearsal)) == [1, 2]


def test_history_leads_to_the_same(visit: Visit) -> None:
    silent, rehearsal = talk(), talk(MINE)
    reader = at(visit(), "history")
    ways = [b for b in reader.at.button if b.label == "Share with a coach"]
    assert [way.key for way in ways] == [f"share-{rehearsal}"]
    assert f"share-{silent}" not in [b.key for b in reader.at.button]
    ways[0].click().run()
    assert reader.address["rehearsal"] == rehearsal
    assert "This is what goes" in reader.html


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
    assert "two coaches have read it" in reader.html


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
        "share": "één coach heeft meegelezen",
        "debrief": "Anna was het bij 6 van de 7 niveaus eens met de beoordelaar.",
        "history": "Wissen",
        "start": "Van Anna, voor je volgende gesprek",
    }
    assert told[page] in reader.html + " ".join(reader.buttons)
