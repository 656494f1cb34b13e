"""Talks for the tests of the modelled colleague: what would be said, before a model is asked."""

from collections.abc import Iterator, Sequence

from rehearse.colleague import Exchange, Speech, ToAnswer
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import PathState, Reply, TurnRead
from rehearse.conversation.rubric import LANGUAGES, Step
from rehearse.conversation.scenario import Difficulty, Move, Scenario, Utterance
from rehearse.conversation.trust import TrustState
from rehearse.language.sentences import ends_in_question
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root
from tests import stored
from tests.conftest import graded

PROMPTS = data_root() / "prompts"
LIBRARY = ScenarioLibrary(PROMPTS)
SCENARIOS = [
    LIBRARY.load(scenario_id, language) for scenario_id in LIBRARY.ids() for language in LANGUAGES
]
PROMISED = LIBRARY.load("promised-raise", "en")

_SCRIPTED = ScriptedColleague(stored.encode, stored.encode_questions)

TWELVE: tuple[tuple[str, dict[Step, int]], ...] = (
    ("Things have been a bit strained between us.", {Step.CLARITY: 1}),
    ("The pay rise. I should have said something, but the budget froze.", {Step.FACE_IT: 1}),
    ("Anna told you? What exactly did Anna say?", {}),
    ("I kept my mouth shut for six weeks, and so you had it from Anna.", {Step.OWN_PART: 2}),
    ("I walked past your door and looked at my phone.", {Step.FACE_IT: 2}),
    ("What were those weeks like for you?", {Step.ASK: 2}),
    ("I’ll put it to the board on the twelfth and ring you that day.", {Step.RELIABLE: 2}),
    ("You kept the whole place running in that time.", {Step.WORTH: 2}),
    ("If it’s put off I’ll ring you as well, by five.", {Step.RELIABLE: 2}),
    ("I was scared you’d be angry, so I said nothing.", {Step.I_MESSAGE: 2}),
    ("Next time you hear it from me first.", {Step.RELIABLE: 2}),
    ("Does that suit you?", {Step.ASK: 1}),
)
"""A whole talk in English: what the manager says, and how it is graded."""


def to_answer(
    scenario: Scenario,
    words: str = "Hm.",
    levels: dict[Step, int] | None = None,
    state: PathState | None = None,
) -> ToAnswer:
    read = TurnRead(grade=graded(levels), ends_in_question=ends_in_question(words))
    rules = scenario.rules
    moment = Moment(
        state or rehearsal.at_start(Difficulty.NORMAL),
        read,
        rules,
        Difficulty.NORMAL,
        rules.temperament,
    )
    return ToAnswer(scenario, moment, words, opening=0)


def state(trust: int, told: Sequence[str] = ()) -> PathState:
    return PathState(standing=TrustState(trust=trust), recent_trust=(trust,), told=tuple(told))


def planned(scenario: Scenario, move: Move, utterance: Utterance, told: str | None = None) -> Reply:
    return Reply(
        move=move,
        text=utterance.text,
        gesture=utterance.gesture,
        lines=(utterance.id,),
        told=told,
    )


def speech(
    scenario: Scenario = PROMISED,
    move: Move = Move.GO_ON,
    words: str = "I know.",
    so_far: tuple[Exchange, ...] = (),
    at: PathState | None = None,
    line: int = 0,
) -> Speech:
    """One reply to find words for, with a line of the move as the plan."""
    plan = planned(scenario, move, scenario.words.lines[move][line])
    opened = scenario.words.openings[0].text
    return Speech(to_answer(scenario, words, state=at), plan, opened, so_far)


def telling(scenario: Scenario, layer: str, words: str = "What was that like?") -> Speech:
    """A reply that tells a layer."""
    plan = planned(scenario, Move.REVEAL, scenario.words.layers[layer].told, told=layer)
    return Speech(
        to_answer(scenario, words, state=state(80)), plan, scenario.words.openings[0].text, ()
    )


def talk(scenario: Scenario = PROMISED) -> Iterator[Speech]:
    """The speeches of ``TWELVE``, each reply in the scenario's own words."""
    so_far: tuple[Exchange, ...] = ()
    at = rehearsal.at_start(Difficulty.NORMAL)
    for words, levels in TWELVE:
        given = to_answer(scenario, words, levels, at)
        plan = _SCRIPTED.choose(given)
        yield Speech(given, plan, scenario.words.openings[0].text, so_far)
        so_far = (*so_far, Exchange(words, plan.text))
        at, _ = rehearsal.after_turn(at, scenario.rules, given.moment.read, plan)
