"""Who plays the colleague: asked before a talk begins, where a model is configured."""

from collections.abc import Callable, Iterable

import streamlit as st

from rehearse.conversation.rehearsal import Live
from rehearse.conversation.scenario import Scenario
from rehearse.pages import frame, retold, scripts, typed_words
from rehearse.pages.choices import Choices, among
from rehearse.pages.live import say
from rehearse.pages.marks import label, soft
from rehearse.pages.runtime import Runtime
from rehearse.report import played
from rehearse.service.configured import ConfiguredModels
from rehearse.service.rehearsing import LOCAL

_BETWEEN = ",;\n"
"""What parts one name from the next."""


def who_plays(
    services: Runtime,
    scenario: Scenario,
    choices: Choices,
    key: Callable[[str], str],
    written: Iterable[str],
) -> Live | None:
    """Lets the manager choose, and name who is to be kept back; None where no model takes part.

    ``key`` gives the key of a field; ``written`` is what stands on the sheet already.
    """
    models = services.app.models
    if models is None:
        return None
    name = scenario.name
    with st.container(key="who-plays"):
        st.html(retold.heading(say("prepare.heading", name=name)))
    if trouble := models.lacking:
        why = trouble.message(frame.language())
        told = say("prepare.lacking", name=name, model=trouble.model, why=why)
        st.html(soft(told))
        return None
    asked = label(
        played.who("prepare.toggle", models.name, models.reader_name, frame.language(), name=name)
    )
    before = bool(choices.first("live", among((False, True)), True))
    chosen = st.toggle(asked, value=before, key=key("live"))
    choices.keep("live", chosen, True)
    told = say("prepare.takes_part" if chosen else "prepare.alone", name=name)
    st.html(soft(told))
    if not chosen:
        return None
    taking_part = services.app.taking_part
    last = ", ".join(services.wait(taking_part.last_names(LOCAL)))
    names = st.text_area(
        label(say("prepare.names")),
        value=last,
        placeholder=say("prepare.names_example"),
        height="content",
        key=key("names"),
    )
    st.html(soft(say("prepare.names_hint")))
    listed = typed_names(names)
    found = taking_part.names_in(written, scenario, listed)
    return Live(names=listed, let_through=_let_through(found, key))


def _let_through(found: tuple[str, ...], key: Callable[[str], str]) -> tuple[str, ...]:
    """Lets the manager take off names that were recognised wrongly; those that are off now.

    They are words: the browser tab keeps what is off (``typed_words.remember``), not the address.
    """
    if not found:
        return ()
    with st.container(key="recognised"):
        st.html(soft(say("prepare.found")))
        with st.container(horizontal=True):
            replaced = {
                name: st.checkbox(
                    label(say("prepare.replace", name=name)),
                    value=True,
                    key=key(f"{typed_words.STAND_IN}{name.encode().hex()}"),
                )
                for name in found
            }
        off = tuple(name for name in found if not replaced[name])
        told = say("prepare.let_through", names=", ".join(off)) if off else say("prepare.take_off")
        st.html(soft(told))
    return off


def told_at_once(models: ConfiguredModels, name: str) -> None:
    """That a model takes part, for who does not look further than the first way in."""
    told = played.who(
        "prepare.at_once", models.name, models.reader_name, frame.language(), name=name
    )
    with st.container(key="takes-part"):
        st.html(soft(told))
        if st.button(say("prepare.change"), key="change-who", type="tertiary"):
            asked = st.session_state["asked-who"] = st.session_state.get("asked-who", 0) + 1
            script = scripts.scroll_to(".st-key-who-plays")
            frame.run_scripts("who-plays", f"{script} /* {asked} */")


def typed_names(typed: str) -> tuple[str, ...]:
    """The names in a field, each once."""
    for sign in _BETWEEN:
        typed = typed.replace(sign, "\n")
    found = (" ".join(name.split()) for name in typed.split("\n"))
    return tuple(dict.fromkeys(name for name in found if name))
