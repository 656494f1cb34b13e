"""``rehearse reviews``, ``review`` and ``agreement``: what a coach sees, and how it compares."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from rehearse.cli import console, files
from rehearse.cli.console import bold, faint, safe, wrapped
from rehearse.cli.door import Door
from rehearse.cli.history import known_ids, local_time, short_ids
from rehearse.cli.speech import CommandError, Speech, settings, speech
from rehearse.coaching.agreement import agreement as worked_out
from rehearse.coaching.parcel import packed
from rehearse.coaching.review import Coach, Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language
from rehearse.errors import Refused
from rehearse.report.agreement_rows import FigureTold, RowTold
from rehearse.report.agreement_told import PartTold, told
from rehearse.report.html import review_as_html
from rehearse.report.pdf import review_as_pdf
from rehearse.report.review_json import review_as_json
from rehearse.report.review_markdown import review_as_markdown
from rehearse.report.spreadsheet import review_as_csv
from rehearse.service.ids import SHORTEST_PREFIX
from rehearse.service.rehearsing import LOCAL
from rehearse.service.reviewing import ReviewRow

Form = Literal["send", "pdf", "html", "md", "json", "csv"]
"""``send`` is the file in which a review travels back, and that ``take-in`` reads."""

_BY_ENDING: tuple[Form, ...] = ("pdf", "html", "md", "csv")
"""A file called .json is one to send back: that is the one that gets lost when it is the wrong."""


def reviews(name: str | None, *, as_json: bool, lang: Language | None) -> None:
    """The talks that are there to review, with how far a coach is."""
    say = speech(lang)
    with Door() as door:
        coach = _coach(door.ask(door.app.reviewing.coaches(LOCAL)), name)
        rows = door.ask(door.app.reviewing.talks(LOCAL, coach.id))
        short = short_ids([row.share_id for row in rows], known_ids(door))
    if as_json:
        console.emit([row.model_dump(mode="json") for row in rows])
    elif rows:
        _print_rows(rows, short, say)
    else:
        print(say("reviews.none"))


def _coach(known: Sequence[Coach], name: str | None) -> Coach:
    """The coach of this name, or whose id begins like this; without either, the only one."""
    if not known:
        raise CommandError("no_coach")
    named = [one for one in known if name is None or _is_called(one, name)]
    if len(named) == 1:
        return named[0]
    meant = named or known
    called = Counter(one.name.casefold() for one in meant)
    if len(called) == len(meant):
        raise CommandError("which_coach", names=", ".join(one.name for one in meant))
    ids = [one.id for one in meant]
    short = short_ids(ids, ids)
    names = [
        f"{one.name} ({short[one.id]})" if called[one.name.casefold()] > 1 else one.name
        for one in meant
    ]
    raise CommandError("which_namesake", names=", ".join(names))


def _is_called(coach: Coach, name: str) -> bool:
    by_id = len(name) >= SHORTEST_PREFIX and coach.id.startswith(name.lower())
    return by_id or coach.name.casefold() == name.casefold()


def _print_rows(rows: Sequence[ReviewRow], short: Mapping[str, str], say: Speech) -> None:
    cells = [
        (
            short[row.share_id],
            local_time(row.shared_at),
            row.title,
            say("reviews.far", n=row.complete, all=row.turns),
            str(row.doubtful),
            str(row.disputed),
            str(row.differs),
            _state(row, say),
        )
        for row in rows
    ]
    names = ("id", "shared", "title", "turns", "doubtful", "disputed", "differs", "state")
    print(console.table(cells, [say(f"reviews.{name}") for name in names]))
    print(faint(f"\n{say('reviews.how')}"))


def _state(row: ReviewRow, say: Speech) -> str:
    if row.handed_in_at:
        return say("reviews.handed_in", date=local_time(row.handed_in_at))
    return say("reviews.begun") if row.changed_at else say("reviews.new")


def review(
    prefix: str,
    form: Form | None,
    out: Path | None,
    name: str | None,
    *,
    force: bool,
    lang: Language | None,
) -> None:
    """Print a review that was handed in, or write it to a file that only its owner can read."""
    chosen = form or _by_ending(out)
    if out is None and chosen == "pdf":
        raise CommandError("pdf_to_file")
    files.refuse_to_overwrite(out, force=force)
    with Door() as door:
        share_id = door.ask(door.app.sharing.find(LOCAL, prefix))
        given = door.ask(door.app.reviewing.given(LOCAL))
    talk, made = _handed_in(given, share_id, name)
    say = Speech(lang or settings().language or talk.language)
    data = _laid_out(talk, made, chosen, say.language)
    if out is None:
        console.write(data)
        return
    files.write_private(out, data, force=force)
    print(say("export.written", file=safe(str(out))))
    if chosen == "send":
        print(faint(wrapped(say("review.send"))))


def _handed_in(
    given: Sequence[tuple[SharedTalk, tuple[Review, ...]]], share_id: str, name: str | None
) -> tuple[SharedTalk, Review]:
    found = [(talk, made) for talk, reviews in given if talk.id == share_id for made in reviews]
    if not found:
        raise Refused("not_handed_in")
    coach = _coach([made.coach for _, made in found], name)
    return next((talk, made) for talk, made in found if made.coach.id == coach.id)


def _by_ending(out: Path | None) -> Form:
    """The form that a file's name asks for; Markdown on the screen and for text, and a file to send
    where the name has no ending or that of one."""
    ending = out.suffix.lower().removeprefix(".") if out else "txt"
    if ending == "txt":
        return "md"
    if ending in ("", "json"):
        return "send"
    for form in _BY_ENDING:
        if form == ending:
            return form
    raise CommandError(
        "ending_unknown", ending=safe(ending), known=", ".join((*_BY_ENDING, "json"))
    )


def _laid_out(talk: SharedTalk, review: Review, form: Form, ui: Language) -> bytes:
    today = date.today()
    if form == "send":
        return packed(review)
    if form == "pdf":
        return review_as_pdf(talk, review, ui, today)
    if form == "csv":
        return review_as_csv(talk, review, ui)
    if form == "json":
        return review_as_json(talk, review).encode()
    laid_out = review_as_html if form == "html" else review_as_markdown
    return laid_out(talk, review, ui, today).encode("utf-8", "replace")


def agreement(*, as_json: bool, lang: Language | None) -> None:
    """How far coaches and grader agree, in plain words with the figures."""
    say = speech(lang)
    with Door() as door:
        found = worked_out(door.ask(door.app.reviewing.given(LOCAL)))
    if as_json:
        console.emit(found.model_dump(mode="json"))
        return
    shown = told(found, say.language)
    for sentence in shown.summary:
        print(wrapped(sentence))
    for part in shown.parts:
        console.say_lines(_part_lines(part))
    if shown.meanings:
        print()
    for one in shown.meanings:
        print(faint(wrapped(f"{one.label}: {one.meaning}")))


def _part_lines(part: PartTold) -> list[str]:
    lines = ["", bold(part.heading), wrapped(part.meaning)]
    for row in part.rows:
        lines += _row_lines(row)
    return lines


def _row_lines(row: RowTold) -> list[str]:
    lines = ["", f"  {bold(safe(row.heading))}", wrapped(" ".join(row.sentences), "    ")]
    figures = [_figure(one) for one in row.figures if one.value]
    return [*lines, faint(wrapped(", ".join(figures), "    "))] if figures else lines


def _figure(figure: FigureTold) -> str:
    interval = f" ({figure.interval})" if figure.interval else ""
    return f"{figure.label} {figure.value}{interval}"
