"""Where a model takes part: what the pages tell of it, and that nothing leaves untold."""

import json
from decimal import Decimal
from typing import NoReturn

import pytest

from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import LANGUAGES, Language, Step
from rehearse.errors import NotFound
from rehearse.ids import new_id
from rehearse.locale import phrase
from rehearse.models import Purpose
from rehearse.models.fake import Words
from rehearse.models.trouble import Declined, KeyMissing, ModelTrouble, NoSuchProvider, TooSlow
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.pages.conftest import Reader, Visit
from tests.pages.playing import Play

VAGUE = "It has been a strange time for all of us."


def at(reader: Reader, page: str, **params: str) -> Reader:
    reader.at.query_params.update(params)
    reader.at.switch_page(f"rehearse/pages/{page}_page.py").run()
    return reader


def live(*names: str) -> str:
    """A talk in which a model takes part; its id."""
    services, rehearsal = runtime(), new_id()
    services.wait(
        services.app.rehearsing.start(
            LOCAL, rehearsal, "promised-raise", "en", live=Live(names=names)
        )
    )
    return rehearsal


def last_live(reader: Reader) -> Live | None:
    """How the rehearsal that the reader has begun goes."""
    services = runtime()
    turn = services.wait(services.app.rehearsing.open(LOCAL, reader.address["rehearsal"])).leaf
    located = services.app._store.turns.turn(LOCAL, turn.id)
    return located.rehearsal.live


def graded(**clear: str) -> str:
    """A model's reading: these steps are clear, each by the words given, and no others."""
    steps = [
        {
            "step": step.value,
            "reason": "It is said." if step in clear else "",
            "level": 2 if step in clear else 0,
            "quote": clear.get(step.value, ""),
            "rewrite": "",
        }
        for step in Step
    ]
    found = {"reading": "", "steps": steps, "pillar": None, "drift": "none", "drift_quote": ""}
    return json.dumps(found)


def test_settings_without_a_model_say_how_to_have_one(visit: Visit) -> None:
    reader = at(visit(), "settings")
    assert "No model takes part." in reader.html
    assert "REHEARSE_MODEL=openai/gpt-5-mini" in reader.html
    assert "Test the connection" not in reader.buttons
    assert phrase("live.settings.would_leave", "en") in reader.html
    assert phrase("live.settings.leaves", "en") not in reader.html


def test_settings_tell_who_plays_and_whether_they_answer(visit: Visit, play: Play) -> None:
    without = KeyMissing("fake/model", "FAKE_API_KEY")
    playing = play(reader="fake/reader", budget=Decimal("0.50"), lacking=without)
    reader = at(visit(), "settings")
    for told in ("fake/model", "fake/reader", "FAKE_API_KEY is empty", "<dd>$0.50</dd>"):
        assert told in reader.html
    assert phrase("live.settings.lacking", "en", why=without.message("en")) in reader.html
    assert "60 seconds; REHEARSE_TIME_LIMIT sets another" in reader.html
    assert phrase("live.settings.leaves", "en") not in reader.html
    reader.press("Test the connection")
    assert "fake/model and fake/reader answer." in reader.html
    assert reader.aloud == "fake/model and fake/reader answer."
    playing.says = TooSlow("fake/model")
    reader.press("Test the connection")
    assert TooSlow("fake/model").message("en") in reader.html
    assert " answer." not in reader.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_say_where_a_limit_guards_nothing(
    visit: Visit, play: Play, language: Language
) -> None:
    play(budget=Decimal("0.50"), reader="fake/reader", unpriced=("fake/reader",))
    limit = {"en": "$0.50", "nl": "$ 0,50"}[language]
    told = phrase("live.settings.budget_unguarded", language, limit=limit, models="fake/reader")
    reader = at(visit(), "settings", ui=language)
    assert told in reader.html
    assert phrase("live.settings.leaves", language) in reader.html


def test_who_plays_is_asked_where_there_is_a_choice(visit: Visit, play: Play) -> None:
    offline = at(visit(), "prepare", situation="promised-raise", spoken="en")
    assert "Who plays Kit" not in offline.html
    runtime.clear()
    play()
    reader = at(visit(), "prepare", situation="promised-raise", spoken="en")
    assert "Let fake/model find Kit’s words and grade your turns" in [
        toggle.label for toggle in reader.at.toggle
    ]
    reader.at.text_area[-1].input(" Pieter de Wit,Sanne;\n Sanne ,\n").run()
    reader.press("Start the conversation")
    assert last_live(reader) == Live(names=("Pieter de Wit", "Sanne"))
    # Another time they stand there already, and whoever does without says so.
    again = at(visit(), "prepare", situation="promised-raise", spoken="en", fresh="1")
    assert again.at.text_area[-1].value == "Pieter de Wit, Sanne"
    next(t for t in again.at.toggle if t.label.startswith("Let ")).set_value(False).run()
    assert "nothing leaves this computer" in again.html
    again.press("Start the conversation")
    assert last_live(again) is None


def test_who_starts_at_the_top_has_seen_that_a_model_takes_part(visit: Visit, play: Play) -> None:
    play(reader="fake/reader")
    reader = at(visit(), "prepare", situation="promised-raise", spoken="en")
    told = "fake/model takes part and finds Kit’s words; fake/reader grades your turns."
    shown = reader.html
    assert shown.index(told) < shown.index(phrase("page.prepare.begin_hint", "en"))
    assert reader.buttons.index("See or change this") > reader.buttons.index(
        "Start the conversation"
    )
    reader.press("See or change this")
    next(t for t in reader.at.toggle if t.label.startswith("Let ")).set_value(False).run()
    assert told not in reader.html
    assert "See or change this" not in reader.buttons


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "trouble",
    [KeyMissing("fake/model", "FAKE_API_KEY"), NoSuchProvider("fake/model", "openai/model")],
)
def test_what_lacks_something_is_not_said_to_play(
    visit: Visit, play: Play, language: Language, trouble: ModelTrouble
) -> None:
    playing, why = play(lacking=trouble), trouble.message(language)
    start = at(visit(), "start", ui=language)
    for key in ("honest_lacking", "local_lacking"):
        assert phrase(f"live.start.{key}", language, model="fake/model", why=why) in start.html
    reader = at(visit(), "prepare", situation="promised-raise", spoken="en", ui=language)
    slots = {"model": "fake/model", "name": "Kit", "why": why}
    assert phrase("live.prepare.lacking", language, **slots) in reader.html
    assert not [t for t in reader.at.toggle if "fake/model" in t.label]
    reader.press(phrase("page.prepare.begin", language))
    assert last_live(reader) is None
    # A talk that was begun with a model says who plays in it now.
    talk = visit(rehearsal=live(), ui=language)
    assert phrase("live.played_lacking", language, **slots) in talk.html
    assert not playing.asked


def test_a_model_that_was_left_can_be_let_in_again(visit: Visit, play: Play) -> None:
    playing = play(says=TooSlow("fake/model"))
    reader = visit(rehearsal=live())
    reader.say(VAGUE)
    reader.press("Go on without the model")
    asked = len(playing.asked)
    playing.says = Words("All right. I’m listening.")
    reader.say(VAGUE)
    assert len(playing.asked) == asked
    reader.press("Let fake/model take part again")
    assert "take part again" not in " ".join(reader.buttons)
    reader.say(VAGUE)
    assert len(playing.asked) > asked


def test_where_no_model_is_configured_any_more_none_is_offered(visit: Visit, play: Play) -> None:
    play(says=TooSlow("fake/model"))
    rehearsal = live()
    visit(rehearsal=rehearsal).say(VAGUE)
    runtime.clear()
    play(none=True)
    later = visit(rehearsal=rehearsal)
    assert phrase("live.played_here", "en", name="Kit") in later.html
    for gone in (
        "Ask the model again",
        "Go on without the model",
        "Turn 1: ask the model to read it",
    ):
        assert gone not in later.buttons


def test_names_that_are_recognised_are_shown_before_anything_leaves(
    visit: Visit, play: Play
) -> None:
    play()
    reader = at(visit(), "prepare", situation="promised-raise", spoken="en")
    reader.at.text_area[0].input("I told Marieke, and Anna heard it.").run()
    assert phrase("live.prepare.found", "en") in reader.html
    assert [box.label for box in reader.at.checkbox] == ["Replace Marieke"]
    # Who is listed is kept back whatever is recognised, and nothing of that can be taken off.
    reader.at.text_area[-1].input("marieke").run()
    assert not reader.at.checkbox
    assert phrase("live.prepare.found", "en") not in reader.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_was_recognised_wrongly_can_be_taken_off_and_put_back(
    visit: Visit, play: Play, language: Language
) -> None:
    playing = play()
    reader = at(visit(), "prepare", situation="promised-raise", spoken="en", ui=language)
    reader.at.text_area[0].input("Then Grace came up, and Petra de Wit said so.").run()
    grace, petra = reader.at.checkbox
    assert (grace.value, petra.value) == (True, True)
    petra.set_value(False).run()
    off = phrase("live.prepare.let_through", language, names="Petra de Wit")
    assert off in reader.html
    reader.at.checkbox[1].set_value(True).run()
    assert off not in reader.html
    reader.at.checkbox[0].set_value(False).run()
    reader.press(phrase("page.prepare.begin", language))
    assert last_live(reader) == Live(let_through=("Grace",))
    rehearsal = reader.address["rehearsal"]
    talk = visit(rehearsal=rehearsal, ui=language)
    talk.at.text_area[0].input(f"{VAGUE} I asked Grace, Petra, a@b.nl.")
    talk.press(phrase("page.talk.say", language))
    sent = "".join(message.content for asked in playing.asked for message in asked.messages)
    assert f"{VAGUE} I asked Grace, " in sent
    assert not [secret for secret in ("Petra", "a@b.nl") if secret in sent]
    at(talk, "sent", rehearsal=rehearsal)
    assert phrase("live.sent.let_through", language, names="Grace") in talk.html
    assert f"{VAGUE} I asked Grace, " in talk.html
    # In that rehearsal alone.
    again = at(visit(), "prepare", situation="promised-raise", spoken="en", ui=language)
    assert [box.value for box in again.at.checkbox] == [True, True]
    again.press(phrase("page.prepare.begin", language))
    at(again, "sent", rehearsal=again.address["rehearsal"])
    assert phrase("live.sent.let_through", language, names="")[:-1] not in again.html


def test_what_a_check_did_not_let_pass_is_told_and_no_trouble(visit: Visit, play: Play) -> None:
    play(says="As a language model I can’t say.")
    reader = visit(rehearsal=live())
    reader.say(VAGUE)
    assert "As a language model" not in reader.html
    assert phrase("live.instead.check", "en", name="Kit") in reader.html
    assert "Ask the model again" not in reader.buttons


def test_trouble_is_offered_again_only_where_the_talk_stands(visit: Visit, play: Play) -> None:
    playing = play(says=Declined("fake/model"))
    reader = visit(rehearsal=live())
    reader.say(VAGUE)
    assert "The model won’t answer this." in reader.html
    assert reader.buttons.count("Ask the model again") == 1
    reader.say(VAGUE)
    assert reader.buttons.count("Ask the model again") == 1
    playing.says = "I stood there grinning already."
    reader.press("Ask the model again")
    assert "I stood there grinning already." in reader.html
    assert "Ask the model again" not in reader.buttons
    assert "version 2 of 2" in reader.html


def test_going_on_without_the_model_asks_it_nothing_more(visit: Visit, play: Play) -> None:
    playing = play(says=TooSlow("fake/model"))
    reader = visit(rehearsal=live())
    reader.say(VAGUE)
    assert "fake/model finds Kit’s words and grades your turns." in reader.html
    here = "From here on no model takes part: Kit speaks lines written beforehand."
    assert here not in reader.html
    reader.press("Go on without the model")
    assert here in reader.html
    assert "fake/model finds Kit’s words" not in reader.html
    assert "Turn 1: ask the model to read it" not in reader.buttons
    asked = len(playing.asked)
    reader.say("mine")
    assert len(playing.asked) == asked
    assert 'class="notice' not in reader.html


def test_what_is_marked_as_not_right_is_not_said_to_stay_where_turns_are_sent(
    visit: Visit, play: Play
) -> None:
    play()
    reader = visit(rehearsal=live())
    reader.say("mine")
    reader.press("Turn 1: disagree?")
    assert phrase("live.start.local", "en", model="fake/model") in reader.html
    assert phrase("page.start.local", "en") not in reader.html


def test_debrief_says_that_a_turn_is_still_being_read(visit: Visit, play: Play) -> None:
    playing = play()
    playing.reads = Words((graded(own_part="mine"),), pause_s=3)
    reader = visit(rehearsal=live())
    reader.say("mine")
    services, rehearsal = runtime(), reader.address["rehearsal"]
    turn = services.wait(services.app.rehearsing.open(LOCAL, rehearsal)).leaf
    at(reader, "debrief", rehearsal=rehearsal)
    awaited = "Turn 1 is being read once more."
    assert awaited in reader.html
    assert "still answering" not in reader.html
    list(services.follow(services.app.rehearsing.events(LOCAL, turn.id)))
    reader.at.run()
    assert awaited not in reader.html
    assert "Your turns were read and graded by fake/model." in reader.html


def test_a_talk_that_was_erased_elsewhere_while_it_is_read_again_is_said_to_be_gone(
    visit: Visit, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> NoReturn:
        raise NotFound("turn", id="any")

    play().reads = Words((graded(own_part="mine"),), pause_s=3)
    reader = visit(rehearsal=live())
    reader.say("mine")
    assert "provisional" in reader.html
    monkeypatch.setattr(Rehearsing, "turn", gone)
    reader.at.run()
    assert phrase("page.trouble.unknown", "en") in reader.html
    assert reader.box == ""


def test_a_limit_that_is_reached_is_said_and_costs_no_turn(visit: Visit, play: Play) -> None:
    playing = play(budget=Decimal("0.01"))
    reader = visit(rehearsal=live())
    reader.say(VAGUE)
    asked = len(playing.asked)
    reader.say(VAGUE)
    assert len(playing.asked) == asked
    told = "This conversation has reached the limit of $0.01 that REHEARSE_BUDGET sets."
    assert told in reader.html
    assert "Ask the model again" not in reader.buttons
    assert "Turn 2: ask the model to read it" not in reader.buttons
    assert "Go on without the model" in reader.buttons
    # Whoever raises it can ask again.
    runtime.clear()
    play(budget=Decimal(1))
    again = visit(**reader.address)
    assert "Ask the model again" in again.buttons


def test_no_repair_is_asked_for_once_the_limit_is_reached(visit: Visit, play: Play) -> None:
    says = "As a language model I can’t say."
    playing = play(budget=Decimal("0.01"), reading_costs=Decimal(0), says=says)
    reader = visit(rehearsal=live())
    reader.say(VAGUE)
    asked = [request.purpose for request in playing.asked]
    assert (asked.count(Purpose.REPLY), asked.count(Purpose.REPAIR)) == (1, 0)
    assert "has reached the limit of $0.01 that REHEARSE_BUDGET sets." in reader.html
    assert says not in reader.html
    assert "Ask the model again" not in reader.buttons


def test_no_second_question_about_a_turn_is_asked_once_the_limit_is_reached(
    visit: Visit, play: Play
) -> None:
    playing = play(budget=Decimal("0.01"), costs=Decimal(0), reads=graded(own_part="never said"))
    reader = visit(rehearsal=live())
    reader.say("mine")
    assert [request.purpose for request in playing.asked].count(Purpose.GRADE) == 1
    assert '<b>Own part</b> <span class="level">clear</span>' in reader.html
    assert "The model showed no words for this" in reader.html


def test_money_is_written_as_the_reader_s_language_does(visit: Visit, play: Play) -> None:
    play(budget=Decimal("0.015"))
    reader = visit(rehearsal=live(), ui="nl")
    for _ in range(2):
        reader.at.text_area[0].input(VAGUE)
        reader.press("Zeg het")
    assert "2 vragen aan het model, $ 0,020." in reader.html
    assert "Dit gesprek zit aan de grens van $ 0,015 die" in reader.html


def read_to_the_end() -> None:
    """Wait until no model reads a turn any more."""
    services = runtime()
    services.wait(services.app.rehearsing.rest())


def test_a_reading_that_comes_late_is_said_to_be_under_way(
    visit: Visit, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(reads=Words((graded(own_part="mine"),), pause_s=3))
    reader = visit(rehearsal=live())
    with monkeypatch.context() as hurried:
        hurried.setattr(runtime().app.taking_part._second, "_patience_s", 0.05)
        reader.say(f"mine {VAGUE}")
    under_way = "The model is still reading this turn."
    assert under_way in reader.html
    assert "Turn 1: ask the model to read it" not in reader.buttons
    read_to_the_end()
    reader.at.run()
    assert under_way not in reader.html
    assert "read this turn later, and makes of it" in reader.html


def test_a_reading_that_never_came_can_be_asked_for(
    visit: Visit, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after the app was closed: nothing reads any more, and nothing was read."""
    playing = play(reads=Words((graded(),), pause_s=60))
    reader = visit(rehearsal=live())
    with monkeypatch.context() as hurried:
        hurried.setattr(runtime().app.taking_part._second, "_patience_s", 0.05)
        reader.say(f"mine {VAGUE}")
        read_to_the_end()
    reader.at.run()
    assert "took too long" in reader.html
    playing.reads = graded()
    reader.press("Turn 1: ask the model to read it")
    read_to_the_end()
    reader.at.run()
    assert "read this turn later" in reader.html


def test_a_reading_that_failed_can_be_asked_for_again(visit: Visit, play: Play) -> None:
    playing = play()
    reader = visit(rehearsal=live())
    reader.say(f"mine {VAGUE}")
    failed = "The model gave no answer of use. This note is by the quick grader"
    assert failed in reader.html
    playing.reads = graded()
    reader.press("Turn 1: ask the model to read it")
    read_to_the_end()
    reader.at.run()
    assert failed not in reader.html
    assert "read this turn later, and makes of it: None of the seven steps." in reader.html
    assert '<b>Own part</b> <span class="level">clear</span>' in reader.html
    next(t for t in reader.at.toggle if t.label == "Words only").set_value(True).run()
    assert "The model read this turn later as well." in reader.html
    assert "makes of it" not in reader.html


def test_a_grade_that_a_model_gave_is_told_as_such(visit: Visit, play: Play) -> None:
    playing = play(reader="fake/reader")
    playing.reads = graded(own_part="mine")
    reader = visit(rehearsal=live())
    assert "fake/model finds Kit’s words, and fake/reader grades your turns." in reader.html
    by = "Read and graded by fake/reader."
    reader.say("mine")
    assert reader.html.count(by) == 1
    playing.reads = "no JSON at all"
    reader.say("mine again")
    assert reader.html.count(by) == 1
    at(reader, "debrief", rehearsal=reader.address["rehearsal"])
    assert "fake/reader graded 1 of your 2 turns; the quick grader" in reader.html


@pytest.mark.parametrize("said", [False, True], ids=["before a word", "after a turn"])
def test_what_is_sent_is_shown_and_asks_nothing(visit: Visit, play: Play, said: bool) -> None:
    playing = play(reader="fake/reader")
    rehearsal = live("Pieter de Wit")
    reader = visit(rehearsal=rehearsal)
    if said:
        reader.say(f"{VAGUE} Pieter de Wit knew.")
    asked = len(playing.asked)
    at(reader, "sent", rehearsal=rehearsal)
    assert len(playing.asked) == asked
    assert "<h2>To fake/model, to find Kit’s words</h2>" in reader.html
    assert "<h2>To fake/reader, to read your turn again</h2>" in reader.html
    assert "Pieter" not in reader.html
    assert ("sent for your last turn" in reader.html) is said
    assert ("You haven’t said anything yet" in reader.html) is not said
    assert (VAGUE if said else "(what you say next)") in reader.html
    assert [expander.label for expander in reader.at.expander][-1] == "Instructions"


def test_nothing_is_sent_where_no_model_takes_part(visit: Visit, play: Play) -> None:
    play()
    services, rehearsal = runtime(), new_id()
    services.wait(services.app.rehearsing.start(LOCAL, rehearsal, "promised-raise", "en"))
    reader = at(visit(), "sent", rehearsal=rehearsal)
    assert "Nothing is sent. This conversation stays on this computer." in reader.html
    gone = at(visit(), "sent", rehearsal="no-such")
    assert "can’t be found here" in gone.html
