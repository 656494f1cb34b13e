"""What the pages share about coaches: the way to sharing, and a coach's file taken in."""

import streamlit as st

from rehearse.conversation.rubric import Language
from rehearse.conversation.views import RehearsalView
from rehearse.ids import new_id
from rehearse.locale import phrase
from rehearse.pages import clock, frame, retold
from rehearse.pages.marks import plain
from rehearse.pages.runtime import Runtime, runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.sharing import ShareView, TakenIn

REVIEWS = "reviews"
"""The part of Debrief where the reviews stand, as addresses and style sheet call it."""

_TAKEN, _TROUBLE, _FIELD = "review-taken", "review-trouble", "review-file"


def say(key: str, **slots: object) -> str:
    """A phrase about sharing, in the interface's language."""
    return phrase(f"share.{key}", frame.language(), **slots)


def way(services: Runtime, view: RehearsalView, ui: Language) -> None:
    """The way to sharing what is in view, with how it stands with what was shared of it."""
    st.html(retold.heading(say("heading"), say("hint")))
    shares = services.wait(services.app.sharing.shares(LOCAL, view.id))
    given = [share for share in shares if share.withdrawn_at is None]
    if given:
        told = say(
            "stands.since", day=clock.day(given[0].shared_at, ui), reviews=handed_in(given[0])
        )
        st.html(f"<p>{plain(told)}</p>")
    if st.button(say("to_shared" if given else "to_share"), key="to-share"):
        frame.go("share", rehearsal=view.id, leaf=view.leaf.id)


def handed_in(share: ShareView) -> str:
    """How many coaches handed in a review, as a part of a sentence."""
    which = {0: "none", 1: "one"}.get(share.reviews, "more")
    return say(f"stands.{which}", n=retold.number(share.reviews, frame.language()))


def to_reviews(rehearsal_id: str) -> None:
    """Leave for what coaches made of a talk."""
    frame.go("debrief", rehearsal=rehearsal_id, at=REVIEWS)


def file_from_a_coach(here: str | None = None) -> None:
    """Takes in the file that a coach sent, and says what it brought. ``here``: the rehearsal that
    the page is about, to which no way needs to be shown."""
    with st.container(key="coach-file"):
        # Always there: what came in between would shut the field below.
        with st.container(key="coach-file-told"):
            _tell_what_came(here)
        with st.expander(say("file.heading")):
            # Another field each time: this one would go on holding the file that was taken in.
            key = st.session_state.setdefault(_FIELD, f"review-file-{new_id()}")
            st.file_uploader(
                say("file.label"), type="json", key=key, on_change=_take_in, args=(key, here)
            )


def _tell_what_came(here: str | None) -> None:
    told_at, found = st.session_state.get(_TAKEN, (None, None))
    if found and told_at == here:
        _tell(found, here)
    else:
        st.session_state.pop(_TAKEN, None)
    if trouble := st.session_state.pop(_TROUBLE, None):
        frame.notice(trouble)


def _tell(found: TakenIn, here: str | None) -> None:
    if found.coach is None:
        told = say("file.talk" if found.new else "file.talk_known", title=found.title)
    else:
        told = say(
            "file.review" if found.new else "file.review_known",
            coach=found.coach,
            title=found.title,
        )
    st.html(f'<p class="taken" role="alert">{plain(told)}</p>')
    elsewhere = found.rehearsal_id if found.rehearsal_id != here else None
    if elsewhere is None:
        del st.session_state[_TAKEN]
    elif st.button(say("file.to_debrief"), key="to-reviews", icon=":material/arrow_forward:"):
        to_reviews(elsewhere)


def _take_in(key: str, here: str | None) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    services = runtime()

    def take() -> None:
        taken = services.wait(services.app.sharing.take_in(LOCAL, file.getvalue()))
        st.session_state[_TAKEN] = here, taken

    st.session_state.pop(_TAKEN, None)
    if not frame.attempt(take):
        # Told beside the field: where the page tells of other clicks may be out of sight.
        st.session_state[_TROUBLE] = st.session_state.pop("notice")
    del st.session_state[_FIELD]
