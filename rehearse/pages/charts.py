"""The seven steps over turns, or over talks, as a chart of signs; and the same in words.

Signs as everywhere: a filled disc for clear, half of one for partly, a small dot where a step was
not touched, a triangle down for against, a dotted ring in doubt, whichever way it leans, and a
dashed ring where nothing was scored. Nothing here knows Streamlit.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from rehearse.conversation.rubric import Language, Level, Step
from rehearse.locale import level_word, phrase, step_name
from rehearse.pages.marks import look_of, plain, sign
from rehearse.report.debrief import TurnColumn
from rehearse.report.reached import Reached, TalkReached

if TYPE_CHECKING:
    import altair

MOST_TURNS, MOST_TALKS = 12, 5
"""How many columns stay apart from each other on a phone; more of them become more charts."""

UNSCORED = "unscored"
LOOKS = ("clear", "partial", "absent", "against", "doubt", UNSCORED)
"""Every sign there is, in the order of the legend."""

_ROW, _TALL_ROW, _RING, _SMALL = 31, 38, 12, 7
"""In pixels: how high a row is, and one with room for a small triangle; how wide signs are."""

_LINE, _GAP = 18, 14
"""The height of a line of text, and the room above a chart, in pixels."""

_HALF_DISC = "M0,-1A1,1,0,0,0,0,1Z"
_TRIANGLE_DOWN = "M-1,-.85L1,-.85L0,.95Z"

_LIGHT = {
    "paper": "#FBFAF7",
    "ink": "#23211D",
    "soft": "#635D53",
    "blue": "#234B7D",
    "clay": "#96431F",
    "rule": "#D9D3C7",
}
_DARK = {
    "paper": "#1B1A18",
    "ink": "#EBE6DD",
    "soft": "#B0A89B",
    "blue": "#A9C4E8",
    "clay": "#EBA986",
    "rule": "#403C36",
}


@dataclass(frozen=True)
class Sign:
    """One sign in a chart. ``also``: a step that was also worked against once."""

    step: Step
    look: str
    also: bool = False


@dataclass(frozen=True)
class Column:
    """A turn or a talk: what stands above it, and its signs."""

    heading: str
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Panel:
    """One chart: its columns, how many would fit, and which steps are printed bold."""

    columns: tuple[Column, ...]
    width: int
    needed: tuple[Step, ...] = ()
    title: str = ""
    """What the headings number, above the first of them."""
    tall: bool = False
    """Whether rows have room for a small triangle; the same in all charts that stand together."""

    @property
    def lines(self) -> int:
        """How many lines a heading takes at most."""
        return max(column.heading.count("\n") for column in self.columns) + 1


def panels(
    columns: Sequence[Column], most: int, needed: tuple[Step, ...] = (), title: str = ""
) -> list[Panel]:
    """The columns over as few charts as they fit in, each about as full as the others."""
    if not columns:
        return []
    width = ceil(len(columns) / ceil(len(columns) / most))
    tall = any(sign.also for column in columns for sign in column.signs)
    cut = [tuple(columns[at : at + width]) for at in range(0, len(columns), width)]
    return [Panel(part, width, needed, title, tall) for part in cut]


def of_turns(columns: Sequence[TurnColumn]) -> list[Column]:
    """The turns of one talk; one that was not scored is a column of dashed rings."""
    return [Column(heading=str(c.n), signs=_of_turn(c)) for c in columns]


def of_talks(talks: Sequence[TalkReached], headings: Sequence[str]) -> list[Column]:
    """Talks, each with how far it took every step."""
    return [
        Column(heading=heading, signs=tuple(_of_talk(s, talk.steps[s]) for s in Step))
        for talk, heading in zip(talks, headings, strict=True)
    ]


def chart(panel: Panel, ui: Language, *, dark: bool) -> "altair.LayerChart":
    """One panel, as wide as its place."""
    import altair as alt

    ink = _DARK if dark else _LIGHT
    above = _LINE * (panel.lines + bool(panel.title))
    layers = [_rows(ink), *_signs(panel, ink), _headings(panel, ink)]
    if panel.title:
        layers.append(_title(panel, above, ink))
    found = alt.layer(*layers).encode(y=_steps_axis(panel.needed, ui, ink))
    row = _TALL_ROW if panel.tall else _ROW
    whole: alt.LayerChart = (
        found.properties(
            # Headings stand outside of the rows, and fitting takes their room from the height.
            height=row * len(Step) + above + _GAP,
            width="container",
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
            padding={"top": _GAP, "left": 0, "right": 2, "bottom": 0},
        )
        .configure(background="transparent", font="Source Sans")
        .configure_view(strokeWidth=0)
    )
    return whole


def legend(columns: Sequence[Column], ui: Language) -> str:
    """The signs that occur, each with its word, as HTML."""
    there = {sign.look for column in columns for sign in column.signs}
    if any(sign.also for column in columns for sign in column.signs):
        there.add("against")
    told = [f"<li>{sign(look)}{plain(_word(look, ui))}</li>" for look in LOOKS if look in there]
    return f'<ul class="legend">{"".join(told)}</ul>'


def turn_told(column: TurnColumn, ui: Language) -> str:
    """One turn of the chart as a sentence."""
    if column.cells is None:
        return phrase("page.chart.turn_unscored", ui, n=column.n)
    steps = [
        phrase("page.chart.step", ui, step=step_name(step, ui), level=_word(look, ui))
        for step, look in ((sign.step, sign.look) for sign in _of_turn(column))
        if look != "absent"
    ]
    if not steps:
        return phrase("page.chart.turn_none", ui, n=column.n)
    return phrase("page.chart.turn", ui, n=column.n, steps=", ".join(steps))


def talk_told(talk: TalkReached, heading: str, ui: Language) -> str:
    """One talk of the chart as a sentence."""
    told = []
    for step in Step:
        reached = talk.steps[step]
        look = _of_talk(step, reached).look
        if look == "absent" and not reached.against:
            continue
        key = "page.chart.step_also" if reached.against and look != "against" else "page.chart.step"
        told.append(phrase(key, ui, step=step_name(step, ui), level=_word(look, ui)))
    steps = ", ".join(told) or phrase("page.chip.none", ui)
    return phrase("page.chart.talk", ui, heading=heading, steps=steps)


def _of_turn(column: TurnColumn) -> tuple[Sign, ...]:
    cells = column.cells
    if cells is None:
        return tuple(Sign(step, UNSCORED) for step in Step)
    return tuple(Sign(s, look_of(cells[s].level, cells[s].doubt)) for s in Step)


def _of_talk(step: Step, reached: Reached) -> Sign:
    look = look_of(reached.best, reached.doubt)
    return Sign(step, look, also=reached.against and look != "against")


def _word(look: str, ui: Language) -> str:
    if look == UNSCORED:
        return phrase("page.chart.unscored", ui)
    if look == "doubt":
        return level_word(Level.CLEAR, True, ui)
    return level_word(Level[look.upper()], False, ui)


def _x(panel: Panel) -> "altair.X":
    import altair as alt

    places = list(range(panel.width))
    scale = alt.Scale(type="point", domain=places, padding=0.5)
    return alt.X("at:O", scale=scale, axis=None)


def _steps_axis(needed: tuple[Step, ...], ui: Language, ink: dict[str, str]) -> "altair.Y":
    import altair as alt

    names = {step.value: step_name(step, ui) for step in Step}
    # Our own words only: nothing that a person wrote reaches an expression.
    bold = " || ".join(f"datum.value === '{step.value}'" for step in needed) or "false"
    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labelExpr=f"({json.dumps(names)})[datum.value]",
        labelFontSize=13,
        labelPadding=8,
        labelLimit=160,
        labelColor=ink["ink"],
        labelFontWeight=alt.condition(bold, alt.value(700), alt.value(400)),
    )
    scale = alt.Scale(type="point", domain=[step.value for step in Step], padding=0.5)
    return alt.Y("step:O", scale=scale, axis=axis)


def _data(rows: list[dict[str, Any]]) -> "altair.InlineData":
    import altair as alt

    return alt.InlineData(values=rows)


def _rows(ink: dict[str, str]) -> "altair.Chart":
    """The thin line that each step's signs stand on."""
    import altair as alt

    rows = _data([{"step": step.value} for step in Step])
    lines: alt.Chart = alt.Chart(rows).mark_rule(color=ink["rule"], aria=False)
    return lines


def _signs(panel: Panel, ink: dict[str, str]) -> "list[altair.Chart]":
    layers = []
    for look in LOOKS:
        rows = [
            {"at": at, "step": sign.step.value}
            for at, column in enumerate(panel.columns)
            for sign in column.signs
            if sign.look == look
        ]
        if rows:
            layers += [_mark(panel, rows, **form) for form in _forms(look, ink)]
    also = [
        {"at": at, "step": sign.step.value}
        for at, column in enumerate(panel.columns)
        for sign in column.signs
        if sign.also
    ]
    if also:
        (small,) = _forms("against", ink)
        layers.append(_mark(panel, also, **small | {"size": _SMALL**2, "yOffset": 11}))
    return layers


def _forms(look: str, ink: dict[str, str]) -> list[dict[str, Any]]:
    """How a sign is drawn: one or two marks on top of each other."""
    ring = {"shape": "circle", "size": _RING**2, "fill": ink["paper"], "strokeWidth": 1.5}
    half = {"shape": _HALF_DISC, "fill": ink["blue"], "strokeWidth": 0}
    if look == "clear":
        return [{"shape": "circle", "size": (_RING + 1) ** 2, "fill": ink["blue"], "stroke": None}]
    if look == "partial":
        return [ring | {"stroke": ink["blue"]}, half | {"size": _RING**2}]
    if look == "absent":
        return [{"shape": "circle", "size": 12, "fill": ink["soft"], "stroke": None}]
    if look == "against":
        size = (_RING - 1) ** 2
        return [{"shape": _TRIANGLE_DOWN, "size": size, "fill": ink["clay"], "stroke": None}]
    if look == "doubt":
        dots = {"strokeDash": [0, 3.7], "strokeCap": "round", "strokeWidth": 2}
        return [ring | dots | {"stroke": ink["soft"]}]
    return [ring | {"stroke": ink["soft"], "strokeDash": [2.5, 2]}]


def _mark(panel: Panel, rows: list[dict[str, Any]], **form: Any) -> "altair.Chart":
    import altair as alt

    points = alt.Chart(_data(rows)).mark_point(opacity=1, aria=False, **form)
    return _placed(points, panel)


def _headings(panel: Panel, ink: dict[str, str]) -> "altair.Chart":
    """What stands above the columns. As data: a name is never part of an expression."""
    import altair as alt

    rows = [{"at": at, "heading": c.heading} for at, c in enumerate(panel.columns)]
    text = alt.Chart(_data(rows)).mark_text(
        align="center",
        baseline="bottom",
        lineBreak="\n",
        lineHeight=_LINE - 1,
        fontSize=13,
        color=ink["soft"],
        aria=False,
    )
    up = (_LINE - 1) * (panel.lines - 1)
    return _placed(text, panel, y=alt.value(-up), text="heading:N")


def _title(panel: Panel, above: int, ink: dict[str, str]) -> "altair.Chart":
    import altair as alt

    text = alt.Chart(_data([{"at": 0, "heading": panel.title}])).mark_text(
        align="center", baseline="top", fontSize=13, color=ink["soft"], aria=False
    )
    return _placed(text, panel, y=alt.value(-above), text="heading:N")


def _placed(marks: "altair.Chart", panel: Panel, **more: Any) -> "altair.Chart":
    """Marks at their columns."""
    placed: altair.Chart = marks.encode(x=_x(panel), **more)
    return placed
