"""What one leaves a debrief with: how ready one is now, the card, and the files."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from rehearse.conversation.keepsakes import MOST_KEPT, READINESS, Card, Keepsakes, Reflection
from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from rehearse.pages import clock, frame, retold, scripts
from rehearse.pages.card import card as card_html
from rehearse.pages.frame import say
from rehearse.pages.marks import showable, soft
from rehearse.pages.runtime import runtime
from rehearse.report.card_words import card_words
from rehearse.report.document import Document
from rehearse.report.file_names import Extension, card_file_name, file_name
from rehearse.report.html import as_html
from rehearse.report.markdown import as_markdown
from rehearse.report.pdf import as_pdf, card_as_pdf
from rehearse.service.rehearsing import LOCAL

_FIELDS = ("opening", "own_part", "question", "commitment")
_CHANGING, _OPENED, _PRINT = "paper-changing", "paper-opened", "paper-print"
_OPENINGS, _KEPT = "paper-openings", "ready-kept"


def readiness(document: Document) -> str:
    """Asks again how ready one is: the number is kept once it is chosen, a line of one's own with
    its button. Returns that something was kept, where that happened just now."""
    view, kept = document.view, document.view.keepsakes.reflection
    st.html(retold.heading(say("ready.heading"), say("ready.scale")))
    told = _before_and_after(document)
    kept_now = st.session_state.pop(_KEPT, False)
    if kept_now:
        told = f"{say('ready.kept')} {told}".strip()
    with st.container(key="readiness"):
        with st.container(key="readiness-scale"):
            st.segmented_control(
                say("ready.label"),
                list(READINESS),
                default=kept.ready,
                key=f"ready-{view.id}",
                label_visibility="collapsed",
                wrap=True,
                on_change=_keep_ready,
                args=(view.id, kept.ready),
            )
            st.html(
                soft(told if kept.ready is not None else f"{told} {say('ready.at_once')}".strip())
            )
        with st.form(f"readiness-{view.id}", border=False):
            words = f"ready-words-{view.id}"
            st.text_area(
                say("ready.words"), value=showable(kept.words), key=words, height="content"
            )
            st.form_submit_button(
                say("ready.save"), key="ready-save", on_click=_keep_ready_words, args=(view.id,)
            )
    return told if kept_now else ""


def _before_and_after(document: Document) -> str:
    before = document.view.keepsakes.preparation.ready
    after = document.view.keepsakes.reflection.ready
    if before is None and after is None:
        return ""
    if after is None:
        return say("ready.before", before=before)
    if before is None:
        return say("ready.after", after=after)
    return say("ready.both", before=before, after=after)


def _keep_ready(rehearsal_id: str, before: int | None) -> None:
    """Keeps the number that was chosen; words that are typed and not kept yet stay in their box."""
    number = f"ready-{rehearsal_id}"
    if _keep_reflection(rehearsal_id, ready=st.session_state[number]):
        st.session_state[_KEPT] = True
    else:
        st.session_state[number] = before


def _keep_ready_words(rehearsal_id: str) -> None:
    words = (st.session_state.get(f"ready-words-{rehearsal_id}") or "").strip()
    if _short_enough(words) and _keep_reflection(rehearsal_id, words=words):
        st.session_state[_KEPT] = True
        frame.box_done(f"ready-words-{rehearsal_id}")


def _keep_reflection(rehearsal_id: str, **part: object) -> bool:
    """Keep one part of it; what another tab kept of the other stays."""
    services = runtime()

    def changed(kept: Keepsakes) -> Reflection:
        return kept.reflection.model_copy(update=part)

    return frame.attempt(
        lambda: services.wait(services.app.looking_back.change(LOCAL, rehearsal_id, changed))
    )


def card(document: Document, ui: Language, today: date) -> None:
    """The card, or the form it is changed in."""
    st.html(retold.heading(phrase("export.heading.card", ui), say("card.hint")))
    view = document.view
    with st.container(key="paper"):
        if st.session_state.get(_CHANGING) == view.id:
            _form(document, ui, today)
            if st.session_state.pop(_OPENED, False):
                first = f".st-key-{_box(_FIELDS[0], view.id)}"
                frame.run_scripts("paper", scripts.bring_into_view(first))
            return
        st.html(card_html(card_words(document, ui, today), ui, view.language))
        with st.container(horizontal=True):
            st.button(
                say("card.print"),
                key="paper-print-it",
                type="primary",
                icon=":material/print:",
                on_click=_print,
            )
            st.button(
                say("card.change"),
                key="paper-change",
                icon=":material/edit:",
                on_click=_change,
                args=(view.id,),
            )
            _card_file(document, ui, today)
    if st.session_state.pop(_PRINT, False):
        st.session_state["prints"] = st.session_state.get("prints", 0) + 1
        frame.run_scripts("print", scripts.print_page(occasion=st.session_state["prints"]))


def _form(document: Document, ui: Language, today: date) -> None:
    view, now = document.view, document.card
    with st.form(f"paper-{view.id}", border=False):
        st.html(soft(say("card.limit")))
        for field in _FIELDS:
            with st.container(key=_box(field, view.id)):
                st.text_area(
                    phrase(f"export.card.{field}", ui),
                    value=showable(getattr(now, field)),
                    height="content",
                    key=_field(field),
                )
        st.date_input(
            say("card.due"),
            value=now.due,
            min_value=min(today, now.due or today),
            format=clock.typed(ui),
            key=f"paper-due-{view.id}",
            width=220,
        )
        with st.container(horizontal=True):
            st.form_submit_button(
                say("card.save"),
                key="paper-save",
                type="primary",
                on_click=_keep_card,
                args=(view.id,),
            )
            st.form_submit_button(
                say("card.leave"), key="paper-leave", on_click=_leave_card, args=(view.id,)
            )


def _keep_card(rehearsal_id: str) -> None:
    def written(field: str) -> str:
        return (st.session_state.get(_field(field)) or "").strip()

    due = st.session_state.get(f"paper-due-{rehearsal_id}")
    words = {field: written(field) for field in _FIELDS}
    if _short_enough(*words.values()) and _keep_it(rehearsal_id, Card(**words, due=due)):
        _leave_card(rehearsal_id)


def _leave_card(rehearsal_id: str) -> None:
    """Back to the card as it is kept: what else stood in its form is not wanted."""
    frame.box_done(*(_box(field, rehearsal_id) for field in _FIELDS))
    _change(None)


def _box(field: str, rehearsal_id: str) -> str:
    """The key of the place of one field of the card, by which the browser keeps what is typed."""
    return f"paper-{field}-{rehearsal_id}"


def _field(field: str) -> str:
    """The key of the field itself, another whenever the form is opened: where that happens before
    the page without it is through, the same would still hold what was given up."""
    return f"card-{field}-{st.session_state[_OPENINGS]}"


def _short_enough(*written: str) -> bool:
    """Whether all of it can be kept; says so where it cannot, and leaves it where it stands."""
    fits = all(len(words) <= MOST_KEPT for words in written)
    if not fits:
        st.session_state["notice"] = say("prepare.too_long")
    return fits


def _keep_it(rehearsal_id: str, card: Card) -> bool:
    services = runtime()
    return frame.attempt(
        lambda: services.wait(services.app.looking_back.keep(LOCAL, rehearsal_id, card))
    )


def _change(rehearsal_id: str | None) -> None:
    st.session_state[_CHANGING] = rehearsal_id
    opens = st.session_state[_OPENED] = rehearsal_id is not None
    st.session_state[_OPENINGS] = st.session_state.get(_OPENINGS, 0) + opens


def _print() -> None:
    st.session_state[_PRINT] = True


def _card_file(document: Document, ui: Language, today: date) -> None:
    st.download_button(
        say("card.file"),
        data=lambda: card_as_pdf(document, ui, today),
        file_name=card_file_name(document, ui),
        mime="application/pdf",
        key="paper-file",
        icon=":material/download:",
        on_click="ignore",
    )


def files(document: Document, ui: Language, today: date) -> None:
    """The whole debrief with the talk, to keep as a file."""
    st.html(retold.heading(say("files.heading"), say("files.hint")))
    made: dict[Extension, tuple[str, Callable[[], bytes]]] = {
        "pdf": ("application/pdf", lambda: as_pdf(document, ui, today)),
        "html": ("text/html", lambda: as_html(document, ui, today).encode()),
        "md": ("text/markdown", lambda: as_markdown(document, ui, today).encode()),
    }
    with st.container(key="files", horizontal=True):
        for extension, (kind, make) in made.items():
            st.download_button(
                say(f"files.{extension}"),
                data=make,
                file_name=file_name(document, ui, extension),
                mime=kind,
                key=f"file-{extension}",
                icon=":material/download:",
                on_click="ignore",
            )
