"""The dialogues: complete, in the ranges that the rules give, and played as the service plays."""

from pathlib import Path

import pytest

from evals import dialogues
from evals.dialogues import Dialogue, Manner, Played
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation import trust
from rehearse.conversation.rehearsal import PathState
from rehearse.conversation.rubric import LANGUAGES
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.trust import TrustState
from rehearse.grader.local import LocalGrader
from rehearse.ids import new_id
from rehearse.library import ScenarioLibrary
from rehearse.service.rehearsing import LOCAL, Rehearsing
from rehearse.store.store import Store

ALL = dialogues.load()


def test_every_situation_has_every_manner_in_every_language(library: ScenarioLibrary) -> None:
    there = {(scenario, d.lang, d.manner) for scenario, d in ALL}
    wanted = {
        (scenario, lang, manner)
        for scenario in library.ids()
        for lang in LANGUAGES
        for manner in Manner
    }
    assert there == wanted


@pytest.mark.parametrize(("scenario", "dialogue"), ALL)
def test_ranges_are_those_of_the_rules(
    scenario: str, dialogue: Dialogue, library: ScenarioLibrary
) -> None:
    ends, told = dialogue.ends, dialogue.told
    match dialogue.manner:
        case Manner.SKILLED:
            assert ends.at_least >= 65
            assert told.at_least >= 2
        case Manner.MIXED:
            assert ends.at_least > 30
            assert ends.at_most < 65
        case Manner.CLUMSY:
            assert ends.at_most <= 30
            assert told.at_most == 0
        case Manner.COLD:
            assert ends.at_most <= 40
            assert told.at_most == 0
        case Manner.GROVELLING:
            assert ends.at_most < 60
        case Manner.EMPTY_SORRIES:
            assert ends.at_most < 60
            assert told.at_most == 0
            assert len(dialogue.turns) == 10
        case _:
            pytest.fail(f"no rule for {dialogue.manner}")
    assert set(told.never) <= {layer.id for layer in library.rules(scenario).layers}


def played(trust_at_end: int, told: tuple[str, ...], library: ScenarioLibrary) -> Played:
    standing = TrustState(trust=trust_at_end)
    state = PathState(standing=standing, recent_trust=(trust_at_end,), told=told)
    return Played(library.load("promised-raise", "en"), Difficulty.NORMAL, (), state)


@pytest.mark.parametrize(
    ("trust_at_end", "told", "fault"),
    [
        (50, (), None),
        (31, ("cake", "interview"), None),
        (65, (), "trust ends at 65, not from 31 to 64"),
        (30, (), "trust ends at 30"),
        (50, ("cake", "interview", "lunch-table"), "3 layers told"),
        (50, ("own-share",), "told what must not be: own-share"),
    ],
)
def test_what_did_not_go_as_it_should_is_said(
    trust_at_end: int, told: tuple[str, ...], fault: str | None, library: ScenarioLibrary
) -> None:
    mixed = next(d for s, d in ALL if s == "promised-raise" and d.manner is Manner.MIXED)
    found = dialogues.faults(mixed, played(trust_at_end, told, library))
    assert (not found) if fault is None else any(fault in each for each in found)


async def test_a_dialogue_goes_as_it_goes_through_the_service(
    tmp_path: Path, library: ScenarioLibrary, grader: LocalGrader, scripted: ScriptedColleague
) -> None:
    chosen = next(
        d for s, d in ALL if (s, d.lang, d.manner) == ("doubted-idea", "nl", Manner.MIXED)
    )
    scenario = library.load("doubted-idea", "nl")
    ours = dialogues.play(scenario, chosen.turns, grader, scripted)
    store = Store.open(f"sqlite:///{tmp_path / 'rehearse.db'}")
    service = Rehearsing(store, library, grader, scripted)
    view = await service.start(LOCAL, new_id(), "doubted-idea", "nl", opening=chosen.opening)
    leaf, replies = view.leaf.id, []
    for exchange in ours.exchanges:
        turn = new_id()
        await service.say(LOCAL, turn, leaf, exchange.words)
        events = [event async for event in service.events(LOCAL, turn)]
        (replied,) = [event for event in events if event.type == "replied"]
        replies.append((replied.trust, replied.data["text"]))
        leaf = turn
    await service.rest()
    store.close()
    assert replies == [(e.change.state.trust, e.reply.text) for e in ours.exchanges]


def test_play_stops_where_the_colleague_closes(
    library: ScenarioLibrary, grader: LocalGrader, scripted: ScriptedColleague
) -> None:
    blows = [
        "You always ruin everything, you're useless.",
        "Shut up or I'll have you fired, you lazy liar.",
        "You never do anything right, you're just too stupid for this job.",
        "You're pathetic and you always were, and you'll be sorry for this.",
        "It's your own fault, you always make a mess of things.",
        "You're just being childish and difficult, as always.",
    ]
    went = dialogues.play(library.load("promised-raise", "en"), blows * 3, grader, scripted)
    assert went.state.closed
    assert len(went.exchanges) < len(blows) * 3
    assert went.state.trust < trust.START[Difficulty.NORMAL]
    assert "(-" in dialogues.course(went)
