"""Looking back on one path: its moments, what was told and why not, pillars, versions of a turn."""

import pytest

from rehearse.conversation.keepsakes import Keepsakes, Preparation
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Language, Level, Pillar, Step
from rehearse.conversation.scenario import Difficulty, LayerRule, Move, Opening, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.views import RehearsalView
from rehearse.report.debrief import Debrief, debrief
from rehearse.report.telling import tell
from tests.report.paths import Beat, beat, tree_of, unscored, walk
from tests.service.fakes import tiny_scenario

OWNED = beat("I kept it from you.", {Step.OWN_PART: 2, Step.FACE_IT: 2})
ASKED = beat("What was it like?", {Step.ASK: 2}, Signal.ASKS_IMPACT)
BLAMED = beat("You never ask.", {Step.I_MESSAGE: -1})
PROMISED = beat("I call you Friday.", {Step.RELIABLE: 2})
KIND = beat("You saw it first.", {Step.WORTH: 2, Step.CLARITY: 2})
CHAT = beat("Busy day.")


def looked_back(view: RehearsalView) -> Debrief:
    return debrief(view, tree_of(view))


def with_layers(*openings: frozenset[Opening]) -> Scenario:
    """The tiny situation with its layers opened by these."""
    tiny = tiny_scenario()
    layers = tuple(
        LayerRule(id=layer.id, threshold=layer.threshold, opens_on=opens)
        for layer, opens in zip(tiny.rules.layers, openings, strict=True)
    )
    return tiny.model_copy(update={"rules": tiny.rules.model_copy(update={"layers": layers})})


ALL_ASKED = (frozenset({Opening.ASKED}),) * 3
SAFE = (frozenset({Opening.SAFE}),) * 3
ACKNOWLEDGED = (frozenset({Opening.ACKNOWLEDGED}),) * 3


def why(view: RehearsalView, layer: str = "first", language: Language = "nl") -> str:
    found = {unsaid.layer: unsaid.why for unsaid in looked_back(view).unsaid}
    return tell(found[layer], language)


# Moments


def test_the_strongest_moment_is_a_needed_step_that_won_most() -> None:
    found = looked_back(walk(KIND, OWNED, PROMISED)).strongest
    assert found is not None
    assert (found.n, found.step) == (2, Step.OWN_PART)
    assert found.quote.text == "I kept it from you."
    assert tell(found.then, "en") == "Noor wanted to know what happens the next time it gets hard."


def test_what_is_clear_comes_before_half_and_doubt_is_never_the_strongest() -> None:
    half = beat("It was not ideal.", {Step.FACE_IT: 1})
    doubtful = beat("I kept it.", {Step.CLARITY: 2}, doubt=frozenset({Step.CLARITY}))
    strongest = looked_back(walk(doubtful, half, KIND)).strongest
    assert strongest is not None
    assert strongest.n == 3
    strongest = looked_back(walk(doubtful, half)).strongest
    assert strongest is not None
    assert (strongest.n, strongest.level) == (2, Level.PARTIAL)
    assert looked_back(walk(doubtful)).strongest is None


def test_words_that_may_have_done_harm_are_nobodys_strongest_moment() -> None:
    doubtful = beat(
        "It goes in your file.",
        {Step.OWN_PART: 2, Step.CLARITY: -1},
        doubt=frozenset({Step.CLARITY}),
    )
    assert looked_back(walk(doubtful)).strongest is None


def test_a_bare_sorry_and_what_was_turned_away_from_are_nobodys_strongest_moment() -> None:
    sorry = beat("Sorry.", {Step.OWN_PART: 1}, Signal.APOLOGY)
    begging = beat("Forgive me.", {Step.I_MESSAGE: 1}, Signal.ASKS_FORGIVENESS)
    assert looked_back(walk(sorry, begging)).strongest is None
    assert looked_back(walk(CHAT)).strongest is None


def test_the_hardest_moment_is_harm_to_a_needed_step_before_a_larger_fall() -> None:
    twice = beat("You always.", {Step.I_MESSAGE: -1, Step.ASK: -1})
    denied = beat("Not me.", {Step.OWN_PART: -1}, rewrites={Step.OWN_PART: "I did it."})
    found = looked_back(walk(OWNED, twice, denied)).hardest
    assert found is not None
    assert (found.n, found.step, found.rewrite) == (3, Step.OWN_PART, "I did it.")


def test_harm_in_doubt_is_never_the_hardest_moment() -> None:
    doubtful = beat("You never.", {Step.I_MESSAGE: -1}, doubt=frozenset({Step.I_MESSAGE}))
    assert looked_back(walk(doubtful)).hardest is None


def test_without_harm_a_half_step_with_a_better_version_is_shown() -> None:
    half = beat("It was bad.", {Step.FACE_IT: 1}, rewrites={Step.FACE_IT: "I hid it."})
    other = beat("I will try.", {Step.RELIABLE: 1}, rewrites={Step.RELIABLE: "On Friday."})
    found = looked_back(walk(KIND, half, other)).hardest
    assert found is not None
    assert (found.n, found.step) == (3, Step.RELIABLE)
    taken_later = looked_back(walk(KIND, other, PROMISED, half, OWNED)).hardest
    assert taken_later is None


def test_one_passage_is_never_both_moments() -> None:
    both = beat("I hid it, you never asked.", {Step.OWN_PART: 2, Step.I_MESSAGE: -1})
    found = looked_back(walk(both))
    assert found.strongest is None
    assert found.hardest is not None
    assert found.hardest.step is Step.I_MESSAGE


def test_a_note_marked_as_not_right_is_no_moment() -> None:
    blamed = beat("You never.", {Step.I_MESSAGE: -1}, disputed=frozenset({Step.I_MESSAGE}))
    assert looked_back(walk(blamed)).hardest is None


# The chart


def test_there_is_a_column_for_each_turn_that_is_over() -> None:
    doubtful = beat("You never.", {Step.I_MESSAGE: -1}, doubt=frozenset({Step.I_MESSAGE}))
    found = looked_back(walk(OWNED, unscored(), doubtful, pending="And?"))
    assert [column.n for column in found.columns] == [1, 2, 3]
    assert found.columns[1].cells is None
    assert found.unscored == 1
    cells = found.columns[2].cells
    assert cells is not None
    assert (cells[Step.I_MESSAGE].level, cells[Step.I_MESSAGE].doubt) == (Level.AGAINST, True)
    assert set(cells) == set(Step)
    assert found.needed == (Step.OWN_PART, Step.RELIABLE)


# Told and unsaid


def test_what_was_told_stands_with_its_turn() -> None:
    found = looked_back(walk(OWNED, ASKED, CHAT, ASKED))
    assert [(layer.layer, layer.n) for layer in found.told] == [("first", 2), ("second", 4)]
    assert [layer.layer for layer in found.unsaid] == ["third"]
    assert found.told[0].gist == "The gist of first."


@pytest.mark.parametrize(
    ("beats", "openings", "expected"),
    [
        ([CHAT, CHAT], ALL_ASKED, "Voor meer was er in dit gesprek nog niet genoeg vertrouwen."),
        ([CHAT, OWNED], ALL_ASKED,
         "Na beurt 2 was er genoeg vertrouwen voor meer, en verder ging het gesprek niet."),
        ([OWNED, CHAT, CHAT], ALL_ASKED,
         "Vanaf beurt 2 was er genoeg vertrouwen voor meer, maar een open vraag hoorde de "
         "beoordelaar niet."),
        ([OWNED, CHAT, BLAMED, ASKED], ALL_ASKED,
         "In beurt 2 en 3 was er genoeg vertrouwen voor meer, maar juist toen hoorde de "
         "beoordelaar geen open vraag."),
        ([KIND, KIND, CHAT], ACKNOWLEDGED,
         "In beurt 3 was er genoeg vertrouwen voor meer, maar je eigen aandeel of het pijnlijke "
         "punt noemde je niet duidelijk."),
        ([OWNED, beat("What? You never.", {Step.ASK: 2, Step.I_MESSAGE: -1})], ALL_ASKED,
         "In beurt 2 was er ruimte voor meer, maar iets in diezelfde beurt werkte averechts."),
        ([OWNED, beat("Who?", {Step.ASK: 2}, Signal.ASKS_FACT)], ALL_ASKED,
         "In beurt 2 was er ruimte voor meer, maar Noor ging eerst op iets anders in."),
        ([OWNED, beat("And?", {Step.ASK: 2}, stopped=True)], ALL_ASKED,
         "In beurt 2 begon Noor meer te vertellen, en brak je dat af."),
        ([OWNED, unscored()], ALL_ASKED,
         "In beurt 2 was er genoeg vertrouwen voor meer, maar wat je daar zei, is niet "
         "beoordeeld."),
        ([KIND, KIND, CHAT], SAFE,
         "In beurt 3 was er genoeg vertrouwen voor meer, maar eerst moest ‘Eigen aandeel’ een keer "
         "duidelijk zijn."),
        ([KIND, KIND, PROMISED, beat("I hid it. You never asked.", {Step.OWN_PART: 2,
          Step.I_MESSAGE: 2, Step.ASK: -1}), CHAT], SAFE,
         "In beurt 5 was er genoeg vertrouwen voor meer, maar net daarvoor had iets averechts "
         "gewerkt."),
    ],
)  # fmt: skip
def test_why_something_stayed_unsaid(
    beats: list[Beat], openings: tuple[frozenset[Opening], ...], expected: str
) -> None:
    view = walk(*beats, scenario=with_layers(*openings))
    layer = looked_back(view).unsaid[0].layer
    assert why(view, layer) == expected


def test_what_came_too_early_is_told_as_that() -> None:
    assert why(walk(ASKED, KIND, CHAT, CHAT)) == (
        "Vanaf beurt 3 was er genoeg vertrouwen voor meer, "
        "maar toen hoorde de beoordelaar geen open vraag meer."
    )


def test_when_something_else_was_told_first() -> None:
    view = walk(OWNED, KIND, ASKED, ASKED)
    assert why(view, "second") == (
        "In beurt 4 was er ruimte voor meer, maar Noor had net al iets anders verteld."
    )
    assert why(walk(OWNED, KIND, ASKED), "second") == (
        "In beurt 3 was er ruimte voor meer, maar Noor vertelde eerst iets anders."
    )


def test_when_the_colleague_left_first() -> None:
    harm = beat("You never.", {Step.I_MESSAGE: -1})
    asked = beat("What was it like?", {Step.ASK: 2}, move=Move.CLOSE)
    assert why(walk(harm, OWNED, KIND, PROMISED, asked)) == (
        "In beurt 5 was er ruimte voor meer, maar Noor hield het voor gezien."
    )


def test_what_only_a_shut_gate_kept_back_says_which() -> None:
    kind = beat("You.", {Step.WORTH: 2, Step.CLARITY: 2, Step.I_MESSAGE: 2})
    tiny = with_layers(*ACKNOWLEDGED)
    last = tiny.rules.layers[2].model_copy(update={"threshold": 70})
    rules = tiny.rules.model_copy(update={"layers": (*tiny.rules.layers[:2], last)})
    view = walk(kind, kind, kind, kind, CHAT, scenario=tiny.model_copy(update={"rules": rules}))
    assert why(view, "third") == (
        "Voor meer komt er pas genoeg vertrouwen als ‘Eigen aandeel’ een keer duidelijk is geweest."
    )


def test_a_turn_still_to_be_answered_may_yet_open_it() -> None:
    assert why(walk(CHAT, OWNED, pending="What was it like?")) == (
        "Sinds beurt 2 is er genoeg vertrouwen voor meer."
    )


def test_thresholds_go_by_difficulty() -> None:
    hard = walk(OWNED, ASKED, difficulty=Difficulty.HARD)
    assert [layer.layer for layer in looked_back(hard).told] == ["first"]


# Pillars


def test_a_pillar_says_in_which_turns_it_was_held_or_knocked() -> None:
    valued = beat("You matter.", {Step.WORTH: 2})
    mocked = beat("Too big for you.", {Step.WORTH: -1}, pillar=Pillar.CAPABLE)
    trusted = beat("Your call.", {Step.WORTH: 1}, pillar=Pillar.RESPONSIBLE)
    took = beat("I sorted it.", {Step.WORTH: -1}, pillar=Pillar.RESPONSIBLE)
    written = Keepsakes(preparation=Preparation(seen={Pillar.VALUABLE: " Sees all. "}))
    view = walk(valued, mocked, CHAT, trusted, took, valued, keepsakes=written)
    valuable, capable, responsible = looked_back(view).pillars
    assert (valuable.written, valuable.held, valuable.wobbles) == ("Sees all.", (1, 6), False)
    assert tell(valuable.told, "nl") == "In beurt 1 en 6 liet je merken dat Noor voor je meetelt."
    assert (capable.written, capable.knocked) == (None, (2,))
    assert tell(capable.told, "nl") == "In beurt 2 trok je in twijfel wat Noor kan."
    assert responsible.wobbles
    assert tell(responsible.told, "nl") == (
        "In beurt 4 liet je iets aan Noor over; in beurt 5 besliste je iets voor Noor."
    )


def test_what_did_not_come_up_is_told_only_as_far_as_is_known() -> None:
    written = Keepsakes(preparation=Preparation(seen={Pillar.CAPABLE: "Plans well."}))
    doubtful = beat("Nice.", {Step.WORTH: 1}, doubt=frozenset({Step.WORTH}))
    told = [tell(p.told, "nl") for p in looked_back(walk(doubtful, keepsakes=written)).pillars]
    assert told == [
        "In beurt 1 ging het hier misschien over; dat is een twijfelgeval.",
        "Wat je hierover schreef, hoorde de beoordelaar in het gesprek niet terug.",
        "Hiervan hoorde de beoordelaar niets in wat je zei.",
    ]
    named = Keepsakes(preparation=Preparation(seen={Pillar.RESPONSIBLE: "The zoetrope rota."}))
    spoke = beat("You keep the zoetrope, I stay out of it.")
    *_, responsible = looked_back(walk(CHAT, spoke, keepsakes=named)).pillars
    assert tell(responsible.told, "en") == (
        "In turn 2 you named something of what you wrote about this; "
        "the grader heard no appreciation in it."
    )
    (some, *_) = looked_back(walk(CHAT, unscored())).pillars
    assert some.told.code == "pillars.absent_as_far_as_scored"
    (none, *_) = looked_back(walk(unscored())).pillars
    assert none.told.code == "pillars.unscored"


# Versions of a turn


def test_a_turn_said_in_several_ways_shows_each_with_what_came_of_it() -> None:
    path = walk(OWNED, ASKED, CHAT)
    other, third = (
        view.spoken[1].model_copy(update={"id": f"t02{letter}"})
        for view, letter in ((walk(OWNED, BLAMED), "a"), (walk(OWNED, pending="Er"), "b"))
    )
    tree = tree_of(path)
    tree = tree.model_copy(update={"turns": {**tree.turns, "t02a": other, "t02b": third}})
    (fork,) = debrief(path, tree).forks
    assert fork.n == 2
    assert [(a.turn.id, a.on_path) for a in fork.attempts] == [
        ("t02", True),
        ("t02a", False),
        ("t02b", False),
    ]
    assert [tell(attempt.then, "en") for attempt in fork.attempts] == [
        "For the first time Noor told you something deeper.",
        "Noor drew a line.",
        "Noor still has to answer.",
    ]


def test_a_talk_without_a_turn_has_nothing_to_look_back_on() -> None:
    found = looked_back(walk())
    assert not found.columns
    assert not found.forks
    assert found.strongest is found.hardest is None
    assert len(found.unsaid) == 3


def test_what_was_cut_short_after_it_was_told_counts_as_told() -> None:
    view = walk(OWNED, ASKED)
    last = view.leaf.model_copy(
        update={"reply": Reply(move=Move.REVEAL, text="All.", told="first", stopped=True)}
    )
    cut = view.model_copy(update={"turns": (*view.turns[:-1], last)})
    assert [layer.layer for layer in looked_back(cut).told] == ["first"]
