"""The chart of signs: how it is cut, what it shows, and that its text says the same."""

import json
from collections import Counter
from typing import Any

import pytest

from rehearse.conversation.rubric import Level, Step
from rehearse.locale import step_name
from rehearse.pages import charts
from rehearse.pages.charts import Column, Sign
from rehearse.report.debrief import StepCell, TurnColumn
from rehearse.report.reached import Reached
from tests.pages import samples


def turn(n: int, **cells: StepCell) -> TurnColumn:
    """A turn with these steps touched, and no others."""
    all_seven = {s: cells.get(s.value, StepCell(level=Level.ABSENT)) for s in Step}
    return TurnColumn(n=n, cells=all_seven)


def spec(panel: charts.Panel, dark: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = charts.chart(panel, "en", dark=dark).to_dict()
    return found


def marks(panel: charts.Panel) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """How each layer is drawn, and on what."""
    whole = spec(panel)
    return [(la["mark"], whole["datasets"][la["data"]["name"]]) for la in whole["layer"]]


@pytest.mark.parametrize(
    ("number", "widths"),
    [(0, []), (1, [1]), (12, [12]), (13, [7, 6]), (25, [9, 9, 7]), (60, [12] * 5)],
)
def test_columns_are_cut_into_charts_about_as_full(number: int, widths: list[int]) -> None:
    found = charts.panels(charts.of_turns(samples.columns(number)), charts.MOST_TURNS)
    assert [len(panel.columns) for panel in found] == widths
    assert [c.heading for p in found for c in p.columns] == [str(n + 1) for n in range(number)]
    # Columns stand under each other, also where the last chart has fewer.
    assert len({panel.width for panel in found}) <= 1


def test_charts_that_stand_together_have_rows_of_one_height() -> None:
    plain = Column("1", tuple(Sign(step, "clear") for step in Step))
    also = Column("2", tuple(Sign(step, "clear", also=True) for step in Step))
    heights = [
        {spec(panel)["height"] for panel in charts.panels(columns, 1)}
        for columns in ([plain, plain], [plain, also])
    ]
    assert [len(found) for found in heights] == [1, 1]
    assert min(heights[1]) > max(heights[0])


def test_longer_headings_take_no_height_from_the_rows() -> None:
    """Fitting leaves room for headings by itself: padding for them would count them twice."""
    signs = tuple(Sign(step, "clear") for step in Step)
    short, long = (
        spec(charts.panels([Column(heading, signs)], 1)[0]) for heading in ("20 Nov", "1\n2\n3\n4")
    )
    assert short["padding"] == long["padding"]
    assert long["height"] > short["height"]


def test_every_sign_is_drawn_once_and_none_is_read_out_mark_by_mark() -> None:
    (panel,) = charts.panels(charts.of_turns(samples.columns(8)), 12)
    drawn: Counter[tuple[int, str]] = Counter()
    for mark, rows in marks(panel):
        assert mark["aria"] is False
        if mark["type"] == "point":
            drawn.update((row["at"], row["step"]) for row in rows)
    assert set(drawn) == {(at, step.value) for at in range(8) for step in Step}
    # Half discs are two marks on one place.
    halves = [s for c in panel.columns for s in c.signs if s.look == "partial"]
    assert sum(drawn.values()) == 8 * 7 + len(halves)


@pytest.mark.parametrize("level", [Level.AGAINST, Level.PARTIAL, Level.CLEAR])
def test_a_doubt_has_nothing_of_success_in_it_whichever_way_it_leans(level: Level) -> None:
    doubted = charts.of_turns([turn(1, ask=StepCell(level=level, doubt=True))])
    (panel,) = charts.panels(doubted, 12)
    rings = [mark for mark, rows in marks(panel) if {"at": 0, "step": "ask"} in rows]
    assert [mark["stroke"] for mark in rings] == ["#635D53"]
    assert rings[0]["strokeDash"]
    assert "#234B7D" not in json.dumps(spec(panel))


def test_only_what_is_needed_is_printed_bold() -> None:
    (panel,) = charts.panels(
        charts.of_turns(samples.columns(3)), 12, (Step.OWN_PART, Step.RELIABLE)
    )
    bold = json.dumps(spec(panel)["encoding"]["y"]["axis"]["labelFontWeight"])
    assert [step for step in Step if f"'{step.value}'" in bold] == [Step.OWN_PART, Step.RELIABLE]


def test_a_name_never_reaches_an_expression() -> None:
    name = "']; alert(1) //"
    column = Column(heading=f"1 Nov\n{name}", signs=(Sign(Step.ASK, "clear"),))
    found = json.dumps(spec(charts.panels([column], 5)[0]))
    at = [i for i in range(len(found)) if found.startswith("alert(1)", i)]
    assert len(at) == 1
    assert '"heading": "1 Nov' in found[at[0] - 30 : at[0]]


def test_light_and_dark_are_drawn_in_their_own_inks() -> None:
    (panel,) = charts.panels(charts.of_turns(samples.columns(8)), 12)
    light, dark = (json.dumps(spec(panel, dark)) for dark in (False, True))
    assert "#234B7D" in light
    assert "#A9C4E8" in dark
    assert "#234B7D" not in dark


def test_the_legend_tells_the_signs_there_are_and_no_others() -> None:
    columns = charts.of_turns([turn(1, ask=StepCell(level=Level.CLEAR))])
    html = charts.legend(columns, "en")
    assert 'class="sign clear"></i>clear' in html
    assert 'class="sign absent"></i>not touched' in html
    assert "against" not in html
    assert "not scored" not in html
    whole = charts.legend(charts.of_turns(samples.columns(8)), "nl")
    assert [word in whole for word in ("twijfelgeval", "niet beoordeeld", "averechts")] == [
        True
    ] * 3


def test_the_text_says_what_the_signs_show() -> None:
    both = turn(
        3, ask=StepCell(level=Level.PARTIAL), own_part=StepCell(level=Level.AGAINST, doubt=True)
    )
    assert charts.turn_told(both, "en") == "Turn 3: Own part (open to doubt), Asking (partly)."
    assert charts.turn_told(turn(4), "nl") == "Beurt 4: geen van de zeven stappen."
    unscored = TurnColumn(n=5, cells=None)
    assert charts.turn_told(unscored, "nl") == "Beurt 5: niet beoordeeld."
    (column,) = charts.of_turns([unscored])
    assert {sign.look for sign in column.signs} == {"unscored"}


def test_a_talk_tells_its_best_and_that_it_also_went_against_once() -> None:
    steps = {
        step: Reached(best=Level.ABSENT, doubt=False, partly=False, against=False, first_clear=None)
        for step in Step
    }
    steps[Step.ASK] = Reached(
        best=Level.CLEAR, doubt=False, partly=True, against=True, first_clear=2
    )
    steps[Step.WORTH] = Reached(
        best=Level.AGAINST, doubt=False, partly=False, against=True, first_clear=None
    )
    talk = samples.talk(1).model_copy(update={"steps": steps})
    (column,) = charts.of_talks([talk], ["24 Nov\nKim"])
    found = {sign.step: sign for sign in column.signs}
    assert found[Step.ASK] == Sign(Step.ASK, "clear", also=True)
    assert found[Step.WORTH] == Sign(Step.WORTH, "against")
    assert charts.talk_told(talk, "24 Nov, Kim", "en") == (
        "24 Nov, Kim: Seeing worth (against), Asking (clear, and against once as well)."
    )
    assert "against" in charts.legend([column], "en")
    (panel,) = charts.panels([column], 5)
    small = [rows for mark, rows in marks(panel) if mark.get("yOffset")]
    assert small == [[{"at": 0, "step": "ask"}]]


def test_steps_go_by_their_names_from_top_to_bottom() -> None:
    axis = spec(charts.panels(charts.of_turns(samples.columns(1)), 12)[0])["encoding"]["y"]
    assert axis["scale"]["domain"] == [step.value for step in Step]
    assert all(
        step_name(step, "en") in json.loads(axis["axis"]["labelExpr"][1:-14]).values()
        for step in Step
    )
