"""What a coach made of a talk, on paper: within a report, and as a file of its own."""

from datetime import date

from rehearse.report.paper import BLUE, RULE
from rehearse.report.report import (
    LevelsTold,
    Mark,
    ReadTurn,
    ReviewReport,
    ReviewTold,
    TurnReviewed,
)
from rehearse.report.sheets import (
    BODY,
    LABEL,
    NAME,
    NOTE,
    NOTE_QUOTE,
    NOTE_STEP,
    STRONG,
    SUMMARY,
    TITLE,
    Sheets,
)

_GRADER_AT, _COACH_AT, _DIFFERS_AT = 36.0, 86.0, 136.0
"""Where the columns of levels begin, in millimetres from the margin."""
_SIGN_WIDTH = 4.6
_ROW = 5.8
_MOST_TOGETHER = 5
"""How many lines of quotes stay on the page of their row."""


class ReviewPages(Sheets):
    """A4, filled with one review and the talk that it is of."""

    def __init__(self, told: ReviewReport, today: date) -> None:
        super().__init__(told, told.say("review.title", coach=told.review.coach), today)
        self.told: ReviewReport = told

    def fill(self) -> None:
        """Put all of it on paper."""
        told = self.told
        self.write_lines(told.title, TITLE)
        self.gap(3)
        self.facts(told.facts)
        self.heading(told.say("review.heading", coach=told.review.coach))
        draw_review(self, told.review)
        self.heading(told.say("review.situation"))
        self.write_lines(told.brief, BODY)
        self.heading(told.say("heading.talk"))
        self.said(told.opening)
        for turn in told.turns:
            self._turn(turn)
        self.heading(told.say("heading.about"))
        for sentence in told.closing:
            self.write_lines(sentence, BODY)
            self.gap(1)
        self.meanings(told.meanings)
        self.undrawn()

    def _turn(self, turn: ReadTurn) -> None:
        self.gap(6)
        self.need(NAME.leading + 2 * BODY.leading)
        self.write_lines(turn.who, NAME)
        self.write_lines(turn.text, BODY, edge=BLUE)
        self.gap(1.5)
        draw_turn(self, turn.reviewed, self.told.review.coach)
        if turn.reply:
            self.said(turn.reply)


def draw_review(paper: Sheets, review: ReviewTold) -> None:
    """Who and when, what was said of the whole talk, and the goal."""
    paper.facts(review.facts)
    if review.overall:
        paper.gap(3)
        paper.write_lines(paper.told.say("review.overall"), LABEL)
        paper.write_lines(review.overall, SUMMARY)
    if review.goal:
        paper.gap(2)
        paper.boxed(review.goal.label, review.goal.text, STRONG)


def draw_turn(paper: Sheets, turn: TurnReviewed, coach: str) -> None:
    """The levels that grader and coach gave a turn, side by side, and the comment."""
    if turn.remark:
        paper.write_lines(turn.remark, LABEL)
    if turn.levels:
        paper.need(LABEL.leading + 2 * _ROW)
        for key, at in (("grader", _GRADER_AT), ("coach", _COACH_AT)):
            paper.put(paper.told.say(f"review.{key}"), LABEL, paper.l_margin + at + _SIGN_WIDTH)
        paper.next_line(LABEL)
    for levels in turn.levels:
        _row(paper, levels)
    if turn.comment:
        paper.gap(1)
        paper.boxed(paper.told.say("review.comment", coach=coach), turn.comment, BODY)


def _row(paper: Sheets, levels: LevelsTold) -> None:
    width = paper.epw - _GRADER_AT
    quoted = sum(len(paper.wrapped(quote, NOTE_QUOTE, width)) for quote in levels.quotes)
    paper.need(_ROW + min(quoted, _MOST_TOGETHER) * NOTE_QUOTE.leading)
    top = paper.get_y()
    paper.rule(RULE, 0.2)
    paper.set_y(top + (_ROW - NOTE.leading) / 2)
    paper.put(levels.step, NOTE_STEP, paper.l_margin)
    _marked(paper, levels.grader, _GRADER_AT)
    if levels.coach:
        _marked(paper, levels.coach, _COACH_AT)
    else:
        none = paper.told.say("review.none")
        paper.put(none, LABEL, paper.l_margin + _COACH_AT + _SIGN_WIDTH)
    if levels.differs:
        paper.put(paper.told.say("review.differs"), NOTE_STEP, paper.l_margin + _DIFFERS_AT)
    paper.set_xy(paper.l_margin, top + _ROW)
    for quote in levels.quotes:
        paper.write_lines(quote, NOTE_QUOTE, indent=_GRADER_AT)


def _marked(paper: Sheets, mark: Mark, at: float) -> None:
    middle = paper.get_y() + NOTE.leading / 2
    paper.draw_sign(mark.sign, paper.l_margin + at + 1.4, middle)
    paper.put(mark.word, NOTE, paper.l_margin + at + _SIGN_WIDTH)
