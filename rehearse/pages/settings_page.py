"""Settings: who plays along, with which key and limit, and whether it answers."""

import streamlit as st

from rehearse.models.trouble import ModelTrouble
from rehearse.pages import frame
from rehearse.pages.live import say
from rehearse.pages.marks import label, plain
from rehearse.pages.runtime import Runtime, runtime
from rehearse.service.configured import Key

_EXAMPLE = "REHEARSE_MODEL=openai/gpt-5-mini\nOPENAI_API_KEY=..."


def page() -> None:
    """The whole page, from top to bottom."""
    services = runtime()
    with st.container(key="settings"):
        st.html(f'<div class="title"><h1>{plain(say("settings.heading"))}</h1></div>')
        if services.app.models is None:
            _without()
        else:
            _with(services)


def _without() -> None:
    for key in ("none", "how"):
        st.html(f'<p class="reading-text">{plain(say(f"settings.{key}"))}</p>')
    st.html(f'<p class="soft">{plain(say("settings.how_to"))}</p>')
    st.html(f'<pre class="letter-for-letter">{plain(_EXAMPLE)}</pre>')
    st.html(f'<p class="soft">{plain(say("settings.leaves"))}</p>')


def _with(services: Runtime) -> None:
    models = services.app.models
    assert models is not None
    budget = say("settings.budget_none") if models.budget is None else _dollars(models.budget)
    told = [
        (say("settings.words"), models.name),
        (say("settings.reads"), models.reader_name),
        (say("settings.base"), models.api_base or say("settings.base_none")),
        (say("settings.key"), _key(models.keys[models.name])),
        (say("settings.budget"), budget),
    ]
    rows = "".join(f"<dt>{plain(what)}</dt><dd>{plain(how)}</dd>" for what, how in told)
    st.html(f'<dl class="brief in-use">{rows}</dl>')
    if st.button(say("settings.test"), key="test", type="primary"):
        _test(services)
    st.html(f'<p class="soft">{plain(say("settings.leaves"))}</p>')


def _test(services: Runtime) -> None:
    models = services.app.models
    assert models is not None
    with st.spinner(label(say("settings.testing", model=models.name))):
        try:
            services.wait(models.test())
        except ModelTrouble as trouble:
            frame.notice(trouble.message(frame.language()))
            return
    both = models.name != models.reader_name
    told = say(
        "settings.works_both" if both else "settings.works",
        model=models.name,
        reader=models.reader_name,
    )
    st.html(f'<p class="works" role="status">{plain(told)}</p>')


def _dollars(amount: object) -> str:
    return say("cost", amount=amount)


def _key(key: Key) -> str:
    if key.variable is None:
        return say("settings.key_unneeded")
    return say("settings.key_found" if key.there else "settings.key_none", variable=key.variable)


frame.show(page)
