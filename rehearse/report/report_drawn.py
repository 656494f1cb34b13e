"""A report on pages of A4, with the card as the last of them."""

from datetime import date

from rehearse.report.card_drawn import draw_card
from rehearse.report.paper import BLUE, RULE
from rehearse.report.report import (
    AttemptTold,
    Chart,
    ChartRow,
    MomentTold,
    NoteTold,
    PillarTold,
    Report,
    TurnTold,
)
from rehearse.report.review_drawn import draw_review, draw_turn
from rehearse.report.sheets import (
    BODY,
    LABEL,
    NAME,
    NOTE,
    NOTE_QUOTE,
    NOTE_STEP,
    QUOTE,
    SMALL_HEADING,
    SUMMARY,
    TITLE,
    TO_KEEP_TOGETHER,
    Sheets,
)

_INDENT = 7
_STEP_WIDTH = 34
_TURN_WIDTH = 6.0
_ROW = 6.0
_CHART = 7 * _ROW + 2 * LABEL.leading


class Pages(Sheets):
    """A4, filled with a report."""

    def __init__(self, told: Report, today: date) -> None:
        super().__init__(told, told.title, today)
        self.told: Report = told

    def fill(self) -> None:
        """Put all of it on paper."""
        self._head()
        for moment in self.told.moments:
            self._moment(moment)
        self._charts()
        self._colleague_told()
        self._pillars()
        self._forks()
        self._reviews()
        self._prepared()
        self._talk()
        self._about()
        self._measure_card()
        self.undrawn()
        self.add_page()
        self.start_section(self.told.say("heading.card"))
        draw_card(self, self.told.card, self.told.ui)

    def _head(self) -> None:
        self.write_lines(self.told.title, TITLE)
        self.gap(3)
        self.facts(self.told.facts)
        self.gap(5)
        for sentence in self.told.summary:
            self.write_lines(sentence, SUMMARY)

    def _moment(self, moment: MomentTold) -> None:
        self.heading(moment.heading)
        self.write_lines(moment.quote, QUOTE)
        self.gap(1)
        self.signed(moment.mark, [(moment.where, LABEL)])
        self.gap(1)
        self.write_lines(moment.reason, BODY)
        if moment.rewrite:
            self._rewrite(moment.rewrite, 0)
        self.write_lines(moment.then, BODY)

    def _rewrite(self, rewrite: str, indent: float) -> None:
        self.boxed(self.told.say("could"), rewrite, NOTE if indent else BODY, indent)

    def _charts(self) -> None:
        if not self.told.charts:
            return
        self.heading(self.told.say("heading.chart"), _CHART)
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
        self.next_line(LABEL)
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
        self.next_line(LABEL)

    def _colleague_told(self) -> None:
        told = self.told
        if told.told:
            self.heading(told.say("heading.told", name=told.name))
            for one in told.told:
                self.write_lines(f"{one.gist} ({one.where})", BODY)
                self.gap(1)
        if told.unsaid:
            self.heading(told.say("heading.unsaid"))
            for why in told.unsaid:
                self.write_lines(why, BODY)
                self.gap(1)

    def _pillars(self) -> None:
        if not self.told.pillars:
            return
        self.heading(self.told.say("heading.pillars"), 1.5 * TO_KEEP_TOGETHER)
        for pillar in self.told.pillars:
            self._pillar(pillar)

    def _pillar(self, pillar: PillarTold) -> None:
        self.gap(2)
        self.need(TO_KEEP_TOGETHER)
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
        self.heading(self.told.say("heading.forks"), 2 * TO_KEEP_TOGETHER)
        for fork in self.told.forks:
            self.gap(2)
            self.need(TO_KEEP_TOGETHER)
            self.write_lines(fork.heading, SMALL_HEADING)
            for attempt in fork.attempts:
                self._attempt(attempt)

    def _attempt(self, attempt: AttemptTold) -> None:
        self.gap(2)
        self.need(TO_KEEP_TOGETHER)
        self.write_lines(attempt.which, LABEL)
        self.write_lines(attempt.turn.text, BODY, edge=BLUE)
        self.gap(1)
        if attempt.turn.mark:
            self.signed(attempt.turn.mark, [(attempt.turn.mark.word, LABEL)])
        for note in attempt.turn.notes:
            self.signed(note.mark, [(note.step, NOTE_STEP), (note.mark.word, LABEL)])
        if attempt.turn.reply:
            self.said(attempt.turn.reply)
        self.write_lines(attempt.then, BODY)

    def _reviews(self) -> None:
        for review in self.told.reviews:
            self.heading(self.told.say("review.heading", coach=review.coach))
            draw_review(self, review)
            for turn in review.turns:
                self.gap(3)
                self.need(TO_KEEP_TOGETHER)
                self.write_lines(self.told.say("review.number", n=turn.n), SMALL_HEADING)
                draw_turn(self, turn, review.coach)

    def _prepared(self) -> None:
        if not self.told.prepared:
            return
        self.heading(self.told.say("heading.prepared"))
        for fact in self.told.prepared:
            self.gap(1.5)
            self.need(LABEL.leading + BODY.leading)
            self.write_lines(fact.label, LABEL)
            self.write_lines(fact.text, BODY, edge=BLUE if fact.own else None)

    def _talk(self) -> None:
        self.heading(self.told.say("heading.talk"))
        if self.told.opening:
            self.said(self.told.opening)
        for turn in self.told.turns:
            self._turn(turn)

    def _turn(self, turn: TurnTold) -> None:
        self.gap(6)
        self.need(NAME.leading + 2 * BODY.leading)
        self.write_lines(turn.who, NAME)
        self.write_lines(turn.text, BODY, edge=BLUE)
        self.gap(1.5)
        if turn.mark:
            self.signed(turn.mark, [], _INDENT)
            self.set_y(self.get_y() - LABEL.leading)
        if turn.remark:
            self.write_lines(turn.remark, LABEL, indent=_INDENT + (4.6 if turn.mark else 0))
        for note in turn.notes:
            self._note(note)
        if turn.reply:
            self.said(turn.reply)
        if turn.after:
            self.write_lines(turn.after, LABEL)

    def _note(self, note: NoteTold) -> None:
        self.need(3 * NOTE.leading)
        self.signed(note.mark, [(note.step, NOTE_STEP), (note.mark.word, LABEL)], _INDENT)
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
        self.heading(told.say("heading.about"))
        self.write_lines(told.about, BODY)
        self.meanings(told.meanings)

    def _measure_card(self) -> None:
        """Note which signs of the card, which comes last, no font here has."""
        for row in self.told.card.rows:
            self.wrapped(row.text, BODY, self.epw)
