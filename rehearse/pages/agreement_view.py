"""Where coaches and grader agree, and where they part: sentences first, the figures behind them."""

from collections.abc import Iterator

import streamlit as st

from rehearse.coaching.agreement import agreement
from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from rehearse.pages.marks import plain
from rehearse.pages.runtime import Runtime
from rehearse.report.agreement_rows import CountsTold, FigureTold, RowTold
from rehearse.report.agreement_told import AgreementTold, MeaningTold, PartTold, told
from rehearse.service.rehearsing import LOCAL

_OPEN = 2
"""How many parts are open at first: all levels, and those that were chosen unseen."""


def agreement_view(services: Runtime, ui: Language) -> None:
    """The second view of the coach's page."""
    read = services.wait(services.app.reviewing.given(LOCAL))
    with st.container(key="agreement"):
        st.html("".join(_whole(told(agreement(read), ui), ui)))


def _whole(shown: AgreementTold, ui: Language) -> Iterator[str]:
    yield '<div class="meaning">'
    yield from (f"<p>{plain(sentence)}</p>" for sentence in shown.summary)
    yield "</div>"
    for n, part in enumerate(shown.parts):
        yield _part(part, ui, is_open=n < _OPEN)
    if shown.meanings:
        yield _meanings(shown.meanings, ui)


def _part(part: PartTold, ui: Language, *, is_open: bool) -> str:
    rows = "".join(_row(row, ui) for row in part.rows)
    inside = f'<p class="soft">{plain(part.meaning)}</p>{rows}'
    state = " open" if is_open else ""
    heading = f"<summary><h2>{plain(part.heading)}</h2></summary>"
    return f'<details class="agreed"{state}>{heading}{inside}</details>'


def _row(row: RowTold, ui: Language) -> str:
    sentences = "".join(f"<p>{plain(sentence)}</p>" for sentence in row.sentences)
    said = f"<h3>{plain(row.heading)}</h3><div>{sentences}{_behind(row, ui)}</div>"
    return f'<section class="agreed-row">{said}</section>'


def _behind(row: RowTold, ui: Language) -> str:
    if row.counts is None:
        return ""
    figures = "".join(_figure(figure, ui) for figure in row.figures)
    summary = f'<summary class="why">{plain(phrase("agreement.behind", ui))}</summary>'
    return f"<details>{summary}<dl>{figures}</dl>{_counts(row.counts)}</details>"


def _figure(figure: FigureTold, ui: Language) -> str:
    value = figure.value or phrase("agreement.unknown", ui)
    interval = f" ({plain(figure.interval)})" if figure.interval else ""
    return f"<dt>{plain(figure.label)}</dt><dd>{plain(value)}{interval}</dd>"


def _counts(counts: CountsTold) -> str:
    """A table whose rows are one reader's levels and whose columns are the other's."""
    head = "".join(f'<th scope="col">{plain(level)}</th>' for level in counts.levels)
    body = "".join(
        f'<tr><th scope="row">{plain(level)}</th>{"".join(map(_cell, numbers))}</tr>'
        for level, numbers in zip(counts.levels, counts.counts, strict=True)
    )
    corner = f"<td>{plain(counts.rows)} ↓ {plain(counts.columns)} →</td>"
    return f"<table><thead><tr>{corner}{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(number: int | None) -> str:
    return f"<td>{'' if number is None else number}</td>"


def _meanings(meanings: tuple[MeaningTold, ...], ui: Language) -> str:
    inside = "".join(f"<dt>{plain(m.label)}</dt><dd>{plain(m.meaning)}</dd>" for m in meanings)
    heading = f"<summary><h2>{plain(phrase('agreement.meanings', ui))}</h2></summary>"
    return f'<details class="agreed">{heading}<dl class="steps">{inside}</dl></details>'
