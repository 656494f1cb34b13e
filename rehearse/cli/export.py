"""``rehearse export``: one rehearsal as a file to keep, to print or to send to someone."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast, get_args

from rehearse.cli import console, files
from rehearse.cli.console import safe
from rehearse.cli.door import Door
from rehearse.cli.history import contract, reader
from rehearse.cli.speech import CommandError
from rehearse.conversation.rubric import Language
from rehearse.conversation.views import TurnView
from rehearse.report.document import Document
from rehearse.report.html import as_html
from rehearse.report.markdown import as_markdown
from rehearse.report.pdf import as_pdf
from rehearse.report.review_json import review_json, turn_json
from rehearse.report.spreadsheet import as_csv
from rehearse.service.rehearsing import LOCAL

Form = Literal["md", "html", "pdf", "json", "csv"]

EXPORT_VERSION = 1


def run(
    prefix: str, form: Form | None, out: Path | None, *, force: bool, lang: Language | None
) -> None:
    """Print one rehearsal, or write it to a file that only its owner can read."""
    chosen = form or _by_ending(out)
    if out is None and chosen == "pdf":
        raise CommandError("pdf_to_file")
    files.refuse_to_overwrite(out, force=force)
    with Door() as door:
        rehearsal = door.ask(door.service.find(LOCAL, prefix))
        document = door.ask(door.app.looking_back.look_back(LOCAL, rehearsal))
    say = reader(document.view, lang)
    data = _laid_out(document, chosen, say.language)
    if out is not None:
        files.write_private(out, data, force=force)
        print(say("export.written", file=safe(str(out))))
    else:
        console.write(data)


def _by_ending(out: Path | None) -> Form:
    """The form that a file's name asks for; Markdown where it has no ending or that of text."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    if ending in ("", "txt"):
        return "md"
    for form in get_args(Form):
        if form == ending:
            return cast(Form, form)
    raise CommandError("ending_unknown", ending=safe(ending), known=", ".join(get_args(Form)))


def _laid_out(document: Document, form: Form, ui: Language) -> bytes:
    today = date.today()
    if form == "json":
        return as_json(document).encode()
    if form == "csv":
        return as_csv(document, ui)
    if form == "pdf":
        return as_pdf(document, ui, today)
    laid_out = as_html if form == "html" else as_markdown
    return laid_out(document, ui, today).encode("utf-8", "replace")


def as_json(document: Document) -> str:
    """The whole path, with what coaches made of it, as one JSON object, in ASCII."""
    view = document.view
    exported = {
        "v": EXPORT_VERSION,
        "id": view.id,
        "scenario": {
            "id": view.scenario.id,
            "title": view.scenario.words.title,
            "version": view.scenario.version(),
        },
        "language": view.language,
        "difficulty": view.difficulty.value,
        "started_at": view.started_at.isoformat(),
        "ended_at": view.ended_at.isoformat() if view.ended_at else None,
        "trust": view.trust,
        "layers_told": list(view.told),
        "turns": [_turn(turn, view.language) for turn in view.turns],
        "reviews": [
            review_json(one.review)
            | {"turns": {turn: turn_json(made) for turn, made in one.review.turns.items()}}
            for one in document.reviews
        ],
    }
    return json.dumps(exported, indent=2, ensure_ascii=True) + "\n"


def _turn(turn: TurnView, language: Language) -> dict[str, Any]:
    return {
        "id": turn.id,
        "parent_id": turn.parent_id,
        "said_at": turn.said_at.isoformat(),
        "text": turn.text,
        "opening": turn.opening.model_dump(mode="json") if turn.opening else None,
        "grade": contract(turn, language) if turn.grade else None,
        "trust": turn.state.trust if turn.state else None,
        "moved": turn.change.moved if turn.change else None,
        "causes": [c.model_dump(mode="json") for c in turn.change.causes] if turn.change else [],
        "reply": turn.reply.model_dump(mode="json") if turn.reply else None,
    }
