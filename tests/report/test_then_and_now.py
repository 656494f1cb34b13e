"""What was said then and what is said now, in the manager's own sentences."""

from hypothesis import given, settings

from rehearse.conversation.rubric import Level, Step, TurnGrade
from rehearse.conversation.views import RehearsalView
from rehearse.report.progress import progress
from tests.conftest import graded
from tests.report.talks import PRACTICES, SERIES, own, quoting, talk

CLUMSY = "Look. The budget was frozen, nothing I could do. Anyway."
CLEAR = "Right. I promised it, and for six weeks I said nothing. That was me."


def _said(text: str, step: Step, level: int, passage: str, day: int) -> RehearsalView:
    return talk(quoting(text, {step: (level, passage)}), day=day, words=[text])


def test_then_and_now_quote_whole_sentences_of_the_managers_own() -> None:
    talks = (
        _said(CLUMSY, Step.OWN_PART, -1, "nothing I could do", 0),
        _said(CLEAR, Step.OWN_PART, 2, "I promised it", 1),
    )
    (pair,) = progress(talks, PRACTICES).then_and_now
    assert pair.step is Step.OWN_PART
    assert pair.then.words == "The budget was frozen, nothing I could do."
    assert pair.now.words == "I promised it, and for six weeks I said nothing."
    assert (pair.then.rehearsal_id, pair.now.rehearsal_id) == ("talk-0", "talk-1")
    assert (pair.then.n, pair.then.level, pair.now.level) == (1, Level.AGAINST, Level.CLEAR)


def test_the_other_way_round_is_not_shown_as_progress() -> None:
    talks = (
        _said(CLEAR, Step.OWN_PART, 2, "I promised it", 0),
        _said(CLUMSY, Step.OWN_PART, -1, "nothing I could do", 1),
    )
    assert progress(talks, PRACTICES).then_and_now == ()


def test_weak_and_clear_in_the_same_talk_is_no_progress_over_talks() -> None:
    assert progress((own(1, 2), own(2, day=1)), PRACTICES).then_and_now == ()
    assert progress((own(-1), own(2, -1, day=1)), PRACTICES).then_and_now == ()
    assert progress((own(1, 2),), PRACTICES).then_and_now == ()


def test_a_note_that_the_manager_disputes_is_not_held_up() -> None:
    worse = talk(graded({Step.OWN_PART: -1}), disputed=frozenset({Step.OWN_PART}))
    assert progress((worse, own(2, day=1)), PRACTICES).then_and_now == ()


def test_the_biggest_rise_comes_first_then_what_the_situation_needs() -> None:
    rising: dict[Step, tuple[int, str]] = {
        Step.WORTH: (1, "one"),
        Step.I_MESSAGE: (-1, "two"),
        Step.RELIABLE: (1, "three"),
        Step.ASK: (-1, "four"),
        Step.FACE_IT: (-1, "two"),
    }
    then = "One one. Two two. Three three. Four four."
    now = "Five five. Six six. Seven seven. Eight eight."
    places = ("five", "six", "seven", "eight", "eight")
    risen = {step: (2, place) for step, place in zip(rising, places, strict=True)}
    talks = (
        talk(quoting(then, rising), words=[then]),
        talk(quoting(now, risen), words=[now], day=1),
    )
    pairs = progress(talks, PRACTICES).then_and_now
    # What the other way of facing it would show was shown already.
    assert [pair.step for pair in pairs] == [Step.I_MESSAGE, Step.ASK, Step.RELIABLE]


def test_now_is_the_fullest_sentence_that_is_still_easy_to_read() -> None:
    short, long = "I did it.", "I did it and then " + "and then " * 30 + "nothing."
    fuller = "I promised it and said nothing."
    said = [short, fuller, long]
    talks = (
        own(-1),
        talk(*(quoting(t, {Step.OWN_PART: (2, t)}) for t in said), words=said, day=1),
    )
    assert progress(talks, PRACTICES).then_and_now[0].now.words == fuller


@given(SERIES)
@settings(max_examples=100, deadline=None)
def test_now_is_always_another_later_talk_and_a_higher_level(
    series: list[list[TurnGrade]],
) -> None:
    talks = tuple(talk(*grades, day=day) for day, grades in enumerate(series))
    by_id = {view.id: view for view in talks}
    pairs = progress(talks, PRACTICES).then_and_now
    assert len({pair.step for pair in pairs}) == len(pairs) <= 3
    for pair in pairs:
        then, now = by_id[pair.then.rehearsal_id], by_id[pair.now.rehearsal_id]
        assert then.started_at < now.started_at
        assert pair.then.level < pair.now.level
        for quote, view in ((pair.then, then), (pair.now, now)):
            turn = view.spoken[quote.n - 1]
            assert turn.graded
            assert turn.graded.level(pair.step) is quote.level
            assert quote.words in turn.text
