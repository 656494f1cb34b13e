"""What the files are called: safe on every system, and telling in a folder full of them."""

from datetime import datetime
from typing import Literal

from rehearse.conversation.rubric import Language
from rehearse.ids import slug
from rehearse.locale import phrase
from rehearse.report.document import Document

Extension = Literal["md", "html", "pdf", "json", "csv"]


def file_name(document: Document, ui: Language, extension: Extension) -> str:
    """``de-beloofde-opslag-2026-11-26.pdf``: situation and day, ASCII only."""
    title = slug(document.view.scenario.words.title) or slug(phrase("export.file.talk", ui))
    return f"{title}-{document.view.started_at.astimezone():%Y-%m-%d}.{extension}"


def card_file_name(document: Document, ui: Language) -> str:
    """The same for the card alone: ``blaadje-de-beloofde-opslag-2026-11-26.pdf``."""
    return f"{slug(phrase('export.file.card', ui))}-{file_name(document, ui, 'pdf')}"


def shared_file_name(shared_at: datetime, ui: Language) -> str:
    """``gesprek-om-mee-te-lezen-2026-11-26-1405.json``: nothing of what is in it, since a title may
    name somebody."""
    return f"{slug(phrase('share.file.name', ui))}-{shared_at.astimezone():%Y-%m-%d-%H%M}.json"


def review_file_name(title: str, coach: str, ui: Language) -> str:
    """What a coach sends back: ``meegelezen-de-beloofde-opslag-anna.json``."""
    parts = (phrase("export.file.review", ui), title, coach)
    return f"{'-'.join(filter(None, map(slug, parts)))}.json"
