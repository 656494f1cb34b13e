"""A report on pages of A4, with the card as the last of them."""

from collections.abc import Iterable
from datetime import date

from rehearse.report.card_drawn import draw_card
from rehearse.report.drawable import named
from rehearse.report.paper import BLUE, RULE, SOFT, Paper, Style
from rehearse.report.report import (
    AttemptTold,
    Chart,
    ChartRow,
    Fact,
    Mark,
    MomentTold,
    NoteTold,
    PillarTold,
    Report,
    Said,
    TurnTold,
)

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
_INDENT = 7
_SHEET_PAD = 1.2
_TO_KEEP_TOGETHER = 22
"""What a heading takes along to the next page."""
_LABEL_WIDTH = 54
_STEP_WIDTH = 34
_TURN_WIDTH = 6.0
_ROW = 6.0
_CHART = 7 * _ROW + 2 * LABEL.leading
_MOST_NAMED = 20


class Pages(Paper):
    """A4, filled with a report."""

    def footer(self) -> None:
        """The number of the page."""
        self.set_y(-16)
        self.use(LABEL)
        self.cell(self.epw, 5, f"{self.page_no()} / {{nb}}")

    def __init__(self, told: Report, today: date) -> None:
        super().__init__("A4", _MARGIN, title=told.title, ui=told.ui, today=today)
        self.set_auto_page_break(False, _FOOT)
        self.told = told

    def fill(self) -> None:
        """Put all of it on paper."""
        self._head()
        for moment in self.told.moments:
            self._moment(moment)
        self._charts()
        self._colleague_told()
        self._pillars()
        self._forks()
        self._prepared()
        self._talk()
        self._about()
        self._undrawn()
        self.add_page()
        self.start_section(self.told.say("heading.card"))
        draw_card(self, self.told.card, self.told.ui)

    def _head(self) -> None:
        self.write_lines(self.told.title, TITLE)
        self.gap(3)
        self._facts(self.told.facts)
        self.gap(5)
        for sentence in self.told.summary:
            self.write_lines(sentence, SUMMARY)

    def _heading(self, text: str, more: float = _TO_KEEP_TOGETHER) -> None:
        """A heading, on the page where what follows it begins; ``more`` is what that takes."""
        self.gap(9)
        self.need(HEADING.leading + more)
        self.start_section(text)
        self.write_lines(text, HEADING)
        self.gap(1.5)

    def _facts(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self.put(fact.label, LABEL, self.l_margin)
            self.put(fact.text, BODY, self.l_margin + _LABEL_WIDTH)
            self._next(BODY)

    def _next(self, style: Style) -> None:
        self.set_xy(self.l_margin, self.get_y() + style.leading)

    def _moment(self, moment: MomentTold) -> None:
        self._heading(moment.heading)
        self.write_lines(moment.quote, QUOTE)
        self.gap(1)
        self._signed(moment.mark, [(moment.where, LABEL)])
        self.gap(1)
        self.write_lines(moment.reason, BODY)
        if moment.rewrite:
            self._rewrite(moment.rewrite, 0)
        self.write_lines(moment.then, BODY)

    def _signed(self, mark: Mark, parts: Iterable[tuple[str, Style]], indent: float = 0) -> None:
        """A sign and what belongs to it, on one line."""
        self.need(LABEL.leading)
        self.draw_sign(mark.sign, self.l_margin + indent + 1.4, self.get_y() + LABEL.leading / 2)
        x = self.l_margin + indent + 4.6
        for text, style in parts:
            x = self.put(text, style, x) + 1.6
        self._next(LABEL)

    def _rewrite(self, rewrite: str, indent: float) -> None:
        self.gap(1)
        self.need(LABEL.leading + BODY.leading + 2 * _SHEET_PAD)
        self.sheet(indent, _SHEET_PAD)
        self.write_lines(self.told.say("could"), LABEL, indent=indent, sheet=True)
        self.write_lines(rewrite, NOTE if indent else BODY, indent=indent, sheet=True)
        self.sheet(indent, _SHEET_PAD)
        self.gap(1.5)

    def _charts(self) -> None:
        if not self.told.charts:
            return
        self._heading(self.told.say("heading.chart"), _CHART)
        self.write_lines(self.told.say("chart.hint"), LABEL)
        for chart in self.told.charts:
            self._chart(chart)
        self._legend()

    def _chart(self, chart: Chart) -> None:
        self.gap(2)
        self.need(_CHART)
        left = self.l_margin + _STEP_WIDTH
        for place, n in enumerate(range(chart.first, chart.last + 1)):
            self.set_x(left + place * _TURN_WIDTH)
            self.use(LABEL)
            self.cell(_TURN_WIDTH, LABEL.leading, str(n), align="C")
        self._next(LABEL)
        for row in chart.rows:
            self._chart_row(row, left)

    def _chart_row(self, row: ChartRow, left: float) -> None:
        top = self.get_y()
        self.rule(RULE, 0.2)
        self.set_y(top + (_ROW - NOTE.leading) / 2)
        self.put(row.step, NOTE_STEP if row.needed else NOTE, self.l_margin)
        for place, mark in enumerate(row.marks):
            x = left + (place + 0.5) * _TURN_WIDTH
            self.copied(mark.sign, NOTE, x - 1)
            self.draw_sign(mark.sign, x, top + _ROW / 2)
        self.set_xy(self.l_margin, top + _ROW)

    def _legend(self) -> None:
        self.gap(2)
        self.need(LABEL.leading)
        x = self.l_margin
        for meaning in self.told.meanings:
            self.draw_sign(meaning.mark.sign, x + 1.4, self.get_y() + LABEL.leading / 2)
            x = self.put(meaning.mark.word, LABEL, x + 4.2) + 4.5
        self._next(LABEL)

    def _colleague_told(self) -> None:
        told = self.told
        if told.told:
            self._heading(told.say("heading.told", name=told.name))
            for one in told.told:
                self.write_lines(f"{one.gist} ({one.where})", BODY)
                self.gap(1)
        if told.unsaid:
            self._heading(told.say("heading.unsaid"))
            for why in told.unsaid:
                self.write_lines(why, BODY)
                self.gap(1)

    def _pillars(self) -> None:
        if not self.told.pillars:
            return
        self._heading(self.told.say("heading.pillars"), 1.5 * _TO_KEEP_TOGETHER)
        for pillar in self.told.pillars:
            self._pillar(pillar)

    def _pillar(self, pillar: PillarTold) -> None:
        self.gap(2)
        self.need(_TO_KEEP_TOGETHER)
        wobbles = f" ({self.told.say('pillar.wobbles')})" if pillar.wobbles else ""
        self.write_lines(pillar.name + wobbles, SMALL_HEADING)
        if pillar.written:
            self.write_lines(self.told.say("pillar.written"), LABEL)
            self.write_lines(pillar.written, BODY, edge=BLUE)
        else:
            self.write_lines(self.told.say("pillar.unwritten"), LABEL)
        self.write_lines(pillar.told, BODY)

    def _forks(self) -> None:
        if not self.told.forks:
            return
        self._heading(self.told.say("heading.forks"), 2 * _TO_KEEP_TOGETHER)
        for fork in self.told.forks:
            self.gap(2)
            self.need(_TO_KEEP_TOGETHER)
            self.write_lines(fork.heading, SMALL_HEADING)
            for attempt in fork.attempts:
                self._attempt(attempt)

    def _attempt(self, attempt: AttemptTold) -> None:
        self.gap(2)
        self.need(_TO_KEEP_TOGETHER)
        self.write_lines(attempt.which, LABEL)
        self.write_lines(attempt.turn.text, BODY, edge=BLUE)
        self.gap(1)
        if attempt.turn.mark:
            self._signed(attempt.turn.mark, [(attempt.turn.mark.word, LABEL)])
        for note in attempt.turn.notes:
            self._signed(note.mark, [(note.step, NOTE_STEP), (note.mark.word, LABEL)])
        if attempt.turn.reply:
            self._said(attempt.turn.reply)
        self.write_lines(attempt.then, BODY)

    def _prepared(self) -> None:
        if not self.told.prepared:
            return
        self._heading(self.told.say("heading.prepared"))
        for fact in self.told.prepared:
            self.gap(1.5)
            self.need(LABEL.leading + BODY.leading)
            self.write_lines(fact.label, LABEL)
            self.write_lines(fact.text, BODY, edge=BLUE if fact.own else None)

    def _talk(self) -> None:
        self._heading(self.told.say("heading.talk"))
        if self.told.opening:
            self._said(self.told.opening)
        for turn in self.told.turns:
            self._turn(turn)

    def _said(self, said: Said) -> None:
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
            self._next(NAME)
        else:
            self._next(NAME)
            self.write_lines(gesture, GESTURE)

    def _turn(self, turn: TurnTold) -> None:
        self.gap(6)
        self.need(NAME.leading + 2 * BODY.leading)
        self.write_lines(turn.who, NAME)
        self.write_lines(turn.text, BODY, edge=BLUE)
        self.gap(1.5)
        if turn.mark:
            self._signed(turn.mark, [], _INDENT)
            self.set_y(self.get_y() - LABEL.leading)
        if turn.remark:
            self.write_lines(turn.remark, LABEL, indent=_INDENT + (4.6 if turn.mark else 0))
        for note in turn.notes:
            self._note(note)
        if turn.reply:
            self._said(turn.reply)
        if turn.after:
            self.write_lines(turn.after, LABEL)

    def _note(self, note: NoteTold) -> None:
        self.need(3 * NOTE.leading)
        self._signed(note.mark, [(note.step, NOTE_STEP), (note.mark.word, LABEL)], _INDENT)
        if note.quote:
            self.write_lines(note.quote, NOTE_QUOTE, indent=_INDENT)
        for remark in note.remarks:
            self.write_lines(remark, NOTE, indent=_INDENT)
        if note.rewrite:
            self._rewrite(note.rewrite, _INDENT)
        if note.disputed:
            self.write_lines(note.disputed, NOTE_STEP, indent=_INDENT)
        self.gap(2)

    def _about(self) -> None:
        told = self.told
        self._heading(told.say("heading.about"))
        played = told.say("about.played", name=told.name)
        self.write_lines(f"{played} {told.say('about.graded')}", BODY)
        self.gap(3)
        self.need(_TO_KEEP_TOGETHER)
        self.write_lines(told.say("about.levels"), STRONG)
        for meaning in told.meanings:
            self.gap(1)
            self.need(LABEL.leading + 2 * NOTE.leading)
            self._signed(meaning.mark, [(meaning.mark.word, NOTE_STEP)])
            self.write_lines(meaning.text, NOTE, indent=4.6)

    def _undrawn(self) -> None:
        """Say which signs no font here has; those of the card, which comes after this, too."""
        for row in self.told.card.rows:
            self.wrapped(row.text, BODY, self.epw)
        missing = sorted(self.missing)
        if not missing:
            return
        signs = ", ".join(map(named, missing[:_MOST_NAMED]))
        if rest := missing[_MOST_NAMED:]:
            signs = f"{signs}, {self.told.say('undrawn.rest', n=len(rest))}"
        key = "one" if len(missing) == 1 else "more"
        self.gap(3)
        self.write_lines(self.told.say(f"undrawn.{key}", count=len(missing), signs=signs), LABEL)
