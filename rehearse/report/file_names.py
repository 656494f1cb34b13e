"""What the files are called: safe on every system, and telling in a folder full of them."""

import re
import unicodedata
from datetime import datetime
from typing import Literal

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from rehearse.report.document import Document

Extension = Literal["md", "html", "pdf", "json"]

_LONGEST = 60


def file_name(document: Document, ui: Language, extension: Extension) -> str:
    """``de-beloofde-opslag-2026-11-26.pdf``: situation and day, ASCII only."""
    title = _slug(document.view.scenario.words.title) or _slug(phrase("export.file.talk", ui))
    return f"{title}-{document.view.started_at.astimezone():%Y-%m-%d}.{extension}"


def card_file_name(document: Document, ui: Language) -> str:
    """The same for the card alone: ``kaart-de-beloofde-opslag-2026-11-26.pdf``."""
    return f"{_slug(phrase('export.file.card', ui))}-{file_name(document, ui, 'pdf')}"


def shared_file_name(shared_at: datetime, ui: Language) -> str:
    """``gesprek-om-mee-te-lezen-2026-11-26-1405.json``: nothing of what is in it, since a title may
    name somebody."""
    return f"{_slug(phrase('share.file.name', ui))}-{shared_at.astimezone():%Y-%m-%d-%H%M}.json"


def _slug(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", bare)[:_LONGEST].strip("-")
