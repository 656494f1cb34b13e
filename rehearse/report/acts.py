"""What the manager did with a turn, as one act that can be told in a few words."""

from collections.abc import Mapping
from enum import StrEnum

from rehearse.conversation.rubric import Drift, Level, Step, StepScore, TurnGrade
from rehearse.conversation.signals import Signal


class Act(StrEnum):
    """A way to spend a turn. What works against a step, what takes one, what half does."""

    BELITTLED = "belittled"
    TOOK_OVER = "took_over"
    THREATENED_JOB = "threatened_job"
    PRESSED = "pressed"
    BLAMED = "blamed"
    JUDGED = "judged"
    LOADED_QUESTION = "loaded_question"
    SORRY_FOR_FEELINGS = "sorry_for_feelings"
    OTHER_SHARE = "other_share"
    EXPLAINED = "explained"
    DENIED = "denied"
    LEFT = "left"
    MINIMISED = "minimised"
    AVOIDED = "avoided"
    HOLLOW_PROMISE = "hollow_promise"
    NOT_THEIRS_TO_PROMISE = "not_theirs_to_promise"

    OWNED = "owned"
    OWNED_AND_UNDONE = "owned_and_undone"
    NAMED_IT = "named_it"
    STAYED = "stayed"
    SAW_WORTH = "saw_worth"
    LEFT_THE_CHOICE = "left_the_choice"
    ASKED = "asked"
    ASKED_IMPACT = "asked_impact"
    ASKED_NEED = "asked_need"
    SAID_WHAT_IT_DOES = "said_what_it_does"
    SET_TERMS = "set_terms"
    PROMISED = "promised"
    PROMISED_HONESTLY = "promised_honestly"

    OWNED_WITH_EXPLANATION = "owned_with_explanation"
    OWNED_HALF = "owned_half"
    SORRY = "sorry"
    NAMED_IT_SMALL = "named_it_small"
    AGREED = "agreed"
    POINTED = "pointed"
    ASKED_NARROWLY = "asked_narrowly"
    PRAISED = "praised"
    GAVE_ROOM = "gave_room"
    TOLD_A_FEELING = "told_a_feeling"
    INTENDED = "intended"
    WISHED = "wished"

    ABOUT_SELF = "about_self"
    FISHED = "fished"
    ASKED_FORGIVENESS = "asked_forgiveness"
    BREEZY = "breezy"
    VAGUE = "vague"
    ASKED_FACT = "asked_fact"
    PRACTICAL = "practical"
    LITTLE = "little"
    PUZZLING = "puzzling"
    AROUND = "around"
    OPEN_TO_READING = "open_to_reading"


_AGAINST: Mapping[Step, tuple[Act, Mapping[str, Act]]] = {
    Step.WORTH: (
        Act.BELITTLED,
        {"against_over": Act.TOOK_OVER, "against_position": Act.THREATENED_JOB},
    ),
    Step.CLARITY: (Act.PRESSED, {}),
    Step.I_MESSAGE: (Act.BLAMED, {}),
    Step.ASK: (Act.JUDGED, {"against_loaded": Act.LOADED_QUESTION}),
    Step.OWN_PART: (
        Act.DENIED,
        {
            "against_feelings": Act.SORRY_FOR_FEELINGS,
            "against_both": Act.OTHER_SHARE,
            "against_excuse": Act.EXPLAINED,
        },
    ),
    Step.FACE_IT: (Act.AVOIDED, {"against_leave": Act.LEFT, "against_small": Act.MINIMISED}),
    Step.RELIABLE: (Act.NOT_THEIRS_TO_PROMISE, {"against_hollow": Act.HOLLOW_PROMISE}),
}
"""What working against a step is called, the harshest first; and by its reason."""

_CLEAR: Mapping[Step, tuple[Act, Mapping[str, Act]]] = {
    Step.OWN_PART: (Act.OWNED, {}),
    Step.FACE_IT: (Act.NAMED_IT, {"clear_stay": Act.STAYED}),
    Step.WORTH: (Act.SAW_WORTH, {"clear_say": Act.LEFT_THE_CHOICE}),
    Step.ASK: (Act.ASKED, {"clear_fact": Act.ASKED_FACT}),
    Step.I_MESSAGE: (Act.SAID_WHAT_IT_DOES, {}),
    Step.RELIABLE: (Act.PROMISED, {"clear_honest": Act.PROMISED_HONESTLY}),
    Step.CLARITY: (Act.SET_TERMS, {"clear_ask": Act.ASKED_NEED}),
}
"""What taking a step is called, the one that a turn is remembered by first."""

_PARTIAL: Mapping[Step, tuple[Act, Mapping[str, Act]]] = {
    Step.OWN_PART: (
        Act.OWNED_HALF,
        {"partial_excuse": Act.OWNED_WITH_EXPLANATION, "partial_sorry": Act.SORRY},
    ),
    Step.FACE_IT: (
        Act.POINTED,
        {"partial_small": Act.NAMED_IT_SMALL, "partial_agree": Act.AGREED},
    ),
    Step.ASK: (Act.ASKED_NARROWLY, {}),
    Step.RELIABLE: (Act.INTENDED, {}),
    Step.WORTH: (Act.PRAISED, {"partial_say": Act.GAVE_ROOM}),
    Step.I_MESSAGE: (Act.TOLD_A_FEELING, {}),
    Step.CLARITY: (Act.WISHED, {}),
}

_FOR_THE_OTHER = (Step.OWN_PART, Step.FACE_IT, Step.WORTH, Step.ASK)
"""Steps that are not about the manager, however much feeling comes with them."""

_BARE: tuple[tuple[Signal, Act], ...] = (
    (Signal.BREEZY, Act.BREEZY),
    (Signal.JOKE, Act.BREEZY),
    (Signal.ASKS_IMPACT, Act.ASKED_IMPACT),
    (Signal.ASKS_NEED, Act.ASKED_NEED),
    (Signal.ASKS_FACT, Act.ASKED_FACT),
    (Signal.VAGUE, Act.VAGUE),
    (Signal.LOGISTICS, Act.PRACTICAL),
    (Signal.NO_SUBSTANCE, Act.LITTLE),
)
"""What a turn without any step is called by its signals."""

_NOTHING_MORE = frozenset({Act.VAGUE, Act.PRACTICAL, Act.LITTLE})
"""Names that say there was nothing else in it: they hold where no step is even in doubt."""


def act(grade: TurnGrade) -> Act:
    """The one thing that a turn is remembered by. Levels in doubt are never told as if stated."""
    if grade.signals & {Signal.OTHER_LANGUAGE, Signal.TO_MACHINE}:
        return Act.PUZZLING
    against = harm(grade)
    if against is not None:
        return Act.OWNED_AND_UNDONE if grade[Step.OWN_PART].firmly_clear else against
    return (
        _clear(grade, _FOR_THE_OTHER)
        or _about_self(grade)
        or _clear(grade, tuple(_CLEAR))
        or _by_half(grade)
        or _bare(grade)
    )


def harm(grade: TurnGrade) -> Act | None:
    """In what way a turn works against a step, beyond doubt."""
    score = next((grade[step] for step in _AGAINST if grade[step].against), None)
    return _named(score, _AGAINST) if score else None


def step_taken(grade: TurnGrade, step: Step) -> Act:
    """What a clear step of a turn is called."""
    if step is Step.ASK:
        if Signal.ASKS_IMPACT in grade.signals:
            return Act.ASKED_IMPACT
        if Signal.ASKS_NEED in grade.signals:
            return Act.ASKED_NEED
    return _named(grade[step], _CLEAR)


def _clear(grade: TurnGrade, steps: tuple[Step, ...]) -> Act | None:
    taken = next((step for step in steps if grade[step].firmly_clear), None)
    return step_taken(grade, taken) if taken else None


def _about_self(grade: TurnGrade) -> Act | None:
    if Signal.ASKS_FORGIVENESS in grade.signals:
        return Act.ASKED_FORGIVENESS
    if Signal.FISHING in grade.signals:
        return Act.FISHED
    hurting = Signal.TEARS in grade.signals or grade.drift is Drift.VICTIM
    return Act.ABOUT_SELF if hurting else None


def _by_half(grade: TurnGrade) -> Act | None:
    own = grade[Step.OWN_PART]
    if own.level < Level.PARTIAL:
        if Signal.EXCUSE in grade.signals:
            return Act.EXPLAINED
        if Signal.APOLOGY in grade.signals:
            return Act.SORRY
    if own.level is Level.CLEAR:
        return Act.OWNED_HALF
    half = (step for step in _PARTIAL if grade[step].level is Level.PARTIAL)
    found = next((step for step in half if not grade[step].doubt), None)
    return _named(grade[found], _PARTIAL) if found else None


def _bare(grade: TurnGrade) -> Act:
    heard = next((found for signal, found in _BARE if signal in grade.signals), None)
    touched = {score.step for score in grade.scores if score.level is not Level.ABSENT}
    if heard is not None and not (touched and heard in _NOTHING_MORE):
        return heard
    untouched = touched.isdisjoint((Step.OWN_PART, Step.FACE_IT))
    return Act.AROUND if untouched else Act.OPEN_TO_READING


def _named(score: StepScore, names: Mapping[Step, tuple[Act, Mapping[str, Act]]]) -> Act:
    plain, by_reason = names[score.step]
    reason = score.reason.code.rpartition(".")[2] if score.reason else ""
    return by_reason.get(reason, plain)
