"""Debrief as its reader has it: what stands there, and the ways on."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import Level, Step
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.report.debrief import Attempt, Debrief, Fork
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.pages import samples
from tests.pages.conftest import Visit
from tests.pages.debrief.conftest import Kept, LookBack, open_page


def change(kept: Kept, **update: Any) -> None:
    """Look back on something else than the sample."""
    told: Debrief = kept.document.debrief.model_copy(update=update)
    kept.document = kept.document.model_copy(update={"debrief": told})


def charts(at: AppTest) -> int:
    return len(at.get("vega_lite_chart"))


def in_order(text: str, *wanted: str) -> bool:
    places = [text.find(one) for one in wanted]
    return -1 not in places and places == sorted(places)


def test_meaning_comes_before_measure_and_what_to_take_along_last(look_back: LookBack) -> None:
    reader = look_back()
    assert in_order(
        reader.html,
        "How the conversation went",
        "Kim · De beloofde opslag · 26 November 2026, eight turns",
        "You began by explaining.",
        "The strongest moment",
        "The hardest moment",
        "Seven steps, eight turns",
        "What Kim told you",
        "What stayed unsaid",
        "Valuable, capable, responsible",
        "The same turn, twice",
        "Keep all of this",
        "Share with a coach",
        "How ready do you feel now?",
        "To take with you",
    )
    assert charts(reader.at) == 1


def test_what_was_written_beforehand_about_oneself_comes_back(
    look_back: LookBack, kept: Kept
) -> None:
    page = look_back().html
    assert in_order(page, "You began by explaining.", "Ik heb gezwegen.", "The strongest moment")
    assert "What you hoped would be different" not in page
    view = samples.view()
    wish = view.keepsakes.preparation.model_copy(update={"own_part": " ", "goal": "<b>Rust."})
    keepsakes = view.keepsakes.model_copy(update={"preparation": wish})
    changed = view.model_copy(update={"keepsakes": keepsakes})
    kept.document = kept.document.model_copy(update={"view": changed})
    page = look_back().html
    assert in_order(page, "What you hoped would be different", "&lt;b&gt;Rust.")
    assert "Your own part, as you wrote it" not in page


def test_words_of_people_are_escaped_and_in_the_language_of_the_talk(look_back: LookBack) -> None:
    page = look_back().html
    assert "<b>maar</b>" not in page
    assert "&lt;b&gt;maar&lt;/b&gt;" in page
    assert '<p class="quote" lang="nl" dir="auto">“Ik heb je dat in maart' in page
    assert '<span lang="nl">Dat er thuis al taart was.</span>' in page
    assert f'<p lang="nl" dir="auto">{samples.COULD}</p>' in page


def test_a_moment_that_only_fell_short_is_not_called_hard(look_back: LookBack, kept: Kept) -> None:
    change(kept, hardest=samples.moment(Step.ASK, Level.PARTIAL, 3, "Toch?", "asked"))
    page = look_back().html
    assert "There was more in this" in page
    assert "The hardest moment" not in page
    assert "Turn 3 · Asking, partly" in page


def test_what_stayed_unsaid_is_read_only_on_request(look_back: LookBack) -> None:
    at = look_back().at
    shut = [e for e in at.expander if e.label.startswith("Read what it was")]
    inside = [html.proto.body for html in shut[0].get("html")]
    outside = [h.proto.body for h in at.get("html") if h.proto.body not in inside]
    assert any("Dat Kim ook zweeg." in body for body in inside)
    assert not any("Dat Kim ook zweeg." in body for body in outside)
    # Two things kept back for one reason are told as one.
    assert sum(body.count("You didn’t ask.") for body in outside) == 1
    assert not shut[0].proto.expanded


def test_words_only_shows_no_sign_until_asked(look_back: LookBack, kept: Kept) -> None:
    kept.document = samples.document(words_only=True)
    reader = look_back()
    assert charts(reader.at) == 0
    assert 'class="sign' not in reader.html
    assert "Turn 2</p>" in reader.html
    assert "Own part, clear" not in reader.html
    assert 'class="level"' not in reader.html
    reader.at.toggle[0].set_value(True).run()
    assert charts(reader.at) == 1
    assert 'class="sign clear"' in reader.html


@pytest.mark.parametrize(("turns", "number"), [(1, 1), (12, 1), (60, 5)])
def test_many_turns_become_more_charts_each_with_its_own_words(
    look_back: LookBack, kept: Kept, turns: int, number: int
) -> None:
    change(kept, columns=samples.columns(turns), unscored=0)
    reader = look_back()
    assert charts(reader.at) == number
    alts = [str(chart.proto.alt) for chart in reader.at.get("vega_lite_chart")]
    assert len(set(alts)) == number
    assert alts[-1].startswith(f"The seven steps, turns {1 if number == 1 else 49} to {turns}.")
    lines = [h for h in reader.at.get("html") if 'class="as-text"' in h.proto.body]
    assert lines[0].proto.body.count("<li>") == turns


def test_nothing_scored_draws_no_chart(look_back: LookBack, kept: Kept) -> None:
    column = samples.columns(5)[4:]
    assert column[0].cells is None
    change(kept, columns=column, unscored=1, strongest=None, hardest=None)
    reader = look_back()
    assert charts(reader.at) == 0
    assert "None of your turns was scored" in reader.html
    assert "The strongest moment" not in reader.html


def test_nothing_said_yet_leads_to_the_talk_and_nowhere_else(visit: Visit) -> None:
    services = runtime()
    rehearsal = "0190b3a4-0000-7000-8000-00000000000a"
    services.wait(services.app.rehearsing.start(LOCAL, rehearsal, "promised-raise", "en"))
    reader = open_page(visit(), rehearsal=rehearsal, ui="en")
    assert "How the conversation went" in reader.html
    assert charts(reader.at) == 0
    assert "To take with you" not in reader.html
    reader.press("Back to the conversation")
    assert reader.address["rehearsal"] == rehearsal
    assert reader.box == ""


def test_nothing_told_and_nothing_kept_back(look_back: LookBack, kept: Kept) -> None:
    change(kept, told=(), unsaid=())
    reader = look_back()
    assert "Kim didn’t tell you what was really going on." in reader.html
    assert "Nothing was left unsaid: Kim told you everything." in reader.html
    assert [e.label for e in reader.at.expander] == [
        "Read this as text",
        "Did your coach send you a file?",
    ]


def test_a_turn_under_way_is_said_to_be_missing(
    look_back: LookBack, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def turn(*_: object) -> TurnView:
        return last

    view = kept.document.view
    last = view.turns[-1].model_copy(update={"state": None, "reply": None})
    running = view.model_copy(update={"turns": (*view.turns[:-1], last)})
    kept.document = kept.document.model_copy(update={"view": running})

    async def open_(*_: object) -> RehearsalView:
        return running

    monkeypatch.setattr(Rehearsing, "turn", turn)
    monkeypatch.setattr(Rehearsing, "open", open_)
    assert "Kim is still answering turn 2." in look_back().html


def broken_off(patch: pytest.MonkeyPatch) -> str:
    """A talk whose last turn fails as long as the patch is there; its id."""
    services, rehearsal, turn = runtime(), new_id(), new_id()
    rehearsing = services.app.rehearsing
    root = services.wait(rehearsing.start(LOCAL, rehearsal, "promised-raise", "en")).leaf.id
    patch.setattr(ScriptedColleague, "choose", lambda *_: 1 / 0)
    services.wait(rehearsing.say(LOCAL, turn, root, "mine"))
    services.wait(rehearsing.rest())
    return rehearsal


def test_a_turn_that_stopped_halfway_is_taken_up_by_looking_back(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as meanwhile:
        rehearsal = broken_off(meanwhile)
    reader = open_page(visit(), rehearsal=rehearsal, ui="en")
    runtime().wait(runtime().app.rehearsing.rest())
    reader.at.run()
    assert "Turn 1 · Own part, clear" in reader.html


def test_a_turn_that_fails_again_is_not_said_to_be_on_its_way(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal, open_ = broken_off(monkeypatch), Rehearsing.open

    async def tried(self: Rehearsing, *asked: str) -> RehearsalView:
        view = await open_(self, *asked)
        await self.rest()
        return view

    monkeypatch.setattr(Rehearsing, "open", tried)
    reader = open_page(visit(), rehearsal=rehearsal, ui="en")
    assert "this turn stopped halfway" in reader.html
    assert "still answering" not in reader.html


def test_what_was_not_written_beforehand_is_said_to_be_open(
    look_back: LookBack, kept: Kept
) -> None:
    assert "You wrote this beforehand. Did it come up?" in look_back().html
    bare = tuple(p.model_copy(update={"written": None}) for p in kept.document.debrief.pillars)
    change(kept, pillars=bare)
    page = look_back().html
    assert "You wrote nothing here beforehand." in page
    assert page.count("Left blank") == 3


def test_more_versions_keep_their_names_apart(look_back: LookBack, kept: Kept) -> None:
    first, second = samples.two_versions()
    third = samples.turn(3, "En dan dit.", samples.grade(), "Hm.", label="<i>kort</i>")
    fork = Fork(
        n=1,
        attempts=tuple(
            Attempt(turn=turn, then=samples.sentence("shut", name="Kim"), on_path=turn is second)
            for turn in (first, second, third)
        ),
    )
    change(kept, forks=(fork, fork.model_copy(update={"n": 2, "attempts": fork.attempts[:0]})))
    reader = look_back()
    assert "The same turn, said differently" in reader.html
    assert "Turn 1, three versions" in reader.html
    assert "Version 2 · Anders · from this conversation" in reader.html
    assert "Version 3 · &lt;i&gt;kort&lt;/i&gt;" in reader.html
    names = [name for name in reader.buttons if "go on in version" in name]
    assert names == [f"Turn 1: go on in version {i}" for i in (1, 2, 3)]


def test_printing_happens_once_for_each_click(look_back: LookBack) -> None:
    def printing(at: AppTest) -> list[str]:
        return [h.proto.body for h in at.get("html") if "window.print" in h.proto.body]

    reader = look_back()
    assert printing(reader.at) == []
    reader.press("Print")
    (first,) = printing(reader.at)
    reader.at.run()
    assert printing(reader.at) == []
    reader.press("Print")
    assert printing(reader.at) != [first]


def test_everything_can_be_kept_as_a_file(look_back: LookBack) -> None:
    found = look_back().at.get("download_button")
    assert [button.proto.label for button in found] == [
        "To print (PDF)",
        "As a web page (HTML)",
        "As text (Markdown)",
        "Save as a file",
    ]


def test_rehearsing_once_more_begins_with_the_same_situation(look_back: LookBack) -> None:
    reader = look_back()
    reader.press("Rehearse once more")
    assert reader.address["situation"] == "promised-raise"
    assert reader.address["spoken"] == "nl"


@pytest.mark.parametrize("unknown", ["no-such", "0190b3a4-0000-7000-8000-000000000000"])
def test_an_unknown_talk_is_a_calm_notice_with_a_way_back(visit: Visit, unknown: str) -> None:
    reader = open_page(visit(), rehearsal=unknown, ui="en")
    assert "can’t be found here" in reader.html
    assert unknown not in reader.html
    reader.press("Back to the start")
    assert not reader.at.exception


def test_a_real_talk_from_its_last_turn_to_its_other_version(visit: Visit) -> None:
    services, rehearsal = runtime(), "0190b3a4-0000-7000-8000-00000000000b"
    rehearsing: Rehearsing = services.app.rehearsing
    opened = services.wait(rehearsing.start(LOCAL, rehearsal, "promised-raise", "en"))

    def say(turn_id: str, words: str) -> None:
        services.wait(rehearsing.say(LOCAL, turn_id, opened.leaf.id, words))
        list(services.follow(rehearsing.events(LOCAL, turn_id)))

    say("0190b3a4-0000-7000-8000-00000000000c", "denied, and so on")
    say("0190b3a4-0000-7000-8000-00000000000d", "mine, all of it")
    reader = open_page(visit(), rehearsal=rehearsal, ui="en")
    assert "Kit · The promised pay rise" in reader.html
    assert "Turn 1 · Own part, clear" in reader.html
    assert "Turn 1, two versions" in reader.html
    reader.press("Turn 1: go on in version 1")
    stands = services.wait(rehearsing.open(LOCAL, rehearsal))
    assert [turn.text for turn in stands.spoken] == ["denied, and so on"]
    earlier = open_page(
        visit(), rehearsal=rehearsal, leaf="0190b3a4-0000-7000-8000-00000000000d", ui="en"
    )
    assert "Turn 1 · Own part, clear" in earlier.html
