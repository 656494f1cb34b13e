"""What the grader made of a turn, as a margin note: one line of chips that opens to the reasons."""

from collections.abc import Sequence, Set

from rehearse.conversation.rubric import (
    GradeResult,
    Language,
    Level,
    NotScored,
    Passage,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.grader.contract import reason_text
from rehearse.locale import level_word, near_levels, phrase, step_name
from rehearse.pages.marks import Mark, look_of, marked, plain, sign, soft
from rehearse.report.played import read_by
from rehearse.report.telling import asked_of

Lettered = tuple[StepScore, str, bool]
"""A score, the letter of its passage, and whether its note is the first about that passage, which
quotes it."""

MOST_ONE_BY_ONE = 2
"""How many steps in doubt are told one by one; more would make a note that nobody reads."""


def touched(grade: TurnGrade) -> list[StepScore]:
    """The steps that a turn touched, in the order in which the turn did."""

    def place(score: StepScore) -> tuple[int, int]:
        at = score.evidence
        return (at.start, at.end) if at else (0, 0)

    return sorted((score for score in grade.scores if score.evidence), key=place)


def said(
    text: str,
    grade: GradeResult | None,
    more: Sequence[Mark] = (),
    *,
    first: Set[Step] = frozenset(),
) -> str:
    """The manager's words; the passages are marked, which shows only while the note is open.
    ``more``: what else is marked in them; ``first``: as ``notes`` has it."""
    if not isinstance(grade, TurnGrade):
        return marked(text, more)
    marks = list(more)
    for score, letter, leads in _lettered(grade, first):
        if score.evidence:
            at = score.evidence
            marks.append(Mark(at.start, at.end, _look(score), letter if leads else ""))
    return marked(text, marks)


def note(
    grade: GradeResult,
    ui: Language,
    spoken: Language,
    *,
    final: bool = True,
    words_only: bool = False,
) -> str:
    """The note under a turn. ``ui`` is the reader's language, ``spoken`` the conversation's;
    ``words_only`` leaves out signs and levels."""
    if isinstance(grade, NotScored):
        mark = "" if words_only else sign("unscored")
        chip = f'<span class="chip">{mark}<b>{_say("chip.not_scored", ui)}</b></span>'
        why = plain(phrase(f"not_scored.{grade.code.value}", ui))
        return _opening([chip], f'<div class="note"><p>{why}</p></div>', ui)
    scores = touched(grade)
    if not scores:
        return f'<p class="chips none">{_say("chip.none", ui)}</p>'
    chips = _chips(scores, ui)
    if not final:
        chips.append(f'<span class="chip level">{_say("chip.provisional", ui)}</span>')
    inside = notes(grade, ui, spoken, words_only=words_only)
    if by := read_by(grade, ui):
        inside += f'<div class="note"><p class="soft">{plain(by)}</p></div>'
    if words_only:
        return _in_words_only(len(scores), inside, ui)
    return _opening(chips, inside, ui)


def notes(
    grade: TurnGrade,
    ui: Language,
    spoken: Language,
    *,
    words_only: bool = False,
    first: Set[Step] = frozenset(),
) -> str:
    """The reasons without their line of chips: a note a step, those in doubt together at the end.
    ``first``: the steps whose notes come before all others."""
    lettered = _lettered(grade, first)
    found = []
    for at, each in enumerate(lettered):
        if not each[0].doubt:
            found.append(_note(*each, ui, spoken, words_only))
        elif at == 0 or not lettered[at - 1][0].doubt:
            doubtful = [other for other in lettered if other[0].doubt]
            found.append(_doubts(doubtful, ui, spoken, words_only))
    return "".join(found)


def in_words(grade: GradeResult, ui: Language) -> str:
    """The chips as one phrase, for who listens."""
    if isinstance(grade, NotScored):
        return phrase("page.chip.not_scored", ui)
    scores = touched(grade)
    told = [f"{step_name(s.step, ui)} {_level(s, ui)}" for s in scores if not s.doubt]
    doubtful = [score for score in scores if score.doubt]
    if doubtful:
        steps = ", ".join(step_name(score.step, ui) for score in doubtful)
        told.append(f"{steps} {_level(doubtful[0], ui)}")
    return ", ".join(told) or phrase("page.chip.none", ui)


def _opening(chips: list[str], inside: str, ui: Language) -> str:
    why = f'<span class="why">{_say("chip.why", ui)}</span>'
    line = " ".join([*chips, why])
    return f'<details class="notes"><summary class="chips">{line}</summary>{inside}</details>'


def _in_words_only(number: int, inside: str, ui: Language) -> str:
    count = _say("chip.notes_one" if number == 1 else "chip.notes", ui, n=str(number))
    summary = f'<summary class="chips"><span class="why">{count}</span></summary>'
    return f'<details class="notes words">{summary}{inside}</details>'


def _chips(scores: list[StepScore], ui: Language) -> list[str]:
    """One chip a step; what is open to doubt stands together in one, after what is not."""
    chips = [f'<span class="chip">{_name(score, ui)}</span>' for score in scores if not score.doubt]
    doubtful = [score for score in scores if score.doubt]
    if doubtful:
        steps = ", ".join(f"<b>{plain(step_name(score.step, ui))}</b>" for score in doubtful)
        level = f'<span class="level">{plain(_level(doubtful[0], ui))}</span>'
        chips.append(f'<span class="chip doubtful">{sign("doubt")}{steps} {level}</span>')
    return chips


def _name(score: StepScore, ui: Language) -> str:
    step, level = plain(step_name(score.step, ui)), plain(_level(score, ui))
    return f'{sign(_look(score))}<b>{step}</b> <span class="level">{level}</span>'


def _note(
    score: StepScore,
    letter: str,
    quoted: bool,
    ui: Language,
    spoken: Language,
    words_only: bool,
) -> str:
    """What one step comes to, beyond doubt."""
    assert score.evidence is not None
    assert score.reason is not None
    name = f"<b>{plain(step_name(score.step, ui))}</b>" if words_only else _name(score, ui)
    parts = [f'<p class="step">{name}&nbsp;<sup>{letter}</sup></p>']
    if quoted:
        parts.append(_quote(score, ui, spoken))
    parts.append(f"<p>{plain(reason_text(score.reason, ui))}</p>")
    if score.by == "local":
        parts.append(soft(phrase("live.reading.by_local", ui)))
    if score.rewrite:
        rewrite = f'<p lang="{spoken}" dir="auto">{plain(score.rewrite)}</p>'
        parts.append(
            f'<div class="sheet"><p class="soft">{_say("note.could", ui)}</p>{rewrite}</div>'
        )
    return f'<div class="note">{"".join(parts)}</div>'


def _doubts(lettered: Sequence[Lettered], ui: Language, spoken: Language, words_only: bool) -> str:
    """Everything in one note that the grader would not sign. It does not lecture about that."""
    parts = [f'<p class="soft">{_say("note.in_doubt", ui)}</p>']
    if len(lettered) <= MOST_ONE_BY_ONE:
        parts += [_doubt(*each, ui, spoken, words_only) for each in lettered]
    else:
        parts += _together(lettered, ui, spoken, words_only)
    return f'<div class="note">{"".join(parts)}</div>'


def _doubt(
    score: StepScore,
    letter: str,
    quoted: bool,
    ui: Language,
    spoken: Language,
    words_only: bool,
) -> str:
    """One step in doubt, with what the step asks for, to judge by."""
    quote = _quote(score, ui, spoken) if quoted else ""
    asked = soft(asked_of(score.step, ui))
    return f"{_between([score], letter, ui, words_only)}{quote}{asked}"


def _together(
    lettered: Sequence[Lettered], ui: Language, spoken: Language, words_only: bool
) -> list[str]:
    """Many steps in doubt: by passage and level, and no more about each."""
    groups: dict[tuple[str, Level], list[Lettered]] = {}
    for each in lettered:
        groups.setdefault((each[1], each[0].level), []).append(each)
    parts = []
    for (letter, _), group in groups.items():
        scores = [score for score, *_ in group]
        quote = _quote(scores[0], ui, spoken) if any(quoted for *_, quoted in group) else ""
        parts.append(f"{_between(scores, letter, ui, words_only)}{quote}")
    return parts


def _between(scores: Sequence[StepScore], letter: str, ui: Language, words_only: bool) -> str:
    """Between which two levels these steps lie, all of them alike."""
    names = ", ".join(f"<b>{plain(step_name(score.step, ui))}</b>" for score in scores)
    between = "" if words_only else f": {plain(near_levels(scores[0].level, ui))}"
    return f'<p class="step">{names}{between}&nbsp;<sup>{letter}</sup></p>'


def _quote(score: StepScore, ui: Language, spoken: Language) -> str:
    assert score.evidence is not None
    quote = plain(phrase("page.note.quote", ui, words=score.evidence.text))
    return f'<p class="quote" lang="{spoken}" dir="auto">{quote}</p>'


def _level(score: StepScore, ui: Language) -> str:
    return level_word(score.level, score.doubt, ui)


def _look(score: StepScore) -> str:
    return look_of(score.level, score.doubt)


def _lettered(grade: TurnGrade, first: Set[Step]) -> list[Lettered]:
    """The touched steps in the order of their notes: as the turn has them, those in doubt together
    at the end. The letters follow the notes, for among those one is looked up."""
    scores = touched(grade)
    doubts_first = any(score.doubt and score.step in first for score in scores)

    def place(score: StepScore) -> tuple[bool, bool]:
        leads = doubts_first if score.doubt else score.step in first
        return not leads, score.doubt

    found: list[Lettered] = []
    passages: list[Passage | None] = []
    for score in sorted(scores, key=place):
        leads = score.evidence not in passages
        if leads:
            passages.append(score.evidence)
        found.append((score, "abcdefg"[passages.index(score.evidence)], leads))
    return found


def _say(key: str, ui: Language, **slots: str) -> str:
    return plain(phrase(f"page.{key}", ui, **slots))
