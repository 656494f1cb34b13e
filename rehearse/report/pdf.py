"""One talk, its card, or a review of it, as PDF: to keep, to print, to send to somebody."""

from datetime import date

from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language
from rehearse.report.card_drawn import draw_card
from rehearse.report.card_words import card_words
from rehearse.report.document import Document
from rehearse.report.paper import Paper
from rehearse.report.report_drawn import Pages
from rehearse.report.review_drawn import ReviewPages
from rehearse.report.review_wording import review_report
from rehearse.report.wording import report

_CARD_MARGIN = 16
_CARD_TOP = 20


def as_pdf(document: Document, ui: Language, today: date) -> bytes:
    """The whole report in the reader's language, on A4."""
    pages = Pages(report(document, ui, today), today)
    pages.fill()
    return bytes(pages.output())


def card_as_pdf(document: Document, ui: Language, today: date) -> bytes:
    """The card alone, on one page of A5."""
    words = card_words(document, ui, today)
    paper = Paper("A5", _CARD_MARGIN, title=words.title, ui=ui, today=today)
    paper.set_y(_CARD_TOP)
    draw_card(paper, words, ui)
    return bytes(paper.output())


def review_as_pdf(talk: SharedTalk, review: Review, ui: Language, today: date) -> bytes:
    """One coach's review with the talk that it is of, on A4."""
    pages = ReviewPages(review_report(talk, review, ui, today), today)
    pages.fill()
    return bytes(pages.output())
