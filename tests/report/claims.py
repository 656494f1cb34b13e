"""What the sentences of a debrief claim, checked against the turns themselves."""

from collections.abc import Callable

from rehearse.conversation.rehearsal import threshold
from rehearse.conversation.rubric import Level, Step, TurnGrade
from rehearse.conversation.scenario import Band, LayerRule, Move, Opening
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import START
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.report.acts import harm, step_taken
from rehearse.report.debrief import Debrief, LayerUnsaid
from rehearse.report.telling import Sentence


class Truth:
    """A talk as its turns have it."""

    def __init__(self, view: RehearsalView) -> None:
        self.view = view
        self.done = [turn for turn in view.spoken if turn.state is not None]
        self.start = START[view.difficulty]
        self.final = view.trust

    def before(self, n: int) -> int:
        state = self.view.turns[n - 1].state
        assert state is not None
        return state.trust

    def moved(self, n: int) -> int:
        state = self.done[n - 1].state
        assert state is not None
        return state.trust - self.before(n)

    def level(self, n: int, step: Step) -> Level:
        grade = self.done[n - 1].grade
        return grade.level(step) if isinstance(grade, TurnGrade) else Level.ABSENT

    def heard(self, n: int, signal: Signal) -> bool:
        grade = self.done[n - 1].grade
        return isinstance(grade, TurnGrade) and signal in grade.signals

    def harmful(self, n: int) -> bool:
        grade = self.done[n - 1].grade
        return isinstance(grade, TurnGrade) and grade.harmful

    def firmly_clear(self, n: int) -> bool:
        grade = self.done[n - 1].grade
        scores = grade.scores if isinstance(grade, TurnGrade) else ()
        return any(score.firmly_clear for score in scores)

    def asked(self, n: int) -> bool:
        return self.level(n, Step.ASK) is Level.CLEAR or self.heard(n, Signal.ASKS_IMPACT)

    def acknowledged(self, n: int) -> bool:
        return any(self.level(n, s) is Level.CLEAR for s in (Step.OWN_PART, Step.FACE_IT))

    def numbers(self) -> range:
        return range(1, len(self.done) + 1)

    def reply(self, turn: TurnView) -> Move:
        assert turn.reply is not None
        return turn.reply.move


def check_unsaid(view: RehearsalView, unsaid: LayerUnsaid) -> None:
    """Why a layer stayed unsaid is what the turns show."""
    truth = Truth(view)
    rule = next(rule for rule in view.scenario.rules.layers if rule.id == unsaid.layer)
    asked_for = threshold(rule, view.difficulty)
    enough = [n for n in truth.numbers() if truth.before(n) >= asked_for]
    code = unsaid.why.code.removeprefix("unsaid.")
    n = unsaid.why.slots.get("n")
    if code in ("too_little_trust", "gate"):
        assert not enough
        assert not truth.done or truth.final < asked_for
        if code == "gate":
            step = Step(str(unsaid.why.slots["step"]))
            assert all(truth.level(n, step) is not Level.CLEAR for n in truth.numbers())
    elif code in ("at_the_end", "still_open"):
        assert not enough
        assert truth.final >= asked_for
        assert n == len(truth.done)
    elif code == "not_opened":
        _check_not_opened(truth, unsaid.why, rule, enough)
    elif code == "unscored":
        turns = unsaid.why.slots["turns"]
        assert isinstance(turns, tuple)
        assert set(turns) <= set(enough)
        assert all(not isinstance(truth.done[n - 1].grade, TurnGrade) for n in turns)
    else:
        (n,) = unsaid.why.slots["turns"]
        assert n in enough
        assert _opened(truth, rule, n)
        assert _CAME_BETWEEN[code](truth, n)


def _check_not_opened(truth: Truth, why: Sentence, rule: LayerRule, enough: list[int]) -> None:
    when = why.parts["when"]
    if when.code == "unsaid.since":
        first = when.slots["n"]
        assert isinstance(first, int)
        turns = tuple(range(first, len(truth.done) + 1))
        assert len(truth.done) == len(truth.view.spoken)
    else:
        found = when.slots["turns"]
        assert isinstance(found, tuple)
        turns = found
    assert turns
    assert set(turns) <= set(enough)
    assert not any(_opened(truth, rule, n) for n in turns)
    code = why.parts["missing"].code.removeprefix("unsaid.missing.")
    if code.endswith("just_then"):
        assert any(_opened(truth, rule, n) for n in truth.numbers())
    if code.endswith("no_more"):
        opened = [n for n in truth.numbers() if _opened(truth, rule, n)]
        assert opened
        assert max(opened) < turns[0]
    if code.startswith("asked"):
        assert not any(truth.asked(n) for n in turns)
    if code.startswith("acknowledged"):
        assert not any(truth.acknowledged(n) for n in turns)
    if code.startswith("acknowledged_or_asked"):
        assert not any(truth.asked(n) for n in turns)
    if code == "gate_shut":
        step = truth.view.scenario.rules.needed[0]
        before = range(1, turns[-1])
        assert all(truth.level(n, step) is not Level.CLEAR for n in before)
    if code == "after_harm":
        assert truth.harmful(turns[-1] - 1)


def _opened(truth: Truth, rule: LayerRule, n: int) -> bool:
    opened = set()
    if truth.asked(n):
        opened.add(Opening.ASKED)
    state = truth.view.turns[n - 1].state
    assert state is not None
    owned_before = Step.OWN_PART in state.standing.clear
    if truth.acknowledged(n) or (truth.asked(n) and owned_before):
        opened.add(Opening.ACKNOWLEDGED)
    first = truth.view.scenario.rules.needed[0]
    if first in state.standing.gates and state.harmful_run == 0:
        opened.add(Opening.SAFE)
    return bool(opened & rule.opens_on)


def _told(truth: Truth, n: int) -> str | None:
    reply = truth.done[n - 1].reply
    assert reply is not None
    return reply.told


def _cut_off(truth: Truth, n: int) -> bool:
    reply = truth.done[n - 1].reply
    return reply is not None and reply.stopped and reply.move is Move.REVEAL


_CAME_BETWEEN: dict[str, Callable[[Truth, int], bool]] = {
    "cut_off": _cut_off,
    "undone": lambda truth, n: truth.harmful(n),
    "told_other": lambda truth, n: _told(truth, n) is not None,
    "just_told": lambda truth, n: truth.reply(truth.done[n - 2]) is Move.REVEAL,
    "left": lambda truth, n: truth.reply(truth.done[n - 1]) is Move.CLOSE,
    "answered_other": lambda truth, n: _told(truth, n) is None,
}


def check_summary(view: RehearsalView, found: Debrief) -> None:
    """Beginning, turn and ending are what the turns show."""
    truth = Truth(view)
    for sentence in found.summary:
        area, _, rest = sentence.code.partition(".")
        if area == "turn":
            _check_turn(truth, sentence, rest)
        if area == "end":
            assert _ENDS[rest.partition(".")[0]](truth), sentence


def _check_turn(truth: Truth, sentence: Sentence, code: str) -> None:
    later = [n for n in truth.numbers() if n > 1]
    rose = any(truth.moved(n) >= 7 and truth.firmly_clear(n) for n in later)
    fell = any(truth.harmful(n) for n in later)
    rising = ("rise", "fell_then_rose", "fell_then_rose_again", "fell_then_rose_some")
    both = ("rose_then_fell", "one_slip", "one_opening", "back_and_forth")
    if code in rising or code in both:
        assert rose
    if code in both or code.startswith("fell") or code.startswith("downhill") or code == "fall":
        assert fell
    if code in (
        "bit_by_bit",
        "some_room",
        "stayed_open",
        "sorries",
        "about_self",
        "around",
        "little",
    ):
        assert not rose
    if code == "around":
        for n in later:
            assert truth.level(n, Step.FACE_IT) is truth.level(n, Step.OWN_PART) is Level.ABSENT
    for place, part in sentence.parts.items():
        if place == "opened":
            assert part.code.removeprefix("opened.") in _rises(truth, later), part
        elif place != "then":
            assert part.code in _whens(truth, later), part


def _rises(truth: Truth, turns: list[int]) -> set[str]:
    """What trust that rose in these turns can be called, by what was answered."""
    rose = [n for n in turns if truth.moved(n) >= 7 and truth.firmly_clear(n)]
    answers = {truth.reply(truth.done[n - 1]) for n in rose}
    return {"shifted" if answer in NOT_OPEN else "room" for answer in answers}


NOT_OPEN = {Move.SILENCE, Move.HOLD_OFF, Move.LIMIT, Move.WITHDRAW, Move.CLOSE}


def _whens(truth: Truth, turns: list[int]) -> set[str]:
    """Everything that can be said to have raised or lowered trust in these turns."""
    found = {"when.again", "when.again_against"}
    for n in turns:
        grade = truth.done[n - 1].grade
        if isinstance(grade, TurnGrade):
            done = [step_taken(grade, s.step) for s in grade.scores if s.firmly_clear]
            found |= {f"when.{act.value}" for act in (*done, harm(grade)) if act}
    return found


def _band(truth: Truth) -> Band:
    return truth.view.settled.standing.band


def _firm_promise(truth: Truth) -> bool:
    grades = [turn.grade for turn in truth.done if isinstance(turn.grade, TurnGrade)]
    return any(grade[Step.RELIABLE].firmly_clear for grade in grades)


def _last_move(truth: Truth) -> Move:
    return truth.reply(truth.done[-1])


def _missing(truth: Truth) -> bool:
    step = truth.view.scenario.rules.needed[0]
    unclear = all(truth.level(n, step) is not Level.CLEAR for n in truth.numbers())
    return unclear and _band(truth) is Band.MIDDLE


_ENDS: dict[str, Callable[[Truth], bool]] = {
    "left_hurt": lambda t: t.view.closed and t.harmful(len(t.done)),
    "left_stuck": lambda t: t.view.closed,
    "agreed": lambda t: t.view.settled.small_steps > 0 and _band(t) is not Band.LOW,
    "agreed_and_settled": lambda t: Move.SETTLE in t.view.settled.moves and _band(t) is Band.HIGH,
    "agreed_but_shut": lambda t: t.view.settled.small_steps > 0 and _band(t) is Band.LOW,
    "offer_tested": lambda t: _firm_promise(t) and _last_move(t) is Move.TEST,
    "offer_open": lambda t: _firm_promise(t) and t.view.settled.small_steps == 0,
    "offer_but_shut": lambda t: _firm_promise(t) and _band(t) is Band.LOW,
    "awaited": lambda t: _last_move(t) is Move.ASK_COMMITMENT and t.view.settled.offers == 0,
    "asked_in_vain": lambda t: (
        Move.ASK_COMMITMENT in t.view.settled.moves and t.view.settled.offers == 0
    ),
    "told_last": lambda t: _told(t, len(t.done)) is not None,
    "after_one": lambda t: len(t.done) == 1 and t.view.ended_at is not None,
    "soon": lambda t: len(t.done) == 2 and t.view.ended_at is not None,
    "open": lambda t: _band(t) is Band.HIGH,
    "on_guard": lambda t: _band(t) is Band.MIDDLE and t.start < 40,
    "on_guard_still": lambda t: _band(t) is Band.MIDDLE and t.start >= 40,
    "shut_as_before": lambda t: _band(t) is Band.LOW and abs(t.final - t.start) < 6,
    "shut_further": lambda t: _band(t) is Band.LOW and t.final < t.start,
    "ajar": lambda t: _band(t) is Band.LOW and t.final > t.start,
    "missing": _missing,
}
