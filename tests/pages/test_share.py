"""Sharing as the manager has it: what goes is seen first, and can be taken back."""

import pytest

from rehearse.coaching import parcel
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.keepsakes import Preparation
from rehearse.conversation.rubric import Step
from rehearse.errors import StorageTrouble
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.sharing import ShareView, Sharing
from tests.pages.conftest import Reader, Visit, click_twice
from tests.pages.sharing import DENIED, MINE, REST, at, say, shared, shares, talk


def gone_out(share: ShareView) -> SharedTalk:
    """What is in the file of a shared talk."""
    services = runtime()
    packed = services.wait(services.app.sharing.file(LOCAL, share.id))
    opened = parcel.opened(packed)
    assert isinstance(opened, SharedTalk)
    return opened


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


def test_a_double_click_shares_once(visit: Visit) -> None:
    rehearsal = talk(MINE)
    reader = at(visit(), "share", rehearsal=rehearsal)
    next(b for b in reader.at.button if b.label == "Share it").click()
    click_twice(reader)
    assert len(shares(rehearsal)) == 1
    assert 'role="alert"' not in reader.html
    reader.press("Share it again")
    reader.press("Share it")
    assert len(shares(rehearsal)) == 2


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
    assert "nothing replaced · " in reader.html
    assert gone_out(share).turns[0].text == MINE


def test_typed_names_are_still_there_after_a_look_at_the_other_choice(visit: Visit) -> None:
    reader = at(visit(), "share", rehearsal=talk(MINE))
    reader.at.text_area[0].input("Sarah\nBrinkman Ltd").run()
    for replacing in (False, True):
        reader.at.radio[0].set_value(replacing).run()
    assert reader.at.text_area[0].value == "Sarah\nBrinkman Ltd"
    reader.at.text_area[0].input("Sarah").run()
    reader.press("Share it")
    reader.press("Share it again")
    assert reader.at.text_area[0].value == "Peter\nSarah"


def test_nothing_to_replace_is_said(visit: Visit) -> None:
    rehearsal = talk(DENIED)
    reader = at(visit(), "share", rehearsal=rehearsal)
    assert "Nothing is replaced." in reader.html
    reader.press("Share it")
    assert "nothing replaced · " in reader.html
    assert not shares(rehearsal)[0].names_replaced


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
    assert "names, addresses and numbers replaced · " in reader.html
    assert "no coach has handed in a review yet · corrections may become test cases" in reader.html
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
