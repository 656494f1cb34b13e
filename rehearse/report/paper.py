"""Paper to print on: the look in millimetres and points, fonts that come along, and drawn signs.

Nothing here depends on what fonts a computer has.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from math import cos, pi, sin
from pathlib import Path
from typing import Literal

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import MethodReturnValue, TextMode
from fpdf.fonts import TTFFont

from rehearse.conversation.rubric import Language
from rehearse.report.drawable import drawable
from rehearse.report.report import Sign

FONTS = Path(__file__).parent / "fonts"

Colour = tuple[int, int, int]
INK: Colour = (35, 33, 29)
SOFT: Colour = (99, 93, 83)
BLUE: Colour = (35, 75, 125)
CLAY: Colour = (150, 67, 31)
RULE: Colour = (217, 211, 199)
SHEET: Colour = (243, 240, 233)

_FORMS = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
_FILES = {
    ("serif", ""): "serif",
    ("serif", "B"): "serif-semibold",
    ("serif", "I"): "serif-italic",
    ("sans", ""): "sans",
    ("sans", "B"): "sans-semibold",
    ("sans", "I"): "sans-italic",
    ("signs", ""): "signs",
    ("emoji", ""): "emoji",
}
_INKS = {Sign.CLEAR: BLUE, Sign.PARTIAL: BLUE, Sign.AGAINST: CLAY}
"""Of signs; the others say neither that something was done nor that it worked against a step."""
_DOTS = 10
_HELPING_OUT = ("signs", "emoji")
"""Families for what the text's own font lacks."""


@dataclass(frozen=True)
class Style:
    """How words look. ``size`` in points, ``leading`` (from line to line) in millimetres."""

    family: Literal["serif", "sans"]
    weight: Literal["", "B", "I"]
    size: float
    leading: float
    colour: Colour = INK

    def scaled(self, scale: float) -> "Style":
        return replace(self, size=self.size * scale, leading=self.leading * scale)


ALL_PAGES = "\ue000000"
"""Stands for the number of pages until that is known, as wide as one of three figures. It begins
with a sign of nobody's, for the usual ``{nb}`` is replaced in people's own words too."""


class Paper(FPDF):
    """Pages with the same margin all round, filled from the top. Lengths are in millimetres."""

    def __init__(
        self, form: Literal["A4", "A5"], margin: float, *, title: str, ui: Language, today: date
    ) -> None:
        super().__init__(format=_FORMS[form])
        self.missing: set[str] = set()
        """The signs that no font here could draw."""
        for (family, weight), file in _FILES.items():
            self.add_font(family, weight, FONTS / f"{file}.ttf")
        self.set_fallback_fonts(list(_HELPING_OUT), exact_match=False)
        self.set_margins(margin, margin, margin)
        self.set_auto_page_break(False, margin)
        self.c_margin = 0
        self.alias_nb_pages(ALL_PAGES)
        self.set_title(self._drawable(title, "sans", ""))
        self.set_lang(ui)
        self.set_creator("Rehearse")
        self.set_creation_date(datetime.combine(today, time()).astimezone())
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_page()

    @property
    def bottom(self) -> float:
        return float(self.h - self.b_margin)

    def need(self, height: float) -> None:
        """Go on to a new page if what comes next does not fit on this one."""
        if self.get_y() + height > self.bottom:
            self.add_page()

    def gap(self, height: float) -> None:
        """Leave some white, except at the top of a page."""
        if self.get_y() > self.t_margin:
            self.set_y(self.get_y() + height)

    def use(self, style: Style) -> None:
        self.set_font(style.family, style.weight, style.size)
        self.set_text_color(*style.colour)

    def wrapped(self, text: str, style: Style, width: float) -> list[str]:
        """The lines that a text takes; empty lines are left out."""
        self.use(style)
        shown = self._drawable(text, style.family, style.weight)
        return [
            line for part in shown.split("\n") if part.strip() for line in self._broken(part, width)
        ]

    def _broken(self, part: str, width: float) -> list[str]:
        found = self.multi_cell(width, 1, part, dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(found, list)
        return found

    def write_lines(
        self,
        text: str,
        style: Style,
        *,
        indent: float = 0,
        edge: Colour | None = None,
        sheet: bool = False,
    ) -> None:
        """Words, with an ``edge`` down their left side or on a ``sheet`` if asked for."""
        inset = indent + (3.2 if edge or sheet else 0)
        width = self.epw - inset - (3 if sheet else 0)
        for line in self.wrapped(text, style, width):
            self.need(style.leading)
            top = self.get_y()
            if sheet:
                self.sheet(indent, style.leading)
                self.set_y(top)
            if edge:
                self.set_fill_color(*edge)
                self.rect(self.l_margin + indent, top, 0.7, style.leading, "F")
            self.put(line, style, self.l_margin + inset)
            self.set_xy(self.l_margin, top + style.leading)

    def sheet(self, indent: float, height: float) -> None:
        """A piece of the sheet that stands behind words."""
        top = self.get_y()
        self.set_fill_color(*SHEET)
        self.rect(self.l_margin + indent, top, self.epw - indent, height, "F")
        self.set_xy(self.l_margin, top + height)

    def put(self, line: str, style: Style, x: float) -> float:
        """One line from ``x``, at the height where the page stands; returns where it ends."""
        self.use(style)
        shown = self._drawable(line, style.family, style.weight)
        width = self.get_string_width(shown)
        self.set_x(x)
        self.cell(width, style.leading, shown)
        return x + width

    def rule(self, colour: Colour, thickness: float) -> None:
        """A line from margin to margin."""
        self.set_draw_color(*colour)
        self.set_line_width(thickness)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())

    def draw_sign(self, sign: Sign, x: float, y: float, radius: float = 1.3) -> None:
        """A sign around a point."""
        with self.local_context():
            colour = _INKS.get(sign, SOFT)
            self.set_draw_color(*colour)
            self.set_fill_color(*colour)
            self.set_line_width(radius / 5)
            self._shape(sign, x, y, radius)

    def _shape(self, sign: Sign, x: float, y: float, radius: float) -> None:
        if sign is Sign.CLEAR:
            self.circle(x, y, radius, "F")
        elif sign is Sign.PARTIAL:
            self._half(x, y, radius)
        elif sign is Sign.ABSENT:
            self.circle(x, y, radius / 3.5, "F")
        elif sign is Sign.AGAINST:
            top, low = y - 0.8 * radius, y + radius
            self.polygon([(x - radius, top), (x + radius, top), (x, low)], style="F")
        elif sign is Sign.DOUBT:
            self._dots(x, y, radius)
        else:
            self._ring(x, y, radius * 0.9, dash=radius / 1.9, between=radius / 2.6)

    def _half(self, x: float, y: float, radius: float) -> None:
        self.circle(x, y, radius, "D")
        self.solid_arc(x - radius, y - radius, 2 * radius, 90, 270, style="F")

    def _ring(self, x: float, y: float, radius: float, *, dash: float, between: float) -> None:
        self.set_dash_pattern(dash, between)
        self.circle(x, y, radius, "D")
        self.set_dash_pattern()

    def _dots(self, x: float, y: float, radius: float) -> None:
        """A ring of dots, which at this size a dashed line cannot be told from."""
        for at in range(_DOTS):
            angle = 2 * pi * at / _DOTS
            self.circle(x + radius * cos(angle), y + radius * sin(angle), radius / 7, "F")

    def copied(self, sign: Sign, style: Style, x: float) -> None:
        """What is copied in place of a drawn sign: there, but not to be seen."""
        with self.local_context(text_mode=TextMode.INVISIBLE):
            self.put(sign.written, style, x)

    def _drawable(self, text: str, family: str, weight: str) -> str:
        return drawable(text, self._covered[family, weight], self.missing)

    @cached_property
    def _covered(self) -> dict[tuple[str, str], Collection[int]]:
        """The code points that each font, with those that help it out, can draw."""
        fonts = {
            key: set(font.cmap)
            for key, font in ((key, self.fonts["".join(key)]) for key in _FILES)
            if isinstance(font, TTFFont)
        }
        helping = set().union(*(fonts[family, ""] for family in _HELPING_OUT))
        return {key: covered | helping for key, covered in fonts.items()}
