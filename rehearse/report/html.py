"""One talk, or a review of one, as one HTML file to read and print: no scripts, nothing fetched."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language
from rehearse.report.clean import clean
from rehearse.report.document import Document
from rehearse.report.report import Speaking
from rehearse.report.review_wording import review_report
from rehearse.report.wording import report


def as_html(document: Document, ui: Language, today: date) -> str:
    """The whole report in the reader's language."""
    return _rendered("report", report(document, ui, today))


def review_as_html(talk: SharedTalk, review: Review, ui: Language, today: date) -> str:
    """One coach's review with the talk that it is of, in the reader's language."""
    return _rendered("review", review_report(talk, review, ui, today))


def _rendered(name: str, told: Speaking) -> str:
    style = _style()
    return _template(name).render(report=told, style=style, style_hash=_hash(style))


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("rehearse.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["paragraphs"] = _paragraphs
    return environment.get_template(f"{name}.html.j2")


@cache
def _style() -> str:
    loader = PackageLoader("rehearse.report")
    style, _, _ = loader.get_source(Environment(autoescape=True), "report.css")
    return style


def _hash(style: str) -> str:
    """What the page's content policy lets through: this style sheet and nothing else."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _finalize(value: object) -> object:
    """Text as a page can carry it. What is markup already comes from the template itself."""
    return clean(value) if type(value) is str else value


def _paragraphs(text: str) -> Sequence[str]:
    return [part for part in clean(text).split("\n") if part.strip()]
