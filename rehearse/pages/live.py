"""What a talk shows where a model takes part: who speaks, what it took, and what did not work."""

from decimal import Decimal
from typing import Literal

import streamlit as st

from rehearse.conversation.rubric import NotScored, TurnGrade
from rehearse.conversation.views import TurnView
from rehearse.locale import phrase
from rehearse.models.trouble import TooSlow
from rehearse.pages import frame
from rehearse.pages.marks import label, plain
from rehearse.pages.note import in_words
from rehearse.pages.once_more import once_more
from rehearse.pages.runtime import LOOK_EVERY_S, runtime
from rehearse.pages.scene import Scene
from rehearse.report import played
from rehearse.service.configured import ConfiguredModels
from rehearse.service.rehearsing import LOCAL


def say(key: str, **slots: object) -> str:
    """A phrase of the pages about models, in the interface's language."""
    return phrase(f"live.{key}", frame.language(), **slots)


def honest(key: Literal["honest", "local"]) -> str:
    """What a page says about who plays and what stays here: ``honest`` or ``local``."""
    models = runtime().app.models
    if models is None:
        return frame.say(f"start.{key}")
    if trouble := models.lacking:
        why = trouble.message(frame.language())
        return say(f"start.{key}_lacking", model=trouble.model, why=why)
    if key == "local":
        return say("start.local", model=models.name)
    return played.who("start.honest", models.name, models.reader_name, frame.language())


def played_by(scene: Scene) -> None:
    """Who finds the colleague's words, and what that took until now; or that no model takes part
    any more."""
    services, models = scene.services, _players(scene)
    if models is None:
        if scene.view.live or scene.view.may_return or played.along(scene.view):
            st.html(f'<p class="soft played-by">{plain(_played_here(scene))}</p>')
        _way_back(scene)
        return
    took = services.wait(services.app.taking_part.spending(LOCAL, scene.view.id))
    name = scene.view.name
    told = [played.who("played_by", models.name, models.reader_name, scene.ui, name=name)]
    if took.calls:
        told.append(played.spent(took, scene.ui))
    st.html(f'<p class="soft played-by">{plain(" ".join(told))}</p>')
    with st.container(key="played-by"):
        if st.button(say("what_is_sent"), key="what-is-sent", type="tertiary"):
            frame.go("sent", rehearsal=scene.view.id)


def _way_back(scene: Scene) -> None:
    """Lets a model take part again that the manager went on without."""
    models = scene.services.app.models
    if not scene.view.may_return or scene.view.ended_at or not models or models.lacking:
        return
    with st.container(key="played-by"):
        st.button(
            label(say("come_back", model=models.name)),
            key="come-back",
            type="tertiary",
            on_click=_come_back,
            args=(scene.view.id,),
        )


def _players(scene: Scene) -> ConfiguredModels | None:
    """The models of this talk; None where none can be asked."""
    models = scene.services.app.models
    return models if scene.view.live and models and not models.lacking else None


def _can_ask(scene: Scene) -> bool:
    """Whether a model can be asked again in this talk."""
    models, services = _players(scene), scene.services
    if models is None or models.budget is None:
        return models is not None
    return not services.wait(services.app.taking_part.at_limit(LOCAL, scene.view.id))


def _limit(scene: Scene) -> Decimal | None:
    models = scene.services.app.models
    return models.budget if models else None


def _played_here(scene: Scene) -> str:
    models = scene.services.app.models
    if scene.view.live and models and (trouble := models.lacking):
        return say("played_lacking", name=scene.view.name, why=trouble.message(scene.ui))
    return say("played_here", name=scene.view.name)


def instead(scene: Scene, shown: TurnView) -> bool:
    """Why a line written beforehand stands where a model should have found the words; the last
    answer can be asked for again. Returns whether that is offered."""
    why = shown.reply.instead if shown.reply else None
    if why is None:
        return False
    told = plain(played.why_instead(why, scene.view.name, scene.ui, _limit(scene)))
    past = shown is not scene.last or scene.running is not None
    configured = scene.view.live and scene.services.app.models is not None
    if past or not configured or not played.is_trouble(why):
        st.html(f'<p class="soft instead">{told}</p>')
        return False
    st.html(f'<p class="notice instead">{told}</p>')
    with st.container(horizontal=True, key="instead"):
        if offered := _can_ask(scene):
            once_more(shown, say("again"), "ask-again")
        st.button(
            say("stay_here"),
            key="stay-here",
            type="tertiary",
            on_click=_stay_here,
            args=(scene.view.id,),
        )
    return offered


def second_reading(scene: Scene, n: int, shown: TurnView) -> None:
    """What a model made of a turn that does not count, that it is reading it, or why it could
    not."""
    if scene.services.app.taking_part.reads(shown.id):
        _still_reading(scene, shown)
        return
    if isinstance(shown.second, NotScored) and shown.second.trouble == TooSlow.code:
        # It may have come since the page was begun.
        shown = scene.services.wait(scene.services.app.rehearsing.turn(LOCAL, shown.id))
    if isinstance(shown.second, TurnGrade):
        grade = in_words(shown.second, scene.ui)
        key = "reading.later_words_only" if scene.words_only else "reading.later"
        st.html(f'<p class="soft reading">{plain(say(key, grade=grade))}</p>')
    elif isinstance(shown.second, NotScored):
        why = played.why(shown.second.trouble or "turn_failed", scene.ui, _limit(scene))
        st.html(f'<p class="soft reading">{plain(say("reading.failed", why=why))}</p>')
        if _can_ask(scene):
            st.button(
                say("reading.again", n=n),
                key=f"read-again-{shown.id}",
                type="tertiary",
                icon=":material/refresh:",
                on_click=_read_again,
                args=(shown.id,),
            )


@st.fragment(run_every=LOOK_EVERY_S)
def _still_reading(scene: Scene, shown: TurnView) -> None:
    """That a model is reading the turn, until it has: then the page as it is with that."""

    def look() -> None:
        if not scene.services.app.taking_part.reads(shown.id):
            st.rerun()
        st.html(f'<p class="soft reading">{plain(say("reading.under_way"))}</p>')

    frame.guarded(look)


def _stay_here(rehearsal_id: str) -> None:
    def stay() -> None:
        services = runtime()
        services.wait(services.app.taking_part.stay_here(LOCAL, rehearsal_id))

    frame.attempt(stay)


def _come_back(rehearsal_id: str) -> None:
    def come() -> None:
        services = runtime()
        services.wait(services.app.taking_part.come_back(LOCAL, rehearsal_id))

    frame.attempt(come)


def _read_again(turn_id: str) -> None:
    def read() -> None:
        services = runtime()
        services.wait(services.app.taking_part.read_again(LOCAL, turn_id))

    frame.attempt(read)
