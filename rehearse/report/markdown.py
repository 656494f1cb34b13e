"""One talk as Markdown. What people said cannot turn into links, pictures or markup."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from rehearse.conversation.rubric import Language
from rehearse.report.card_words import CardRow
from rehearse.report.clean import clean, lines
from rehearse.report.document import Document
from rehearse.report.report import (
    Chart,
    Fact,
    ForkTold,
    Mark,
    MomentTold,
    NoteTold,
    PillarTold,
    Report,
    Said,
    TurnTold,
)
from rehearse.report.wording import report

_LIVE = re.compile(r"([\\`*_{}\[\]<>#|~$&@^]|:(?=\S))")
"""Signs that Markdown, or a renderer's extension of it, may act on."""
_LIST = re.compile(r"^(\d+)([.)])|^([-+=])")
_AUTOLINK = re.compile(r"\bwww\.", re.IGNORECASE)
_NEW_LINE = "  \n"
_TO_WRITE_ON = r"\_" * 30


def as_markdown(document: Document, ui: Language, today: date) -> str:
    """The whole report in the reader's language."""
    told = report(document, ui, today)
    return "\n\n".join([*_head(told), *_looking_back(told), *_talk(told), *_last(told)]) + "\n"


def plain(text: str) -> str:
    """One line of words that shows exactly them: nothing in it is markup, nothing is fetched."""
    escaped = _LIVE.sub(r"\\\1", " ".join(clean(text).split("\n")).strip())
    escaped = _LIST.sub(_held, escaped)
    return _AUTOLINK.sub(lambda found: found.group().replace(".", "\\."), escaped)


def _held(found: re.Match[str]) -> str:
    if found.group(1):
        return f"{found.group(1)}\\{found.group(2)}"
    return f"\\{found.group(3)}"


def _lined(text: str) -> str:
    """Words with their line ends, in one paragraph."""
    return _NEW_LINE.join(map(plain, lines(text)))


def _head(told: Report) -> Iterator[str]:
    yield f"# {plain(told.title)}"
    yield _facts(told.facts)
    if told.summary:
        yield _NEW_LINE.join(map(plain, told.summary))


def _looking_back(told: Report) -> Iterator[str]:
    for moment in told.moments:
        yield from _moment(moment, told)
    if told.charts:
        yield f"## {told.say('heading.chart')}"
        yield told.say("chart.hint")
        yield from (_chart(chart, told) for chart in told.charts)
        yield ", ".join(_mark(meaning.mark) for meaning in told.meanings)
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
    if told.prepared:
        yield f"## {told.say('heading.prepared')}"
        yield _facts(told.prepared)


def _facts(facts: Iterable[Fact]) -> str:
    return "\n".join(
        f"- {fact.label}: {' / '.join(map(plain, lines(fact.text)))}" for fact in facts
    )


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


def _mark(mark: Mark) -> str:
    return f"{mark.sign.written} {mark.word}"


def _pillar(pillar: PillarTold, told: Report) -> str:
    name = f"**{pillar.name}**"
    head = f"{name} ({told.say('pillar.wobbles')})" if pillar.wobbles else name
    written = told.say("pillar.unwritten")
    if pillar.written:
        written = f"{told.say('pillar.written')}: *{plain(pillar.written)}*"
    return _NEW_LINE.join([head, written, plain(pillar.told)])


def _fork(fork: ForkTold, told: Report) -> Iterator[str]:
    yield f"### {fork.heading}"
    for attempt in fork.attempts:
        yield f"*{plain(attempt.which)}*"
        yield _lined(attempt.turn.text)
        if marks := _marks(attempt.turn):
            yield marks
        if attempt.turn.reply:
            yield _said(attempt.turn.reply, told)
        yield plain(attempt.then)


def _marks(turn: TurnTold) -> str:
    if turn.mark:
        return _mark(turn.mark)
    return ", ".join(map(_mark_of, turn.notes)) or (turn.remark or "")


def _mark_of(note: NoteTold) -> str:
    return f"{note.mark.sign.written} **{note.step}**: {note.mark.word}"


def _talk(told: Report) -> Iterator[str]:
    yield f"## {told.say('heading.talk')}"
    if told.opening:
        yield _said(told.opening, told)
    for turn in told.turns:
        yield f"**{plain(turn.who)}:** {_lined(turn.text)}"
        if margin := list(_margin(turn, told)):
            yield "\n".join(f"> {line}  " for line in margin)
        if turn.reply:
            yield _said(turn.reply, told)
        if turn.after:
            yield f"*{plain(turn.after)}*"


def _margin(turn: TurnTold, told: Report) -> Iterator[str]:
    if turn.remark:
        before = f"{turn.mark.sign.written} " if turn.mark else ""
        yield before + plain(turn.remark)
    for note in turn.notes:
        yield _mark_of(note)
        if note.quote:
            yield plain(note.quote)
        yield from map(plain, note.remarks)
        if note.rewrite:
            yield _rewrite(note.rewrite, told)
        if note.disputed:
            yield f"**{note.disputed}**"


def _said(said: Said, told: Report) -> str:
    shown = f"*{plain(told.say('gesture', gesture=said.gesture))}* " if said.gesture else ""
    return f"**{plain(said.name)}:** {shown}{_lined(said.text)}".rstrip()


def _last(told: Report) -> Iterator[str]:
    yield "---"
    yield f"## {plain(told.card.title)}"
    if told.card.when:
        yield told.card.when
    yield from map(_row, told.card.rows)
    yield f"*{plain(told.card.closing)}*"
    yield "---"
    yield f"## {told.say('heading.about')}"
    yield f"{plain(told.say('about.played', name=told.name))} {told.say('about.graded')}"
    meanings = (f"- {_mark(meaning.mark)}: {meaning.text}" for meaning in told.meanings)
    yield "\n".join([f"{told.say('about.levels')}:", "", *meanings])


def _row(row: CardRow) -> str:
    parts = [f"**{row.label}**", _lined(row.text) or _TO_WRITE_ON]
    if row.due:
        parts.append(f"☐ {row.due}")
    return _NEW_LINE.join(parts)
