"""Whatever a provider does to the reply and to the grade, the turn is finished and nothing is lost:
words, a whole reply, a grade that counts, and the reason where a model has no part in them."""

import asyncio
import logging
from dataclasses import dataclass

import pytest

from rehearse.conversation.rubric import LANGUAGES, NotScored, Step, TurnGrade
from rehearse.ids import new_id
from rehearse.locale import phrase
from rehearse.service.events import EventType
from rehearse.service.rehearsing import LOCAL
from tests.models.provider import (
    Behaviour,
    breaks_json,
    declines,
    drops,
    never_ends,
    only_thinks,
    refuses,
    runs_out,
    says,
    says_nothing,
    stops_without_reason,
)
from tests.models.test_every_way_to_fail import assert_nothing_runs_on
from tests.service.provided.stage import KEY, Stage, Turn, reads

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = "Het is de laatste tijd een beetje anders gelopen dan we wilden, ook voor Pieter de Wit."
NAMES = ("Pieter de Wit",)
REPLY = "In maart. Ik stond er al bij te lachen."
LEVELS = {Step.FACE_IT: 1}

WELL = says(REPLY)
READ = says(reads(LEVELS))
CUT = says(lambda body: READ.words(body)[:-140])  # type: ignore[operator]
IN_PROSE = says(lambda body: f"Hier is mijn beoordeling:\n{READ.words(body)}\nSucces!")  # type: ignore[operator]
ILLEGAL = says(lambda body: READ.words(body).replace("ook voor", r"ook\ voor"))  # type: ignore[operator]
IN_WORDS = says(lambda body: READ.words(body).replace('"level": 1', '"level": "1 (deels)"'))  # type: ignore[operator]


@dataclass(frozen=True)
class Case:
    """What the provider does to both, and what is told of each: None where it has its part."""

    words: tuple[Behaviour, ...]
    form: tuple[Behaviour, ...]
    instead: str | None
    reading: str | None


def both(behaviour: Behaviour, instead: str, reading: str | None = None) -> Case:
    return Case((behaviour,), (behaviour,), instead, reading or instead)


def spoken(words: str, instead: str) -> Case:
    """Words that do not pass, twice."""
    return Case((says(words),), (READ,), instead, None)


def read(form: Behaviour, reading: str | None) -> Case:
    return Case((WELL,), (form,), None, reading)


CASES = {
    "well": Case((WELL,), (READ,), None, None),
    "late and slowly": Case((WELL.after(0.2).at(40),), (READ.after(0.3),), None, None),
    "400": both(refuses(400), "model_not_taken"),
    "401": both(refuses(401), "model_key_refused"),
    "403": both(refuses(403), "model_not_allowed"),
    "404": both(refuses(404), "model_unknown"),
    "429 once": Case((refuses(429, "0.2"), WELL), (refuses(429, "0.2"), READ), None, None),
    "429 and a long wait": both(refuses(429, "60"), "model_busy"),
    "429 for ever": both(refuses(429), "model_busy"),
    "500": both(refuses(500), "model_down"),
    "529 once": Case((refuses(529), WELL), (refuses(529), READ), None, None),
    "529": both(refuses(529), "model_down"),
    "drops at once": both(drops(REPLY, 0), "model_unreachable"),
    "drops half way": both(drops(REPLY, 5), "model_broken_off", "model_unreachable"),
    "no JSON at all": both(breaks_json(), "model_broken_off", "model_no_answer"),
    "nothing": both(says_nothing(), "model_no_answer"),
    "blanks": both(says(" \n "), "model_no_answer"),
    "only thoughts": both(only_thinks(), "model_only_thought"),
    "cut at its allowance": both(runs_out(REPLY), "model_broken_off", "model_no_answer"),
    "declined": both(declines(), "model_declined"),
    "without a reason": both(stops_without_reason(REPLY), "model_broken_off", "model_no_answer"),
    "without an end": Case((never_ends(0),), (READ,), "too_long", None),
    "the other language": spoken(
        "You brought it up in March and then you went quiet.", "wrong_language"
    ),
    "as what it is": spoken("Als taalmodel kan ik daar niets over zeggen.", "out_of_role"),
    "all is well": spoken(
        "Ach joh, zand erover, ik snap het helemaal. We komen er samen wel uit.", "forgives"
    ),
    "as a coach": spoken(
        "Ik hoor dat dit veel bij je losmaakt. Wat zou jou nu helpen?", "swaps_roles"
    ),
    "with gestures": spoken(
        "(kijkt weg) Nou... dat had je ook gewoon kunnen zeggen. [zucht]", "stage_direction"
    ),
    "u": spoken("Kunt u dat toelichten?", "formal_you"),
    "a third person": spoken("Fatima steekt haar hoofd om de deur: “Stoor ik?”", "stage_direction"),
    "another way at second": Case(
        (says("Als taalmodel weet ik dat niet."), WELL), (READ,), None, None
    ),
    "grade in prose": read(IN_PROSE, None),
    "grade with an illegal escape": read(ILLEGAL, None),
    "grade that is cut": read(CUT, "model_no_answer"),
    "grade in words": read(IN_WORDS, "model_no_answer"),
}

ENDED = {
    "much too late": both(WELL.after(5), "model_slow"),
    "no end in sight": both(never_ends(20), "model_slow"),
}


@pytest.mark.parametrize("name", [*CASES, *ENDED])
async def test_it_ends_in_a_finished_turn(
    name: str,
    stages: tuple[Stage, Stage],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    case = (CASES | ENDED)[name]
    stage = stages[name in ENDED]
    stage.provider.plan("words", *case.words)
    stage.provider.plan("form", *case.form)
    caplog.set_level(logging.DEBUG)
    before = asyncio.all_tasks()
    turn = await stage.say(WORDS, await stage.begin(names=NAMES))
    await stage.app.rehearsing.rest()
    _nothing_is_lost(turn)
    _reply_is(turn, case.instead)
    _grade_is(turn, case.reading)
    told = [caplog.text, *capfd.readouterr()]
    assert not [text for text in told for secret in (KEY, *_private()) if secret in text]
    assert KEY not in "".join(event.model_dump_json() for event in turn.events)
    await assert_nothing_runs_on(before)


def _nothing_is_lost(turn: Turn) -> None:
    assert turn.events[-1].type.value == "done"
    assert turn.view.done
    assert turn.view.text == WORDS
    assert turn.view.reply is not None
    assert turn.heard == turn.view.reply.text
    assert turn.view.state is not None
    assert turn.view.state.trust == turn.events[-1].trust


def _reply_is(turn: Turn, instead: str | None) -> None:
    """The model's words; or a whole line of the situation's, and why."""
    reply = turn.view.reply
    assert reply is not None
    assert reply.instead == instead
    if instead is None:
        assert (reply.source, reply.text) == ("model", REPLY)
    else:
        assert (reply.source, reply.text) == (
            "scripted",
            "Jij begon erover, in maart. Ik had niks gevraagd.",
        )


def _grade_is(turn: Turn, trouble: str | None) -> None:
    """The second reading; or the first, and why the second is none."""
    grade, second = turn.view.graded, turn.view.second
    assert grade is not None
    if trouble is None:
        assert grade.grader.startswith("model:openai/local:")
        assert {score.step: int(score.level) for score in grade.scores if score.level} == LEVELS
        evidence = grade[Step.FACE_IT].evidence
        assert evidence is not None
        assert evidence.text == WORDS
    else:
        assert grade.grader.startswith("local:")
        assert isinstance(second, NotScored)
        assert second.trouble == trouble
        assert all(phrase(f"live.why.{trouble}", language) for language in LANGUAGES)


def _private() -> tuple[str, ...]:
    """Pieces of what was said that no log holds."""
    return ("laatste tijd", "Pieter", "lachen", "Jij begon", "taalmodel", "Not taken")


async def test_a_quote_with_a_gap_is_asked_for_again_and_then_the_local_level_stands(
    stage: Stage,
) -> None:
    """Left out is the very word that turns it round."""
    words = "Ik zeg niet dat het jouw schuld was, maar ik kan je ook niet beloven dat het lukt."
    for gap in ("ik kan je ... beloven dat het lukt", "ik kan je … beloven dat het lukt"):
        stage.provider.requests.clear()
        stage.provider.plan("words", WELL)
        stage.provider.plan("form", says(reads({Step.RELIABLE: 2}, gap)))
        turn = await stage.say(words, await stage.begin())
        assert len(stage.provider.of("form")) == 2
        assert isinstance(turn.view.grade, TurnGrade)
        kept = turn.view.grade[Step.RELIABLE]
        assert (kept.by, int(kept.level)) == ("local", 0)


async def test_the_order_of_roles_is_kept_whatever_happened_before(stage: Stage) -> None:
    """The colleague speaks first, is stopped before a word, fails, and is gone back on: the
    provider refuses any history that is not by turns, and everything said is in it."""
    root = await stage.begin()
    stage.provider.plan("form", says(reads({})))
    stage.provider.plan("words", WELL.after(5))
    stopped = await _stopped_at_once(stage, root)
    assert stopped.view.reply is not None
    assert (stopped.view.reply.text, stopped.view.reply.stopped) == ("", True)
    stage.provider.plan("words", refuses(401))
    failed = await stage.say("Het was druk, dat weet je.", stopped.view.id)
    stage.provider.plan("words", WELL)
    for under in (failed.view.id, root):
        turn = await stage.say("Het is een beetje anders gelopen.", under)
        assert turn.view.reply is not None
        assert turn.view.reply.instead is None
    after_all = stage.provider.of("words")[-2].body["messages"]
    said = "\n".join(message["content"] for message in after_all)
    assert failed.view.reply is not None
    for words in ("We moeten praten.", "Het was druk", failed.view.reply.text):
        assert words in said


async def _stopped_at_once(stage: Stage, root: str) -> Turn:
    turn, events, rehearsing = new_id(), [], stage.app.rehearsing
    await rehearsing.say(LOCAL, turn, root, "We moeten praten.")
    async for event in rehearsing.events(LOCAL, turn):
        events.append(event)
        if event.type is EventType.MOVED:
            await rehearsing.stop(LOCAL, turn)
    return Turn(await rehearsing.turn(LOCAL, turn), events)
