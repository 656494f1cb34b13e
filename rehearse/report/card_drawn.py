"""The card to take along on paper: always one page, whatever was written on it."""

from dataclasses import dataclass

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from rehearse.report.card_words import CardRow, CardWords
from rehearse.report.drawable import named
from rehearse.report.paper import BLUE, INK, RULE, SOFT, Paper, Style

TITLE = Style("serif", "", 21, 9.5)
WHEN = Style("sans", "", 9.5, 5, SOFT)
LABEL = Style("sans", "B", 9.5, 5.4, BLUE)
WORDS = Style("serif", "", 12.5, 6.5)
DUE = Style("sans", "", 10.5, 6)
CLOSING = Style("serif", "I", 11, 6, SOFT)
SMALL = Style("sans", "", 8, 4, SOFT)

_SCALES = (1.0, 0.92, 0.85, 0.78, 0.7)
_MOST_TITLE_LINES = 2
_MOST_NAMED = 3
_PAD = 3.6
_UNDER_TITLE = 4.0
_ON_A_LINE = 9.0
"""Room to write by hand."""


def draw_card(paper: Paper, words: CardWords, ui: Language) -> None:
    """Draw the card from here to the end of the page at most.

    Where there is room it has lines for notes. Long texts are set smaller, and cut where even that
    does not do; then the card says so.
    """
    # Signs of a talk before it are none of the card's.
    elsewhere, paper.missing = paper.missing, set()
    room = paper.bottom - paper.get_y()
    tried = [(_SCALES[0], True), *((scale, False) for scale in _SCALES)]
    plans = (_Plan.made(paper, words, scale, own_notes=notes) for scale, notes in tried)
    plan = next((one for one in plans if one.height <= room), None)
    if plan is None:
        plan = _Plan.made(paper, words, _SCALES[-1], own_notes=False).cut(paper, room)
    _Drawn(paper, plan, ui).all()
    paper.missing |= elsewhere


@dataclass
class _Plan:
    """The card in lines, at one size."""

    scale: float
    title: list[str]
    when: str | None
    rows: list[tuple[CardRow, list[str]]]
    own_notes: str | None
    closing: list[str]
    shortened: bool = False

    @classmethod
    def made(cls, paper: Paper, words: CardWords, scale: float, *, own_notes: bool) -> "_Plan":
        def lines(text: str, style: Style) -> list[str]:
            return paper.wrapped(text, style.scaled(scale), paper.epw)

        plan = cls(
            scale=scale,
            title=lines(words.title, TITLE),
            when=words.when,
            rows=[(row, lines(row.text, WORDS)) for row in words.rows],
            own_notes=words.own_notes if own_notes else None,
            closing=lines(words.closing, CLOSING),
        )
        plan._shorten(paper, plan.title, TITLE, _MOST_TITLE_LINES)
        plan._shorten(paper, plan.closing, CLOSING, _MOST_TITLE_LINES)
        return plan

    @property
    def height(self) -> float:
        """What the card takes, in millimetres."""
        title = len(self.title) * TITLE.leading + (WHEN.leading if self.when else 0)
        rows = sum(self._row_height(row, lines) for row, lines in self.rows)
        notes = 2 * _PAD + LABEL.leading + 2 * _ON_A_LINE if self.own_notes else 0
        closing = _PAD + len(self.closing) * CLOSING.leading
        card = title + 2 * _UNDER_TITLE + rows + notes + closing
        return self.scale * card + SMALL.leading

    @staticmethod
    def _row_height(row: CardRow, lines: list[str]) -> float:
        words = len(lines) * WORDS.leading or _ON_A_LINE
        return 2 * _PAD + LABEL.leading + words + (DUE.leading if row.due else 0)

    def cut(self, paper: Paper, room: float) -> "_Plan":
        """Take lines from whichever text is the longest, until the card fits."""
        longest = max((lines for _, lines in self.rows), key=len)
        while self.height > room and len(longest) > 1:
            self._shorten(paper, longest, WORDS, len(longest) - 1)
            longest = max((lines for _, lines in self.rows), key=len)
        return self

    def _shorten(self, paper: Paper, lines: list[str], style: Style, most: int) -> None:
        if len(lines) <= most:
            return
        self.shortened = True
        del lines[most:]
        paper.use(style.scaled(self.scale))
        last = lines[-1].rstrip("… ")
        while last and paper.get_string_width(f"{last} …") > paper.epw:
            last = last.rpartition(" ")[0] or last[:-1]
        lines[-1] = f"{last} …"


class _Drawn:
    """A plan, put on paper."""

    def __init__(self, paper: Paper, plan: _Plan, ui: Language) -> None:
        self._paper, self._plan, self._ui = paper, plan, ui

    def all(self) -> None:
        paper, plan = self._paper, self._plan
        self._lines(plan.title, TITLE)
        if plan.when:
            self._lines([plan.when], WHEN)
        self._down(_UNDER_TITLE)
        paper.rule(INK, 0.5)
        self._down(_UNDER_TITLE - _PAD)
        for row, lines in plan.rows:
            self._row(row, lines)
        if plan.own_notes:
            self._own_notes(plan.own_notes)
        self._down(_PAD)
        self._lines(plan.closing, CLOSING)
        for line in self._said_of_it():
            paper.put(line, SMALL, paper.l_margin)

    def _said_of_it(self) -> list[str]:
        """What is not on the card as it was written, on one line."""
        told = [phrase("export.card.cut", self._ui)] if self._plan.shortened else []
        if missing := sorted(self._paper.missing):
            signs = ", ".join(map(named, missing[:_MOST_NAMED]))
            told.append(phrase("export.card.undrawn", self._ui, signs=signs))
        return [" ".join(told)] if told else []

    def _row(self, row: CardRow, lines: list[str]) -> None:
        self._down(_PAD)
        self._lines([row.label], LABEL)
        if lines:
            self._lines(lines, WORDS)
        else:
            self._line_to_write_on()
        if row.due:
            self._due(row.due)
        if lines or row.due:
            self._down(_PAD)
            self._paper.rule(RULE, 0.25)

    def _due(self, due: str) -> None:
        paper, style = self._paper, DUE.scaled(self._plan.scale)
        top, side = paper.get_y(), style.size * 0.28
        paper.set_draw_color(*INK)
        paper.set_line_width(0.25)
        paper.rect(paper.l_margin, top + (style.leading - side) / 2, side, side)
        paper.put(due, style, paper.l_margin + side + 2)
        paper.set_xy(paper.l_margin, top + style.leading)

    def _own_notes(self, label: str) -> None:
        self._down(_PAD)
        self._lines([label], LABEL)
        self._line_to_write_on()
        self._line_to_write_on()
        self._down(_PAD)

    def _line_to_write_on(self) -> None:
        self._down(_ON_A_LINE)
        self._paper.rule(SOFT, 0.25)

    def _lines(self, lines: list[str], style: Style) -> None:
        paper, shown = self._paper, style.scaled(self._plan.scale)
        for line in lines:
            top = paper.get_y()
            paper.put(line, shown, paper.l_margin)
            paper.set_xy(paper.l_margin, top + shown.leading)

    def _down(self, height: float) -> None:
        self._paper.set_y(self._paper.get_y() + height * self._plan.scale)
