"""What is sent: the requests of a rehearsal's last turn, word for word as they leave."""

import streamlit as st

from rehearse.conversation.views import RehearsalView
from rehearse.errors import NotFound
from rehearse.models import ModelRequest, Purpose
from rehearse.pages import frame
from rehearse.pages.live import say
from rehearse.pages.marks import label, plain, soft
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL


def page() -> None:
    """The whole page, from top to bottom."""
    services, rehearsal = runtime(), st.query_params.get("rehearsal", "")
    try:
        view = services.wait(services.app.rehearsing.open(LOCAL, rehearsal))
    except NotFound:
        frame.notice(frame.say("trouble.unknown"))
        frame.way_back()
        return
    with st.container(key="sent"):
        if st.button(
            say("sent.back"), key="to-talk", type="tertiary", icon=":material/arrow_back:"
        ):
            frame.go("talk", rehearsal=rehearsal)
        st.html(f'<div class="title"><h1>{plain(say("sent.heading"))}</h1></div>')
        parent, words = _turn(view)
        sent = services.wait(services.app.taking_part.would_send(LOCAL, parent, words))
        if not sent:
            st.html(soft(say("sent.none")))
            return
        told = say("sent.of_last" if view.spoken else "sent.of_example")
        if view.let_through:
            told = f"{told} {say('sent.let_through', names=', '.join(view.let_through))}"
        st.html(soft(told))
        for request in sent:
            _request(request, view)


def _turn(view: RehearsalView) -> tuple[str, str]:
    """Where the shown turn stands and what is said in it: the last one, or an example."""
    if view.spoken:
        last = view.spoken[-1]
        return str(last.parent_id), last.text
    return view.leaf.id, say("sent.example")


def _request(request: ModelRequest, view: RehearsalView) -> None:
    kind = "grade" if request.purpose is Purpose.GRADE else "reply"
    heading = say(f"sent.{kind}", name=view.name, model=request.model)
    st.html(f"<h2>{plain(heading)}</h2>")
    for message in request.messages:
        role = f"{kind}_asked" if message is request.messages[-1] else message.role
        who = say(f"sent.role.{role}", name=view.name)
        if message.role == "system":
            # Long, and the same every turn: folded, so that one's own words are found.
            with st.expander(label(who)):
                _letter_for_letter(message.content)
        else:
            st.html(soft(who))
            _letter_for_letter(message.content)


def _letter_for_letter(text: str) -> None:
    """As text, in its own breaks: what is looked at here is what leaves."""
    st.html(f'<pre class="letter-for-letter" dir="auto">{plain(text)}</pre>')


frame.show(page)
