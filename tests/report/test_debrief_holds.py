"""Whatever a talk was like: every sentence can be told, and none claims what was not so."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals import dialogues
from evals.dialogues import Dialogue, Played
from rehearse.advice.card import drafted
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.keepsakes import Keepsakes, Preparation
from rehearse.conversation.rubric import LANGUAGES, Drift, Level, Passage, Pillar, Step
from rehearse.conversation.scenario import Difficulty, LayerRule, Move, Opening, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.grader.local import LocalGrader
from rehearse.language import sentences
from rehearse.library import ScenarioLibrary
from rehearse.report.debrief import Debrief, debrief
from rehearse.report.reasons import reasons
from rehearse.report.telling import Sentence, tell
from rehearse.resources import data_root
from tests import stored
from tests.report.claims import check_summary, check_unsaid
from tests.report.paths import NOW, UNSCORED, Beat, grade_of, score, tree_of, walk
from tests.service.fakes import tiny_scenario

WORDS = (
    "I said nothing to you for six weeks.",
    "What was that like for you?",
    "I will call you on Friday, whatever they say.",
)
TEXT = " ".join(WORDS)
REASONS = {
    (Step.WORTH, -1): ("against", "against_over", "against_position"),
    (Step.WORTH, 1): ("partial", "partial_say"),
    (Step.WORTH, 2): ("clear", "clear_say"),
    (Step.OWN_PART, -1): ("against", "against_feelings", "against_both", "against_excuse"),
    (Step.OWN_PART, 1): ("partial", "partial_excuse", "partial_sorry"),
    (Step.ASK, -1): ("against", "against_loaded"),
    (Step.ASK, 2): ("clear", "clear_fact"),
    (Step.CLARITY, 2): ("clear", "clear_ask"),
    (Step.FACE_IT, -1): ("against", "against_leave", "against_small"),
    (Step.FACE_IT, 1): ("partial", "partial_small", "partial_agree"),
    (Step.FACE_IT, 2): ("clear", "clear_stay"),
    (Step.RELIABLE, -1): ("against", "against_hollow"),
    (Step.RELIABLE, 2): ("clear", "clear_honest"),
}
PASSAGES = [Passage(text=s.text, start=s.start, end=s.end) for s in sentences.split(TEXT)]


@st.composite
def beats(draw: st.DrawFn) -> Beat:
    if draw(st.integers(0, 9)) == 0:
        return Beat(TEXT, UNSCORED)
    levels = draw(st.dictionaries(st.sampled_from(list(Step)), st.sampled_from([-1, 1, 2, 2])))
    kind = draw(st.sampled_from(["kind", "any", "any"]))
    scores = [
        score(
            step,
            abs(level) if kind == "kind" else level,
            draw(st.sampled_from(PASSAGES)),
            reason=draw(st.sampled_from(REASONS.get((step, level), ("",))))
            if kind == "any"
            else "",
            doubt=draw(st.integers(0, 3)) == 0,
            rewrite=draw(st.sampled_from([None, "It could also be."])),
            pillar=draw(st.sampled_from(list(Pillar))) if step is Step.WORTH else None,
        )
        for step, level in levels.items()
    ]
    signals = draw(st.frozensets(st.sampled_from(list(Signal)), max_size=2))
    drift = draw(st.sampled_from([Drift.NONE, Drift.NONE, *Drift]))
    stopped = draw(st.integers(0, 9)) == 0
    disputed = draw(st.frozensets(st.sampled_from(list(Step)), max_size=1))
    return Beat(TEXT, grade_of(scores, *signals, drift=drift), None, stopped, disputed)


@st.composite
def situations(draw: st.DrawFn) -> Scenario:
    tiny = tiny_scenario()
    needed = tuple(draw(st.lists(st.sampled_from(list(Step)), min_size=1, max_size=3, unique=True)))
    opens = st.frozensets(st.sampled_from(list(Opening)), min_size=1, max_size=2)
    layers = tuple(
        LayerRule(id=layer.id, threshold=44 + 12 * n, opens_on=draw(opens))
        for n, layer in enumerate(tiny.rules.layers)
    )
    rules = tiny.rules.model_copy(update={"needed": needed, "layers": layers})
    return tiny.model_copy(update={"rules": rules})


@st.composite
def talks(draw: st.DrawFn) -> RehearsalView:
    seen = draw(st.dictionaries(st.sampled_from(list(Pillar)), st.just("Sees everything.")))
    return walk(
        *draw(st.lists(beats(), max_size=14)),
        scenario=draw(situations()),
        difficulty=draw(st.sampled_from(list(Difficulty))),
        keepsakes=Keepsakes(preparation=Preparation(seen=seen, own_part=WORDS[0])),
        ended=draw(st.booleans()),
        pending=draw(st.sampled_from([None, None, "And then?"])),
    )


def every_sentence(found: Debrief) -> Iterator[Sentence]:
    moments = [moment for moment in (found.strongest, found.hardest) if moment]
    yield from found.summary
    yield from (moment.then for moment in moments)
    yield from (layer.why for layer in found.unsaid)
    yield from reasons(found.unsaid)
    yield from (pillar.told for pillar in found.pillars)
    yield from (attempt.then for fork in found.forks for attempt in fork.attempts)


def check(view: RehearsalView) -> None:
    found = debrief(view, tree_of(view))
    done = [turn for turn in view.spoken if turn.state]
    assert [column.n for column in found.columns] == list(range(1, len(done) + 1))
    told = [layer.layer for layer in found.told]
    kept_back = [layer.layer for layer in found.unsaid]
    assert sorted(told + kept_back) == sorted(rule.id for rule in view.scenario.rules.layers)
    for sentence in every_sentence(found):
        for language in LANGUAGES:
            text = tell(sentence, language)
            assert text[0].isupper()
            assert text.endswith(".")
            assert not {"{", "}"} & set(text)
    for layer in found.unsaid:
        check_unsaid(view, layer)
    check_summary(view, found)
    check_moments(view, found)
    check_pillars(view, found)
    check_card(view)


def check_moments(view: RehearsalView, found: Debrief) -> None:
    strongest, hardest = found.strongest, found.hardest
    for moment in (strongest, hardest):
        if moment:
            turn = view.spoken[moment.n - 1]
            assert turn.text[moment.quote.start : moment.quote.end] == moment.quote.text
            assert moment.step not in turn.disputed
    if strongest:
        assert strongest.level >= Level.PARTIAL
    for moment in filter(None, (strongest, hardest)):
        grade = view.spoken[moment.n - 1].graded
        assert grade is not None
        assert not grade[moment.step].doubt
    if hardest:
        assert hardest.level is Level.AGAINST or hardest.rewrite
    if strongest and hardest and strongest.n == hardest.n:
        one, other = strongest.quote, hardest.quote
        assert one.end <= other.start or other.end <= one.start


def check_pillars(view: RehearsalView, found: Debrief) -> None:
    for pillar in found.pillars:
        touched = {
            n: turn.graded[Step.WORTH]
            for n, turn in enumerate(view.spoken, 1)
            if turn.graded and turn.graded[Step.WORTH].pillar is pillar.pillar
        }
        stated = {n: worth.level for n, worth in touched.items() if not worth.doubt}
        assert pillar.held == tuple(n for n, level in stated.items() if level > 0)
        assert pillar.knocked == tuple(n for n, level in stated.items() if level < 0)
        if pillar.told.code in ("pillars.absent", "pillars.not_come_back"):
            assert not touched
            assert (pillar.told.code == "pillars.not_come_back") == (pillar.written is not None)


def check_card(view: RehearsalView) -> None:
    card = drafted(view)
    parts = [card.opening, card.own_part, card.question, card.commitment]
    written = [part for part in parts if part]
    assert len(set(written)) == len(written)
    for part in written:
        told = [turn for turn in view.spoken if part in turn.text]
        assert part == view.keepsakes.preparation.own_part or any(
            not _against(turn, part) for turn in told
        )


def _against(turn: TurnView, part: str) -> bool:
    start = turn.text.index(part)
    scores = turn.graded.scores if turn.graded else ()
    return any(
        score.against
        and score.evidence
        and score.evidence.start < start + len(part)
        and start < score.evidence.end
        for score in scores
    )


@given(talks())
@settings(max_examples=150, deadline=None)
def test_no_sentence_claims_what_was_not_so(view: RehearsalView) -> None:
    check(view)


def _as_view(played: Played) -> RehearsalView:
    """A played dialogue as it would be looked back on."""
    root = TurnView(
        id="t00", parent_id=None, text="", said_at=NOW, state=played.exchanges[0].before
    )
    after = [*(exchange.before for exchange in played.exchanges[1:]), played.state]
    turns = [
        TurnView(
            id=f"t{n:02}",
            parent_id=f"t{n - 1:02}",
            text=exchange.words,
            said_at=NOW,
            grade=exchange.grade,
            change=exchange.change,
            reply=exchange.reply,
            state=state,
        )
        for n, (exchange, state) in enumerate(zip(played.exchanges, after, strict=True), 1)
    ]
    return RehearsalView(
        id="played",
        scenario=played.scenario,
        difficulty=played.difficulty,
        started_at=NOW,
        ended_at=NOW,
        turns=(root, *turns),
    )


# One in seven, which goes through situations, languages and manners alike: each costs seconds, most
# of them for the encoding of a situation's lines; the property above covers what paths there are.
DIALOGUES = dialogues.load()[::7]


@pytest.fixture(scope="module")
def stage() -> tuple[ScenarioLibrary, LocalGrader, ScriptedColleague]:
    library = ScenarioLibrary(data_root() / "prompts")
    return library, LocalGrader.load(), ScriptedColleague(stored.encode, stored.encode_questions)


@pytest.mark.parametrize(
    ("scenario_id", "dialogue"), DIALOGUES, ids=[f"{i} {d.lang} {d.manner}" for i, d in DIALOGUES]
)
def test_no_sentence_about_a_real_talk_does_either(
    stage: tuple[ScenarioLibrary, LocalGrader, ScriptedColleague],
    scenario_id: str,
    dialogue: Dialogue,
) -> None:
    library, grader, colleague = stage
    scenario = library.load(scenario_id, dialogue.lang)
    played = dialogues.play(
        scenario,
        dialogue.turns,
        grader,
        colleague,
        difficulty=dialogue.difficulty,
        opening=dialogue.opening,
    )
    view = _as_view(played)
    check(view)
    assert len(debrief(view, tree_of(view)).summary) == 3
    assert played.exchanges[-1].reply.move is not Move.CLOSE or view.closed
