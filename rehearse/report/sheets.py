"""Pages of A4 that a report is drawn on: what every report has on them."""

from collections.abc import Iterable
from datetime import date

from rehearse.report.drawable import named
from rehearse.report.paper import ALL_PAGES, SOFT, Paper, Style
from rehearse.report.report import Fact, Mark, Meaning, Said, Speaking

TITLE = Style("serif", "", 25, 11)
HEADING = Style("serif", "B", 15, 7.5)
SMALL_HEADING = Style("sans", "B", 10.5, 5.6)
SUMMARY = Style("serif", "", 13, 6.8)
QUOTE = Style("serif", "", 12.5, 6.4)
COLLEAGUE = Style("serif", "", 12.5, 6.4)
BODY = Style("sans", "", 10.5, 5.4)
STRONG = Style("sans", "B", 10.5, 5.4)
LABEL = Style("sans", "", 9.5, 5, SOFT)
NAME = Style("sans", "B", 9.5, 5, SOFT)
GESTURE = Style("sans", "I", 9.5, 5, SOFT)
NOTE = Style("sans", "", 9.5, 4.8)
NOTE_STEP = Style("sans", "B", 9.5, 4.8)
NOTE_QUOTE = Style("serif", "I", 9.5, 4.8)

_MARGIN = 28
_FOOT = 22
TO_KEEP_TOGETHER = 22
"""What a heading takes along to the next page."""
_LABEL_WIDTH = 54
_SHEET_PAD = 1.2
_MOST_NAMED = 20


class Sheets(Paper):
    """A4, to be filled."""

    def __init__(self, told: Speaking, title: str, today: date) -> None:
        super().__init__("A4", _MARGIN, title=title, ui=told.ui, today=today)
        self.set_auto_page_break(False, _FOOT)
        self.told = told

    def footer(self) -> None:
        """The number of the page."""
        self.set_y(-16)
        self.use(LABEL)
        self.cell(self.epw, 5, f"{self.page_no()} / {ALL_PAGES}")

    def heading(self, text: str, more: float = TO_KEEP_TOGETHER) -> None:
        """A heading, on the page where what follows it begins; ``more`` is what that takes."""
        self.gap(9)
        self.need(HEADING.leading + more)
        self.start_section(text)
        self.write_lines(text, HEADING)
        self.gap(1.5)

    def facts(self, facts: Iterable[Fact]) -> None:
        """Labels with what belongs to them beside them."""
        for fact in facts:
            self.need(BODY.leading)
            self.put(fact.label, LABEL, self.l_margin)
            for line in self.wrapped(fact.text, BODY, self.epw - _LABEL_WIDTH) or [""]:
                self.put(line, BODY, self.l_margin + _LABEL_WIDTH)
                self.next_line(BODY)

    def next_line(self, style: Style) -> None:
        """Go to the start of the next line."""
        self.set_xy(self.l_margin, self.get_y() + style.leading)

    def signed(self, mark: Mark, parts: Iterable[tuple[str, Style]], indent: float = 0) -> None:
        """A sign and what belongs to it, on one line."""
        self.need(LABEL.leading)
        self.draw_sign(mark.sign, self.l_margin + indent + 1.4, self.get_y() + LABEL.leading / 2)
        x = self.l_margin + indent + 4.6
        for text, style in parts:
            x = self.put(text, style, x) + 1.6
        self.next_line(LABEL)

    def said(self, said: Said) -> None:
        """Words of the colleague."""
        self.gap(3)
        self.need(NAME.leading + 2 * COLLEAGUE.leading)
        self._named(said)
        self.write_lines(said.text, COLLEAGUE)

    def _named(self, said: Said) -> None:
        """The name, with the gesture beside it where there is room, else below it."""
        if not said.gesture:
            self.write_lines(said.name, NAME)
            return
        gesture = self.told.say("gesture", gesture=said.gesture)
        end = self.put(said.name, NAME, self.l_margin) + 1.6
        lines = self.wrapped(gesture, GESTURE, self.w - self.r_margin - end)
        if len(lines) == 1:
            self.put(lines[0], GESTURE, end)
            self.next_line(NAME)
        else:
            self.next_line(NAME)
            self.write_lines(gesture, GESTURE)

    def boxed(self, label: str, text: str, style: Style, indent: float = 0) -> None:
        """Words on a sheet, under a label."""
        self.gap(1)
        self.need(LABEL.leading + BODY.leading + 2 * _SHEET_PAD)
        self.sheet(indent, _SHEET_PAD)
        self.write_lines(label, LABEL, indent=indent, sheet=True)
        self.write_lines(text, style, indent=indent, sheet=True)
        self.sheet(indent, _SHEET_PAD)
        self.gap(1.5)

    def undrawn(self) -> None:
        """Say which signs no font here has."""
        missing = sorted(self.missing)
        if not missing:
            return
        signs = ", ".join(map(named, missing[:_MOST_NAMED]))
        if rest := missing[_MOST_NAMED:]:
            signs = f"{signs}, {self.told.say('undrawn.rest', n=len(rest))}"
        key = "one" if len(missing) == 1 else "more"
        self.gap(3)
        self.write_lines(self.told.say(f"undrawn.{key}", count=len(missing), signs=signs), LABEL)

    def meanings(self, meanings: Iterable[Meaning]) -> None:
        """What the levels mean."""
        self.gap(3)
        self.need(TO_KEEP_TOGETHER)
        self.write_lines(self.told.say("about.levels"), STRONG)
        for meaning in meanings:
            self.gap(1)
            self.need(LABEL.leading + 2 * NOTE.leading)
            self.signed(meaning.mark, [(meaning.mark.word, NOTE_STEP)])
            self.write_lines(meaning.text, NOTE, indent=4.6)
