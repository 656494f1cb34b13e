"""Settings: who takes part, with which key and limit, and whether it answers."""

import streamlit as st

from rehearse.errors import RehearseError
from rehearse.pages import frame
from rehearse.pages.live import say
from rehearse.pages.marks import label, plain, soft
from rehearse.pages.runtime import Runtime, runtime
from rehearse.report import played
from rehearse.service.configured import ConfiguredModels, Key

_EXAMPLE = "REHEARSE_MODEL=openai/gpt-5-mini\nOPENAI_API_KEY=..."


def page() -> None:
    """The whole page, from top to bottom."""
    services, works = runtime(), ""
    with st.container(key="settings"):
        st.html(f'<div class="title"><h1>{plain(say("settings.heading"))}</h1></div>')
        st.html(soft(say("settings.in_file")))
        frame.warn(services.app.warnings)
        if services.app.models is None:
            _without()
        else:
            works = _with(services)
    frame.tell_aloud("settings", works)


def _without() -> None:
    for key in ("none", "how"):
        st.html(f'<p class="reading-text">{plain(say(f"settings.{key}"))}</p>')
    st.html(soft(say("settings.how_to")))
    st.html(f'<pre class="letter-for-letter">{plain(_EXAMPLE)}</pre>')
    st.html(soft(say("settings.would_leave")))


def _with(services: Runtime) -> str:
    """Returns that the models answer, where that was tried just now."""
    models = services.app.models
    assert models is not None
    told = [
        (say("settings.words"), models.name),
        (say("settings.reads"), models.reader_name),
        (say("settings.base"), models.api_base or say("settings.base_none")),
        *_keys(models),
        (say("settings.budget"), _limit(models)),
        (say("settings.time"), say("settings.seconds", n=f"{services.app.settings.time_limit:g}")),
    ]
    rows = "".join(f"<dt>{plain(what)}</dt><dd>{plain(how)}</dd>" for what, how in told)
    st.html(f'<dl class="brief in-use">{rows}</dl>')
    if trouble := models.lacking:
        why = say("settings.lacking", why=trouble.message(frame.language()))
        st.html(f'<p class="reading-text">{plain(why)}</p>')
    tried = st.button(say("settings.test"), key="test", type="primary")
    works = _test(services) if tried else ""
    leaves = "would_leave" if models.lacking else "leaves"
    st.html(f'<p class="soft">{plain(say(f"settings.{leaves}"))}</p>')
    return works


def _test(services: Runtime) -> str:
    models = services.app.models
    assert models is not None
    with st.spinner(label(say("settings.testing", model=models.name))):
        try:
            took = services.wait(models.test())
        except RehearseError as trouble:
            frame.notice(trouble.message(frame.language()))
            return ""
    both = models.name != models.reader_name
    told = say(
        "settings.works_both" if both else "settings.works",
        model=models.name,
        reader=models.reader_name,
    )
    st.html(f'<p class="works">{plain(told)}</p>')
    st.html(f'<p class="soft works-took">{plain(played.spent(took, frame.language()))}</p>')
    return told


def _limit(models: ConfiguredModels) -> str:
    if models.budget is None:
        return say("settings.budget_none")
    limit = played.cost(models.budget, frame.language())
    if not models.unguarded:
        return limit
    return say("settings.budget_unguarded", limit=limit, models=", ".join(models.unguarded))


def _keys(models: ConfiguredModels) -> list[tuple[str, str]]:
    """What is known of each model's key."""
    if len(models.keys) == 1:
        return [(say("settings.key"), _key(key)) for key in models.keys.values()]
    return [(say("settings.key_of", model=name), _key(key)) for name, key in models.keys.items()]


def _key(key: Key) -> str:
    if key.variable is None:
        return say("settings.key_unneeded")
    return say("settings.key_found" if key.there else "settings.key_none", variable=key.variable)


frame.show(page)
