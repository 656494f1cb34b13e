"""Prepare: everything on it is optional, and nothing that is written there gets lost."""

from datetime import date, time, timedelta
from typing import Any, NoReturn

import pytest

from rehearse.conversation.keepsakes import MOST_KEPT, Preparation
from rehearse.conversation.rubric import Pillar
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.views import RehearsalView
from rehearse.errors import StorageTrouble
from rehearse.ids import new_id
from rehearse.pages import clock
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.pages.conftest import Reader, Visit

TODAY = date(2026, 11, 27)

WRITTEN = Preparation(
    own_part="I kept quiet.",
    goal="That Kit comes to me again.",
    seen={Pillar.CAPABLE: "Every rota adds up."},
    ready=3,
    words_only=True,
)


@pytest.fixture(autouse=True)
def _always_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day that is planned lies as far ahead whenever these run."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def prepare(visit: Visit) -> Reader:
    """A reader before the promised pay rise."""
    return at_prepare(visit(), situation="promised-raise", spoken="en")


def at_prepare(reader: Reader, **params: str) -> Reader:
    reader.at.query_params.update(params)
    reader.at.switch_page("rehearse/pages/prepare_page.py").run()
    return reader


def begun(reader: Reader) -> RehearsalView:
    """The rehearsal that the reader is in now."""
    services = runtime()
    return services.wait(services.app.rehearsing.open(LOCAL, reader.address["rehearsal"]))


def before(preparation: Preparation) -> None:
    """Somebody has been here before."""
    services = runtime()
    start = services.app.rehearsing.start(
        LOCAL, new_id(), "promised-raise", "en", preparation=preparation
    )
    services.wait(start)


def rehearsals() -> int:
    services = runtime()
    return len(services.wait(services.app.rehearsing.history(LOCAL)))


def field(reader: Reader, name: str, kind: str = "text_area", fresh: str = "") -> Any:
    return getattr(reader.at, kind)(key=f"prep-promised-raise_{fresh}{name}")


def test_it_tells_the_situation_and_who_it_is_with(prepare: Reader) -> None:
    assert "The promised pay rise" in prepare.html
    assert "With Kit, service planner, four years on your team" in prepare.html
    assert "<p>Now you’re outside the door.</p>" in prepare.html
    assert "What’s shaken: <b>being valuable</b>" in prepare.html


def test_one_can_begin_at_once_and_then_nothing_is_kept(prepare: Reader) -> None:
    prepare.press("Start the conversation")
    view = begun(prepare)
    assert view.difficulty is Difficulty.NORMAL
    assert view.keepsakes.preparation == Preparation()


def test_what_is_filled_in_goes_along(prepare: Reader) -> None:
    day = TODAY + timedelta(days=9)
    field(prepare, "own-part").input("  I kept quiet. ")
    field(prepare, "goal").input("That Kit comes to me again.")
    field(prepare, "capable").input("Every rota adds up.")
    field(prepare, "difficulty", "segmented_control").set_value(Difficulty.HARD)
    field(prepare, "planned-on", "date_input").set_value(day)
    field(prepare, "planned-at", "selectbox").set_value(time(9, 30))
    field(prepare, "ready", "segmented_control").set_value(3)
    field(prepare, "words-only", "toggle").set_value(True)
    prepare.press("Start the conversation")
    view = begun(prepare)
    assert view.difficulty is Difficulty.HARD
    assert view.keepsakes.preparation == WRITTEN.model_copy(
        update={"planned_on": day, "planned_at": time(9, 30)}
    )


def test_the_button_below_begins_as_well(prepare: Reader) -> None:
    field(prepare, "goal").input("Peace.")
    prepare.at.button(key="begin-below").click().run()
    assert begun(prepare).keepsakes.preparation == Preparation(goal="Peace.")


def test_a_click_that_comes_twice_begins_one_rehearsal(prepare: Reader) -> None:
    clicked = prepare.at.session_state["beginning"] = new_id()
    services = runtime()
    services.wait(services.app.rehearsing.start(LOCAL, clicked, "promised-raise", "en"))
    prepare.press("Start the conversation")
    assert prepare.address["rehearsal"] == clicked
    assert rehearsals() == 1


def test_words_of_last_time_stand_there_but_not_how_ready_one_was(visit: Visit) -> None:
    before(WRITTEN)
    reader = at_prepare(visit(), situation="promised-raise", spoken="nl")
    assert "Below is what you wrote for this situation last time." in reader.html
    assert reader.html.index("last time") < reader.html.index("For yourself")
    assert field(reader, "own-part").value == "I kept quiet."
    assert field(reader, "words-only", "toggle").value is True
    assert field(reader, "ready", "segmented_control").value is None


def test_half_a_character_in_words_of_last_time_does_not_shut_the_page(visit: Visit) -> None:
    reader = visit()
    before(Preparation(own_part="half \ud800 a character"))
    assert (
        field(at_prepare(reader, situation="promised-raise"), "own-part").value
        == "half \ufffd a character"
    )


def test_nothing_is_said_of_last_time_where_nothing_of_it_stands_there(visit: Visit) -> None:
    before(Preparation(ready=3))
    reader = at_prepare(visit(), situation="promised-raise", spoken="en")
    assert "last time" not in reader.html


def test_what_was_chosen_is_still_there_after_looking_at_another_page(prepare: Reader) -> None:
    day = TODAY + timedelta(days=9)
    chosen = {
        ("difficulty", "segmented_control"): Difficulty.HARD,
        ("planned-on", "date_input"): day,
        ("planned-at", "selectbox"): time(9, 30),
        ("ready", "segmented_control"): 3,
        ("words-only", "toggle"): True,
    }
    for (name, kind), value in chosen.items():
        field(prepare, name, kind).set_value(value).run()
    prepare.press("Another situation")
    assert "Rehearse with Kit" in prepare.buttons
    at_prepare(prepare, situation="promised-raise", spoken="en")
    assert {(n, k): field(prepare, n, k).value for n, k in chosen} == chosen
    field(prepare, "ready", "segmented_control").set_value(None).run()
    prepare.press("Another situation")
    at_prepare(prepare, situation="promised-raise", spoken="en")
    assert field(prepare, "ready", "segmented_control").value is None
    prepare.press("Start the conversation")
    assert begun(prepare).difficulty is Difficulty.HARD
    again = at_prepare(prepare, situation="promised-raise", spoken="en")
    assert field(again, "difficulty", "segmented_control").value is Difficulty.NORMAL


def test_what_was_chosen_outlives_the_session(prepare: Reader, visit: Visit) -> None:
    """As after a reload, or when the app was started anew behind Back and Forward."""
    before(Preparation(planned_on=TODAY + timedelta(days=2), planned_at=time(8), words_only=True))
    reader = at_prepare(visit(), situation="promised-raise", spoken="en")
    untouched = reader.address
    chosen = {
        ("difficulty", "segmented_control"): Difficulty.EASY,
        ("planned-on", "date_input"): None,
        ("planned-at", "selectbox"): time(9, 30),
        ("ready", "segmented_control"): 0,
        ("words-only", "toggle"): False,
    }
    for (name, kind), value in chosen.items():
        field(reader, name, kind).set_value(value).run()
    field(reader, "own-part").input("I kept quiet.").run()
    assert "quiet" not in str(reader.address)
    again = at_prepare(visit(), **reader.address)
    assert {(n, k): field(again, n, k).value for n, k in chosen} == chosen
    field(reader, "difficulty", "segmented_control").set_value(Difficulty.NORMAL).run()
    field(reader, "planned-on", "date_input").set_value(TODAY + timedelta(days=2)).run()
    field(reader, "planned-at", "selectbox").set_value(time(8)).run()
    field(reader, "ready", "segmented_control").set_value(None).run()
    field(reader, "words-only", "toggle").set_value(True).run()
    assert reader.address == untouched


def test_an_address_that_somebody_changed_chooses_nothing(visit: Visit) -> None:
    wrong = {"difficulty": "x", "ready": "11", "day": "2020-02-02", "hour": "9", "words-only": "1"}
    reader = at_prepare(visit(), situation="promised-raise", spoken="en", **wrong)
    reader.press("Start the conversation")
    view = begun(reader)
    assert view.difficulty is Difficulty.NORMAL
    assert view.keepsakes.preparation == Preparation()


def test_one_can_start_with_an_empty_form(visit: Visit) -> None:
    before(WRITTEN)
    reader = at_prepare(visit(), situation="promised-raise", spoken="en")
    reader.press("Clear it all")
    assert "last time" not in reader.html
    assert field(reader, "own-part", fresh="fresh-").value == ""
    reader.press("Start the conversation")
    assert begun(reader).keepsakes.preparation == Preparation()


def test_a_day_that_has_passed_is_not_filled_in_again(visit: Visit) -> None:
    before(Preparation(planned_on=date(2020, 2, 2), planned_at=time(9, 5)))
    reader = at_prepare(visit(), situation="promised-raise", spoken="en")
    assert field(reader, "planned-on", "date_input").value is None
    assert field(reader, "planned-at", "selectbox").value is None


def test_an_hour_outside_the_list_stays(visit: Visit) -> None:
    tomorrow = TODAY + timedelta(days=1)
    before(Preparation(planned_on=tomorrow, planned_at=time(6, 50)))
    reader = at_prepare(visit(), situation="promised-raise", spoken="en")
    reader.press("Start the conversation")
    assert begun(reader).keepsakes.preparation.planned_at == time(6, 50)


def test_what_is_too_long_stays_in_its_field_with_what_to_do(prepare: Reader) -> None:
    field(prepare, "own-part").input("x" * (MOST_KEPT + 1))
    field(prepare, "goal").input("Peace.")
    prepare.press("Start the conversation")
    assert prepare.html.count("longer than will fit") == 1
    assert len(field(prepare, "own-part").value) == MOST_KEPT + 1
    assert field(prepare, "goal").value == "Peace."
    assert rehearsals() == 0
    field(prepare, "own-part").input("x" * MOST_KEPT)
    prepare.press("Start the conversation")
    assert len(begun(prepare).keepsakes.preparation.own_part) == MOST_KEPT


def test_a_start_that_fails_keeps_the_words_and_can_be_tried_again(
    prepare: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise StorageTrouble("locked", file="x")

    field(prepare, "goal").input("Peace.")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Rehearsing, "start", fail)
        prepare.press("Start the conversation")
    assert prepare.html.count('role="alert"') == 1
    assert field(prepare, "goal").value == "Peace."
    prepare.press("Start the conversation")
    assert begun(prepare).keepsakes.preparation.goal == "Peace."


@pytest.mark.parametrize(
    "params",
    [{}, {"situation": "no-such"}, {"situation": "<img src=x>"}, {"situation": "../x"}],
    ids=["none", "unknown", "markup", "path"],
)
def test_an_unknown_situation_is_said_calmly_with_a_way_back(
    visit: Visit, params: dict[str, str]
) -> None:
    reader = at_prepare(visit(), **params)
    assert "This situation can’t be found here." in reader.html
    assert "<img" not in reader.html
    reader.press("Another situation")
    assert "Rehearse with Kit" in reader.buttons


def test_the_way_back_keeps_the_language_of_the_talk(visit: Visit) -> None:
    reader = at_prepare(visit(), situation="promised-raise", spoken="nl")
    reader.press("Another situation")
    assert "Rehearse with Kim" in reader.buttons


def test_the_seven_steps_are_explained_with_examples(prepare: Reader) -> None:
    assert prepare.html.count("<dt>") == 7
    assert "“I knew back in March, and I didn’t tell you.”" in prepare.html
