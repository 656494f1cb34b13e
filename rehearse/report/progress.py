"""How talks changed, one after the other, in the manager's own sentences."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise, takewhile

from rehearse.conversation.rubric import Frozen, Language, Level, Passage, Step, TurnGrade
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.language import sentences
from rehearse.report.telling import Sentence

MOST_SENTENCES = 2
MOST_PAIRS = 3

LONG_QUOTE = 200
"""A sentence of more code points is only quoted where there is no shorter one as good."""

TURNS_EARLIER = 2
"""How many turns sooner something must come to be called earlier."""

LATELY = 3
"""How many of the newest talks say what to practise next."""


class Reached(Frozen):
    """How far one talk took one step."""

    best: Level
    doubt: bool
    """Whether the best is only in doubt."""
    partly: bool
    """Whether it was taken at least in part, beyond doubt."""
    against: bool
    """Whether the step was also worked against once, beyond doubt."""
    first_clear: int | None
    """The first turn in which it was clear beyond doubt."""


class TalkReached(Frozen):
    """One talk in the chart of all talks."""

    rehearsal_id: str
    scenario_id: str
    title: str
    name: str
    started_at: datetime
    steps: dict[Step, Reached]
    grader: str
    """Who graded it; talks of different graders are compared with care."""
    ready_before: int | None
    ready_after: int | None


class Quote(Frozen):
    """A sentence the manager said, and where."""

    words: str
    language: Language
    rehearsal_id: str
    name: str
    n: int
    level: Level


class ThenAndNow(Frozen):
    """One step in the manager's own words: the first time it mattered, and the latest."""

    step: Step
    then: Quote
    now: Quote


class NextStep(Frozen):
    """The one step to practise next, why, and in which situation."""

    step: Step
    why: Sentence
    scenario_id: str


class Practice(Frozen):
    """A situation there is, as far as choosing what to practise needs."""

    scenario_id: str
    needed: tuple[Step, ...]


class Readiness(Frozen):
    """How ready the manager felt for the talk with one colleague, and the latest words on that."""

    told: Sentence
    words: str | None


class Progress(Frozen):
    """Talks from the oldest to the newest, and what changed over them."""

    talks: tuple[TalkReached, ...]
    """Those with at least one scored turn, the oldest first."""
    summary: tuple[Sentence, ...]
    """At most two sentences of change; with one talk one that says it is too early, without any
    none. Only talks of one grader are compared, and where that leaves some out, it is said."""
    then_and_now: tuple[ThenAndNow, ...]
    """At most three steps, the most telling first."""
    next_step: NextStep | None
    readiness: Readiness | None
    graders: int
    """How many graders (or versions) graded these talks."""


def progress(talks: tuple[RehearsalView, ...], practices: tuple[Practice, ...]) -> Progress:
    """Compare talks, each along the path where it was left; oldest first."""
    scored = [talk for talk in talks if _graded(talk)]
    alike = _of_the_newest_grader(scored)
    needed = _needed(alike)
    return Progress(
        talks=tuple(_reached(talk) for talk in scored),
        summary=_summary(scored, alike, needed),
        then_and_now=_then_and_now(alike, needed),
        next_step=_next_step(scored, practices),
        readiness=_readiness(talks),
        graders=len({grade.grader for talk in scored for _, _, grade in _graded(talk)}),
    )


def _graded(talk: RehearsalView) -> list[tuple[int, TurnView, TurnGrade]]:
    """The turns that were scored, each with its number and its grade."""
    return [(n, turn, turn.graded) for n, turn in enumerate(talk.spoken, 1) if turn.graded]


def _of_the_newest_grader(talks: Sequence[RehearsalView]) -> list[RehearsalView]:
    """The newest talks that one grader graded: levels of two graders are not held side by side."""
    alike: list[RehearsalView] = []
    newest = _graded(talks[-1])[-1][2].grader if talks else ""
    for talk in reversed(talks):
        if {grade.grader for _, _, grade in _graded(talk)} != {newest}:
            break
        alike.insert(0, talk)
    return alike


def _needed(talks: Sequence[RehearsalView]) -> list[Step]:
    """The steps that the situations of these talks cannot do without, the newest talk's first."""
    needed: list[Step] = []
    for talk in reversed(talks):
        needed.extend(step for step in talk.scenario.rules.needed if step not in needed)
    return needed


def _reached(talk: RehearsalView) -> TalkReached:
    graded = _graded(talk)
    return TalkReached(
        rehearsal_id=talk.id,
        scenario_id=talk.scenario.id,
        title=talk.scenario.words.title,
        name=talk.name,
        started_at=talk.started_at,
        steps={step: _step_reached(step, graded) for step in Step},
        grader=graded[-1][2].grader,
        ready_before=talk.keepsakes.preparation.ready,
        ready_after=talk.keepsakes.reflection.ready,
    )


def _step_reached(step: Step, graded: Sequence[tuple[int, TurnView, TurnGrade]]) -> Reached:
    touched = [grade[step] for _, _, grade in graded if grade.level(step) is not Level.ABSENT]
    best = max((score.level for score in touched), default=Level.ABSENT)
    return Reached(
        best=best,
        doubt=bool(touched) and all(score.doubt for score in touched if score.level is best),
        partly=any(score.level >= Level.PARTIAL and not score.doubt for score in touched),
        against=any(score.against for score in touched),
        first_clear=next((n for n, _, grade in graded if grade[step].firmly_clear), None),
    )


# What changed, in sentences.

_Course = Sequence[Reached]
"""How far each talk took one step, the oldest first."""


def _summary(
    scored: Sequence[RehearsalView], alike: Sequence[RehearsalView], needed: Sequence[Step]
) -> tuple[Sentence, ...]:
    if not scored:
        return ()
    if len(alike) < 2:
        return (_said("early" if len(scored) == 1 else "regraded"),)
    told = _changes([_reached(talk) for talk in alike], needed)
    if len(alike) < len(scored):
        told = [*told[: MOST_SENTENCES - 1], _said("alike", talks=len(alike))]
    return tuple(told)


def _changes(talks: Sequence[TalkReached], needed: Sequence[Step]) -> list[Sentence]:
    """What got better and what is still hard; where one of them is missing, more of the rest."""
    order = [*needed, *(step for step in Step if step not in needed)]
    courses = {step: [talk.steps[step] for talk in talks] for step in order}
    better = _one_each(_better(courses))
    hard = _one_each(_hard(courses, needed), without=[step for step, _ in better[:1]])
    found = [*better[:1], *hard[:1], *better[1:], *_one_each(_kept(courses))]
    told = _one_each(found)[:MOST_SENTENCES]
    return [sentence for _, sentence in told] or [_said("no_line")]


_Change = tuple[Step, Sentence]


def _one_each(changes: Iterable[_Change], without: Sequence[Step] = ()) -> list[_Change]:
    """The first that is said of each step."""
    first: dict[Step, Sentence] = {}
    for step, sentence in changes:
        if step not in without:
            first.setdefault(step, sentence)
    return list(first.items())


def _better(courses: Mapping[Step, _Course]) -> Iterator[_Change]:
    """What a later talk did better than an earlier one, the most telling first."""
    own_part = _own_part(courses[Step.OWN_PART])
    if own_part:
        yield Step.OWN_PART, own_part
    for rule in (_steady, _relieved, _first_time):
        for step, course in courses.items():
            if sentence := rule(step, course):
                yield step, sentence


def _own_part(course: _Course) -> Sentence | None:
    """The own part named sooner in a talk, or named at last."""
    turns = [reached.first_clear for reached in course]
    first, last = turns[0], turns[-1]
    if last is None:
        return None
    if first is None:
        return _said("named", n=last)
    if first - last < TURNS_EARLIER:
        return None
    known = [turn for turn in turns if turn is not None]
    falls = all(later < sooner for sooner, later in pairwise(known))
    each_time = len(course) > 2 and len(known) == len(course) and falls
    return _said("earlier_each" if each_time else "earlier", first=first, last=last)


def _steady(step: Step, course: _Course) -> Sentence | None:
    """Clear in each of the latest talks, after one in which it was not."""
    run = _run(course, lambda reached: reached.first_clear is not None)
    return _said("steady", step, talks=run) if 1 < run < len(course) else None


def _relieved(step: Step, course: _Course) -> Sentence | None:
    """Worked against before and no more; of one talk that is only said where the step was done."""
    run = _run(course, lambda reached: not reached.against)
    if not 0 < run < len(course):
        return None
    if run > 1:
        return _said("relieved", step, talks=run)
    return _said("relieved.one", step) if course[-1].best >= Level.PARTIAL else None


def _first_time(step: Step, course: _Course) -> Sentence | None:
    clear = [reached.first_clear is not None for reached in course]
    return _said("first_time", step) if clear[-1] and not any(clear[:-1]) else None


def _hard(courses: Mapping[Step, _Course], needed: Sequence[Step]) -> Iterator[_Change]:
    """What works against the manager now, or was never clear."""
    for step, course in courses.items():
        if course[-1].against and not any(reached.against for reached in course[:-1]):
            yield step, _said("against_now", step)
    for step, course in courses.items():
        if all(reached.best < Level.CLEAR for reached in course):
            if any(reached.best is Level.PARTIAL for reached in course[-2:]):
                yield step, _said("search", step)
            elif step in needed:
                yield step, _said("never", step)


def _kept(courses: Mapping[Step, _Course]) -> Iterator[_Change]:
    """What was clear from the first talk to the last."""
    for step, course in courses.items():
        if all(reached.first_clear is not None for reached in course):
            yield step, _said("always", step, talks=len(course))


def _run(course: _Course, holds: Callable[[Reached], bool]) -> int:
    """In how many of the latest talks something holds, without a break."""
    return sum(1 for _ in takewhile(holds, reversed(course)))


# Then and now, in the manager's own words.


def _then_and_now(talks: Sequence[RehearsalView], needed: Sequence[Step]) -> tuple[ThenAndNow, ...]:
    """The steps that rose most; no sentence of the manager's is shown for two of them."""
    found = [pair for step in Step if (pair := _pair(step, talks))]
    found.sort(key=lambda pair: (pair.then.level - pair.now.level, pair.step not in needed))
    shown: list[ThenAndNow] = []
    for pair in found:
        words = {quote.words for other in shown for quote in (other.then, other.now)}
        if not words & {pair.then.words, pair.now.words}:
            shown.append(pair)
    return tuple(shown[:MOST_PAIRS])


def _pair(step: Step, talks: Sequence[RehearsalView]) -> ThenAndNow | None:
    """The first talk that touched a step and the latest, where the latest truly went further."""
    touching = [quotes for talk in talks if (quotes := _quotes(step, talk))]
    if len(touching) < 2 or not _went_further(touching[0], touching[-1]):
        return None
    then = next((quote for quote in touching[0] if quote.level < Level.CLEAR), touching[0][0])
    now = max(touching[-1], key=_says_most)
    return ThenAndNow(step=step, then=then, now=now) if now.level > then.level else None


def _went_further(first: Sequence[Quote], latest: Sequence[Quote]) -> bool:
    """Whether a talk beat another on a step: at its best, or by no longer working against it."""
    lowest, highest = (min(q.level for q in latest), max(q.level for q in latest))
    if lowest is Level.AGAINST:
        return False
    return highest > max(q.level for q in first) or min(q.level for q in first) is Level.AGAINST


def _says_most(quote: Quote) -> tuple[Level, bool, int]:
    return quote.level, len(quote.words) <= LONG_QUOTE, len(quote.words)


def _quotes(step: Step, talk: RehearsalView) -> list[Quote]:
    """Where a talk touched a step beyond doubt; a note that the manager disputes is left alone."""
    return [
        Quote(
            words=_whole_sentence(turn.text, score.evidence),
            language=grade.language,
            rehearsal_id=talk.id,
            name=talk.name,
            n=n,
            level=score.level,
        )
        for n, turn, grade in _graded(talk)
        if step not in turn.disputed
        and (score := grade[step]).evidence is not None
        and not score.doubt
    ]


def _whole_sentence(text: str, evidence: Passage) -> str:
    """The sentence that a passage stands in, or the sentences it spans."""
    spanned = [
        sentence
        for sentence in sentences.split(text)
        if sentence.start < evidence.end and evidence.start < sentence.end
    ]
    return text[spanned[0].start : spanned[-1].end] if spanned else evidence.text


# What to practise next.


def _next_step(scored: Sequence[RehearsalView], practices: Sequence[Practice]) -> NextStep | None:
    """The needed step that went worst lately, else one that went well in another situation."""
    if not scored:
        return None
    lately = [_reached(talk) for talk in scored[-LATELY:]]
    played = [talk.scenario.id for talk in reversed(scored)]
    asked_for = {step for practice in practices for step in practice.needed}
    for weakness in (_against_and_never_clear, _not_clear, _against_last):
        for step in [*_needed(scored), *Step]:
            if step in asked_for and (why := weakness([talk.steps[step] for talk in lately])):
                where = _where(step, practices, played)
                return NextStep(step=step, why=why, scenario_id=where)
    new = next((practice for practice in practices if practice.scenario_id not in played), None)
    if new is None:
        return None
    return NextStep(step=new.needed[0], why=_said("next.new"), scenario_id=new.scenario_id)


def _against_and_never_clear(course: _Course) -> Sentence | None:
    if any(reached.best is Level.CLEAR for reached in course):
        return None
    return _against_last(course) or (
        _said("next.against") if any(reached.against for reached in course) else None
    )


def _not_clear(course: _Course) -> Sentence | None:
    if any(reached.first_clear is not None for reached in course):
        return None
    if any(reached.partly for reached in course):
        return _said("next.partly")
    doubted = any(reached.best >= Level.PARTIAL for reached in course)
    return _said("next.doubtful" if doubted else "next.untouched")


def _against_last(course: _Course) -> Sentence | None:
    return _said("next.against_last") if course[-1].against else None


def _where(step: Step, practices: Sequence[Practice], played: Sequence[str]) -> str:
    """A situation that needs the step: one not played yet, else the one played last."""
    asking = [practice.scenario_id for practice in practices if step in practice.needed]
    new = [scenario_id for scenario_id in asking if scenario_id not in played]
    return (new or sorted(asking, key=played.index))[0]


# How ready the manager felt.


def _readiness(talks: Sequence[RehearsalView]) -> Readiness | None:
    """Of the newest situation that allows a comparison: readiness for one talk says nothing about
    readiness for another."""
    for newest in reversed(talks):
        alike = [talk for talk in talks if _about(talk) == _about(newest)]
        if told := _over_talks(alike) or _within_one(alike):
            words = (talk.keepsakes.reflection.words.strip() for talk in reversed(alike))
            return Readiness(told=told, words=next(filter(None, words), None))
    return None


def _about(talk: RehearsalView) -> tuple[str, str]:
    return talk.scenario.id, talk.name


def _over_talks(alike: Sequence[RehearsalView]) -> Sentence | None:
    """After the first talk and after the last: never after one and before another."""
    after = [found for talk in alike if (found := talk.keepsakes.reflection.ready) is not None]
    return _ready("ready_over", alike[0].name, after[0], after[-1]) if len(after) > 1 else None


def _within_one(alike: Sequence[RehearsalView]) -> Sentence | None:
    """Before and after the newest talk that has both."""
    for talk in reversed(alike):
        before, after = talk.keepsakes.preparation.ready, talk.keepsakes.reflection.ready
        if before is not None and after is not None:
            return _ready("ready", talk.name, before, after)
    return None


def _ready(code: str, name: str, first: int, last: int) -> Sentence:
    told = f"{code}_same" if first == last else code
    return Sentence(code=f"progress.{told}", slots={"name": name, "first": first, "last": last})


def _said(what: str, step: Step | None = None, talks: int | None = None, **slots: int) -> Sentence:
    """``talks``: in how many of them; two of them have a sentence of their own."""
    told: dict[str, str | int] = dict(slots)
    if step is not None:
        told["step"] = step.value
    if talks is not None:
        told["n"] = talks
        what += ".two" if talks == 2 else ".more"
    return Sentence(code=f"progress.{what}", slots=told)
