"""What the card to take along says, the same on the page and on paper."""

from datetime import date, timedelta

from rehearse.conversation.rubric import Frozen, Language
from rehearse.locale import phrase
from rehearse.report.dates import at_hour, weekday_in_words
from rehearse.report.document import Document


class CardRow(Frozen):
    """One thing to have at hand in the room."""

    label: str
    text: str
    """The manager's own words; empty where nothing was written, which leaves a line to write on."""
    due: str | None = None
    """By when, in words."""


class CardWords(Frozen):
    """The card in the reader's language."""

    title: str
    when: str | None
    """The day of the real talk, in words."""
    rows: tuple[CardRow, ...]
    own_notes: str
    """The label over empty lines, where the paper has room for them."""
    closing: str


def card_words(document: Document, ui: Language, today: date) -> CardWords:
    """The card as it is read on the day ``today``."""
    card = document.card
    due = _by(card.due, ui, today) if card.due else None
    return CardWords(
        title=_title(document, ui, today),
        when=_when(document, ui, today),
        rows=(
            CardRow(label=phrase("export.card.opening", ui), text=card.opening),
            CardRow(label=phrase("export.card.own_part", ui), text=card.own_part),
            CardRow(label=phrase("export.card.question", ui), text=card.question),
            CardRow(label=phrase("export.card.commitment", ui), text=card.commitment, due=due),
        ),
        own_notes=phrase("export.card.own_notes", ui),
        closing=phrase("export.card.closing", ui, name=document.view.name),
    )


def _title(document: Document, ui: Language, today: date) -> str:
    planned = document.view.keepsakes.preparation.planned_on
    key = "title_tomorrow" if planned == today + timedelta(days=1) else "title"
    return phrase(f"export.card.{key}", ui, name=document.view.name)


def _when(document: Document, ui: Language, today: date) -> str | None:
    preparation = document.view.keepsakes.preparation
    if preparation.planned_on is None:
        return None
    day = _day(preparation.planned_on, ui, today)
    return at_hour(day, preparation.planned_at, ui) if preparation.planned_at else day


def _by(due: date, ui: Language, today: date) -> str:
    return phrase("export.card.due", ui, day=weekday_in_words(due, ui, today=today))


def _day(day: date, ui: Language, today: date) -> str:
    told = weekday_in_words(day, ui, today=today)
    return told[0].upper() + told[1:]
