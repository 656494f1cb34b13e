"""One talk as Markdown."""

from collections.abc import Iterator
from datetime import date

from rehearse.conversation.rubric import Language
from rehearse.report.card_words import CardRow
from rehearse.report.document import Document
from rehearse.report.markdown_parts import NEW_LINE, facts, lined, meanings, plain, said, signed
from rehearse.report.report import (
    Chart,
    ForkTold,
    MomentTold,
    NoteTold,
    PillarTold,
    Report,
    TurnTold,
)
from rehearse.report.review_markdown import review_parts, turn_parts
from rehearse.report.wording import report

_TO_WRITE_ON = r"\_" * 30


def as_markdown(document: Document, ui: Language, today: date) -> str:
    """The whole report in the reader's language."""
    told = report(document, ui, today)
    return "\n\n".join([*_head(told), *_looking_back(told), *_talk(told), *_last(told)]) + "\n"


def _head(told: Report) -> Iterator[str]:
    yield f"# {plain(told.title)}"
    yield facts(told.facts)
    if told.summary:
        yield NEW_LINE.join(map(plain, told.summary))


def _looking_back(told: Report) -> Iterator[str]:
    for moment in told.moments:
        yield from _moment(moment, told)
    if told.charts:
        yield f"## {told.say('heading.chart')}"
        yield told.say("chart.hint")
        yield from (_chart(chart, told) for chart in told.charts)
        yield ", ".join(signed(meaning.mark) for meaning in told.meanings)
    if told.told:
        yield f"## {told.say('heading.told', name=plain(told.name))}"
        yield "\n".join(f"- {plain(one.gist)} ({one.where})" for one in told.told)
    if told.unsaid:
        yield f"## {told.say('heading.unsaid')}"
        yield "\n".join(f"- {plain(why)}" for why in told.unsaid)
    if told.pillars:
        yield f"## {told.say('heading.pillars')}"
        yield from (_pillar(pillar, told) for pillar in told.pillars)
    if told.forks:
        yield f"## {told.say('heading.forks')}"
        for fork in told.forks:
            yield from _fork(fork, told)
    for review in told.reviews:
        yield f"## {plain(told.say('review.heading', coach=review.coach))}"
        yield from review_parts(review, told)
        for turn in review.turns:
            yield f"### {told.say('review.number', n=turn.n)}"
            yield from turn_parts(turn, review.coach, told)
    if told.prepared:
        yield f"## {told.say('heading.prepared')}"
        yield facts(told.prepared)


def _moment(moment: MomentTold, told: Report) -> Iterator[str]:
    yield f"## {moment.heading}"
    yield plain(moment.quote)
    yield f"{moment.mark.sign.written} {plain(moment.where)}"
    yield plain(moment.reason)
    if moment.rewrite:
        yield _rewrite(moment.rewrite, told)
    yield plain(moment.then)


def _rewrite(rewrite: str, told: Report) -> str:
    return f"{told.say('could')}: *{plain(rewrite)}*"


def _chart(chart: Chart, told: Report) -> str:
    numbers = [str(n) for n in range(chart.first, chart.last + 1)]
    rows = [[told.say("chart.step"), *numbers], ["---", *(":-:" for _ in numbers)]]
    for row in chart.rows:
        name = f"**{row.step}**" if row.needed else row.step
        rows.append([name, *(mark.sign.written for mark in row.marks)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _pillar(pillar: PillarTold, told: Report) -> str:
    name = f"**{pillar.name}**"
    head = f"{name} ({told.say('pillar.wobbles')})" if pillar.wobbles else name
    written = told.say("pillar.unwritten")
    if pillar.written:
        written = f"{told.say('pillar.written')}: *{plain(pillar.written)}*"
    return NEW_LINE.join([head, written, plain(pillar.told)])


def _fork(fork: ForkTold, told: Report) -> Iterator[str]:
    yield f"### {fork.heading}"
    for attempt in fork.attempts:
        yield f"*{plain(attempt.which)}*"
        yield lined(attempt.turn.text)
        if marks := _marks(attempt.turn):
            yield marks
        if attempt.turn.reply:
            yield said(attempt.turn.reply, told)
        yield plain(attempt.then)


def _marks(turn: TurnTold) -> str:
    if turn.mark:
        return signed(turn.mark)
    return ", ".join(map(_mark_of, turn.notes)) or (turn.remark or "")


def _mark_of(note: NoteTold) -> str:
    return f"{note.mark.sign.written} **{note.step}**: {note.mark.word}"


def _talk(told: Report) -> Iterator[str]:
    yield f"## {told.say('heading.talk')}"
    if told.opening:
        yield said(told.opening, told)
    for turn in told.turns:
        yield f"**{plain(turn.who)}:** {lined(turn.text)}"
        if margin := list(_margin(turn, told)):
            yield "\n".join(f"> {line}  " for line in margin)
        if turn.reply:
            yield said(turn.reply, told)
        if turn.after:
            yield f"*{plain(turn.after)}*"


def _margin(turn: TurnTold, told: Report) -> Iterator[str]:
    if turn.remark:
        before = f"{turn.mark.sign.written} " if turn.mark else ""
        yield before + plain(turn.remark)
    for note in turn.notes:
        yield _mark_of(note)
        yield plain(note.quote)
        yield from map(plain, note.remarks)
        if note.rewrite:
            yield _rewrite(note.rewrite, told)
        if note.disputed:
            yield f"**{note.disputed}**"


def _last(told: Report) -> Iterator[str]:
    yield "---"
    yield f"## {plain(told.card.title)}"
    if told.card.when:
        yield told.card.when
    yield from map(_row, told.card.rows)
    yield f"*{plain(told.card.closing)}*"
    yield "---"
    yield f"## {told.say('heading.about')}"
    yield plain(told.about)
    yield meanings(told.meanings, told)


def _row(row: CardRow) -> str:
    parts = [f"**{row.label}**", lined(row.text) or _TO_WRITE_ON]
    if row.due:
        parts.append(f"☐ {row.due}")
    return NEW_LINE.join(parts)
