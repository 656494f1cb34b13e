"""Share: what goes to a coach, read before it goes; what was shared, and taking it back."""

from dataclasses import dataclass

import streamlit as st

from rehearse.coaching.shared import Replaced, SharedTalk
from rehearse.conversation.views import RehearsalView
from rehearse.errors import NotFound
from rehearse.pages import clock, frame, next_ids, retold, scripts
from rehearse.pages.marks import plain, soft
from rehearse.pages.runtime import Runtime, runtime
from rehearse.pages.shared_talk import in_place_of, shared_talk
from rehearse.pages.sharing import handed_in, say
from rehearse.pages.sure import ask_once_more
from rehearse.pages.who_plays import typed_names
from rehearse.report.file_names import shared_file_name
from rehearse.service.rehearsing import LOCAL
from rehearse.service.sharing import ShareView

_WITHDRAWING, _ANEW, _TOLD = "share-withdrawing", "share-anew", "share-told"


@dataclass(frozen=True)
class Going:
    """What would go as it is chosen now; ``names`` is None where everybody keeps theirs."""

    talk: SharedTalk
    names: tuple[str, ...] | None
    swaps: tuple[Replaced, ...] = ()


def page() -> None:
    """The whole page, from top to bottom."""
    services, rehearsal = runtime(), st.query_params.get("rehearsal", "")
    leaf = st.query_params.get("leaf")
    try:
        view = services.wait(services.app.rehearsing.open(LOCAL, rehearsal, leaf))
    except NotFound:
        frame.notice(frame.say("trouble.unknown"))
        frame.way_back()
        return
    with st.container(key="share"):
        if st.button(say("back"), key="to-debrief", type="tertiary", icon=":material/arrow_back:"):
            frame.go("debrief", rehearsal=view.id, leaf=view.leaf.id)
        _opening(view)
        frame.notices()
        _show(services, view)
    _tell_aloud()


def _opening(view: RehearsalView) -> None:
    ui = frame.language()
    facts = frame.say(
        "debrief.facts",
        name=view.name,
        title=view.scenario.words.title,
        day=clock.day(view.started_at, ui),
    )
    st.html(
        f'<div class="title"><h1>{plain(say("heading"))}</h1>'
        f'<p class="soft">{plain(facts)}</p></div>'
    )


def _show(services: Runtime, view: RehearsalView) -> None:
    said = [turn.id for turn in view.spoken if turn.done]
    if not said:
        st.html(f"<p>{plain(say('nothing_yet', name=view.name))}</p>")
        return
    shares = services.wait(services.app.sharing.shares(LOCAL, view.id))
    _shared(services, view, shares)
    given = any(share.withdrawn_at is None for share in shares)
    if given and st.session_state.get(_ANEW) != view.id:
        st.button(say("anew"), key="share-anew", on_click=_share_anew, args=(view.id,))
        return
    _before_it_goes(services, view, said[-1], _share_id(view.id, shares))


def _shared(services: Runtime, view: RehearsalView, shares: tuple[ShareView, ...]) -> None:
    """What was shared of this rehearsal, with the ways to send it and to take it back."""
    if not shares:
        return
    st.html(retold.heading(say("shared.heading"), say("shared.hint")))
    for share in shares:
        with st.container(key=f"shared-{share.id}"):
            _row(services, view, share)


def _row(services: Runtime, view: RehearsalView, share: ShareView) -> None:
    st.html(f"<p><b>{plain(_when(share))}</b></p><p class='soft'>{plain(_facts(view, share))}</p>")
    if share.withdrawn_at is not None:
        return
    if st.session_state.get(_WITHDRAWING) == share.id:
        ask_once_more(
            share.id,
            say("withdraw.sure"),
            (say("withdraw.agree"), _withdraw),
            (say("withdraw.refuse"), lambda: _ask(None)),
        )
        return
    with st.container(horizontal=True):
        st.download_button(
            say("shared.file"),
            data=lambda: services.wait(services.app.sharing.file(LOCAL, share.id)),
            file_name=shared_file_name(share.shared_at, frame.language()),
            mime="application/json",
            key=f"share-file-{share.id}",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button(
            say("shared.withdraw"),
            key=f"withdraw-{share.id}",
            type="tertiary",
            on_click=_ask,
            args=(share.id,),
        )


def _when(share: ShareView) -> str:
    ui = frame.language()
    day, hour = clock.day(share.shared_at, ui), clock.hour(share.shared_at, ui)
    if share.withdrawn_at is None:
        return say("shared.since", day=day, hour=hour)
    return say("shared.withdrawn", day=day, until=clock.day(share.withdrawn_at, ui))


def _facts(view: RehearsalView, share: ShareView) -> str:
    facts = [
        retold.counted("turns", share.turns, frame.language()),
        say("shared.replaced" if share.names_replaced else "shared.as_they_are"),
        handed_in(share),
    ]
    if share.cases_allowed:
        facts.append(say("shared.cases"))
    if share.leaf_id not in {turn.id for turn in view.turns}:
        facts.append(say("shared.other_version"))
    return " · ".join(facts)


def _before_it_goes(services: Runtime, view: RehearsalView, leaf: str, share_id: str) -> None:
    """Everything that would go, as it would, and below it the button."""
    going = _names(services, view, leaf, share_id)
    st.html(retold.heading(say("goes.heading"), say("goes.hint")))
    if versions := _which_version(view):
        st.html(f"<p>{plain(versions)}</p>")
    st.html(_goes_and_stays())
    words_only = view.keepsakes.preparation.words_only
    st.html(shared_talk(going.talk, going.swaps, frame.language(), words_only=words_only))
    st.html(retold.heading(say("now.heading"), say("now.hint")))
    cases = f"share-cases-{view.id}"
    st.checkbox(say("now.cases"), key=cases)
    st.html(soft(say("now.travelled")))
    st.button(
        say("now.share"),
        key="share-now",
        type="primary",
        on_click=_share,
        args=(share_id, view.id, leaf, going.names, cases),
    )


def _names(services: Runtime, view: RehearsalView, leaf: str, share_id: str) -> Going:
    """Lets the manager choose under which names people go; what goes then."""
    preview = services.app.sharing.preview
    as_it_is = services.wait(preview(LOCAL, share_id, view.id, leaf, None))
    st.html(retold.heading(say("names.heading"), say("names.hint")))
    replacing = st.radio(
        say("names.label"),
        (True, False),
        format_func=lambda yes: say("names.replaced" if yes else "names.as_they_are"),
        key=_key("how", view.id),
        label_visibility="collapsed",
    )
    if not replacing:
        if as_it_is.found:
            st.html(soft(say("names.go_along", names=", ".join(as_it_is.found))))
        return Going(as_it_is.talk, None)
    known = services.wait(services.app.taking_part.last_names(LOCAL)) if view.live else ()
    first = "\n".join(dict.fromkeys((*as_it_is.found, *known)))
    kept = _key("who-kept", view.id)
    typed = st.text_area(
        say("names.who"),
        value=st.session_state.get(kept, first),
        height=100,
        key=_key("who", view.id),
    )
    # Streamlit forgets a box that is not drawn, as it is not for the other choice.
    st.session_state[kept] = typed
    names = typed_names(typed)
    shown = services.wait(preview(LOCAL, share_id, view.id, leaf, names))
    if shown.replaced:
        st.html(in_place_of(shown.replaced, frame.language()))
    else:
        st.html(soft(say("names.nothing")))
    if shown.found:
        st.html(soft(say("names.go_along", names=", ".join(shown.found))))
    return Going(shown.talk, names, shown.replaced)


def _goes_and_stays() -> str:
    sides = "".join(
        f"<section><h3>{plain(say(f'goes.{side}'))}</h3>"
        f"{retold.listed([say(f'goes.{side}_{what}') for what in what_all])}</section>"
        for side, what_all in (
            ("along", ("situation", "words", "grades", "marks")),
            ("not_along", ("drafts", "versions", "prepared", "ready")),
        )
    )
    return f'<div class="abreast two">{sides}</div>'


def _which_version(view: RehearsalView) -> str:
    """Which of several versions goes; nothing where there is one."""
    chosen = [
        say("goes.version", n=n, i=turn.siblings.index(turn.id) + 1, all=len(turn.siblings))
        for n, turn in enumerate(view.spoken, start=1)
        if len(turn.siblings) > 1
    ]
    return say("goes.one_version", versions=", ".join(chosen)) if chosen else ""


def _key(field: str, rehearsal_id: str) -> str:
    return f"share-{field}-{rehearsal_id}"


def _share_id(rehearsal_id: str, shares: tuple[ShareView, ...]) -> str:
    """The id of what is shared next. Another one only once this page comes back after a sharing:
    the second click of a double click reaches a page that has not been drawn anew."""
    act = _key("id", rehearsal_id)
    if next_ids.next_id(act) in {share.id for share in shares}:
        next_ids.done(act)
    return next_ids.next_id(act)


def _share(
    share_id: str, rehearsal_id: str, leaf: str, shown: tuple[str, ...] | None, cases: str
) -> None:
    """Share what was in view. ``shown``: the names that were replaced in it."""
    replacing = st.session_state.get(_key("how", rehearsal_id), True)
    typed = st.session_state.get(_key("who", rehearsal_id), "")
    if (typed_names(typed) if replacing else None) != shown:
        # Typed and clicked in one go: what would go now has not been seen yet.
        st.session_state["notice"] = say("now.look_again")
        return
    services = runtime()
    allowed = bool(st.session_state.get(cases))
    shared = frame.attempt(
        lambda: services.wait(
            services.app.sharing.share(
                LOCAL, share_id, rehearsal_id, leaf, shown, cases_allowed=allowed
            )
        )
    )
    if shared:
        st.session_state.pop(_ANEW, None)
        st.session_state.pop(_key("who-kept", rehearsal_id), None)
        frame.box_done(_key("who", rehearsal_id))
        st.session_state[_TOLD] = "shared"


def _share_anew(rehearsal_id: str) -> None:
    st.session_state[_ANEW] = rehearsal_id


def _ask(share_id: str | None) -> None:
    st.session_state[_WITHDRAWING] = share_id


def _withdraw(share_id: str) -> None:
    _ask(None)
    services = runtime()
    if frame.attempt(lambda: services.wait(services.app.sharing.withdraw(LOCAL, share_id))):
        st.session_state[_TOLD] = "withdrawn"


def _tell_aloud() -> None:
    """Says aloud that something was shared or taken back."""
    told = st.session_state.pop(_TOLD, None)
    top = [scripts.scroll_to(".st-key-share")] if told == "shared" else []
    frame.tell_aloud("share", say(f"aloud.{told}") if told else "", *top, frame.keep_typed_words())


frame.show(page)
