"""What the terminal shows of a turn: the steps it touched, and how trust moved and why."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rehearse import locale
from rehearse.cli import console
from rehearse.cli.console import faint, safe, wrapped
from rehearse.cli.speech import Speech
from rehearse.conversation.rubric import Language, Level, Step
from rehearse.conversation.trust import band_of
from rehearse.report.silence import direction, is_silent

INDENT = "    "
_DEEPER = "      "

_SIGNS = {2: "●", 1: "◐", 0: "·", -1: "▼"}
Score = Mapping[str, Any]


def grade_lines(grade: Mapping[str, Any], say: Speech, *, untouched: bool = False) -> list[str]:
    """A grade in the contract's form, as indented lines; untouched steps only when asked for."""
    if grade["not_scored"]:
        return [wrapped(f"· {safe(grade['not_scored']['message'])}", INDENT)]
    lines: list[str] = []
    told: set[str] = set()
    for score in grade["scores"]:
        if (score["level"] or untouched) and not score["doubt"]:
            lines.append(f"{INDENT}{headline(score, say)}")
            lines.extend(_details(score, say, told))
    lines.extend(_doubts([score for score in grade["scores"] if score["doubt"]], say, told))
    if not lines:
        lines.append(faint(wrapped(f"· {say('notes.nothing_touched')}", INDENT)))
    return lines + drift_lines(grade, say)


def _doubts(doubtful: Sequence[Score], say: Speech, told: set[str]) -> Iterable[str]:
    """What the grader would not sign, last: by passage and level, and no lecture about any."""
    groups: dict[tuple[str, int], list[Score]] = {}
    for score in doubtful:
        groups.setdefault((score["evidence"], score["level"]), []).append(score)
    for (_, level), scores in groups.items():
        names = ", ".join(console.bold(step_name(score["step"], say)) for score in scores)
        yield f"{INDENT}{sign(scores[0])} {names}: {level_word(scores[0], say)}"
        yield from _quote(scores[0], told)
        yield faint(wrapped(locale.near_levels(Level(level), say.language), _DEEPER))
    if groups:
        yield faint(wrapped(say("notes.own_judgement"), _DEEPER))


def headline(score: Score, say: Speech) -> str:
    """Sign, step and level word: the sign never stands alone."""
    name = console.bold(step_name(score["step"], say))
    return f"{sign(score)} {name}: {level_word(score, say)}"


def sign(score: Score) -> str:
    return "◌" if score["doubt"] else _SIGNS[score["level"]]


def level_word(score: Score, say: Speech) -> str:
    return locale.level_word(Level(score["level"]), score["doubt"], say.language)


def step_name(step: str, say: Speech) -> str:
    return locale.step_name(Step(step), say.language)


def _details(score: Score, say: Speech, told: set[str]) -> Iterable[str]:
    yield from _quote(score, told)
    if score["reason"]:
        yield faint(wrapped(safe(score["reason"]), _DEEPER))
    rewrite = score["rewrite"]
    if rewrite and rewrite not in told:
        told.add(rewrite)
        yield wrapped(f"{say('notes.rewrite')} {safe(rewrite)}", _DEEPER)


def _quote(score: Score, told: set[str]) -> Iterable[str]:
    """The passage a level goes by, the first time that it is one."""
    passage = score["evidence"]
    if passage and passage not in told:
        told.add(passage)
        yield wrapped(f"“{safe(passage)}”", _DEEPER)


def drift_lines(grade: Mapping[str, Any], say: Speech) -> list[str]:
    """Where the turn slides to under pressure, if anywhere."""
    if not grade["drift"] or grade["drift"] == "none":
        return []
    return [wrapped(say(f"drift.{grade['drift']}"), INDENT)]


def trust_line(trust: int, name: str, say: Speech) -> str:
    """Trust in words, with a small bar beside them."""
    return f"{INDENT}{console.bar(trust / 100)}  {trust_words(trust, name, say)}"


def trust_words(trust: int, name: str, say: Speech) -> str:
    """How it stands, in the words of the page."""
    return locale.standing(band_of(trust), safe(name), say.language)


def why_lines(moved: int, causes: Sequence[Mapping[str, Any]], say: Speech) -> list[str]:
    """Why trust moved, or did not: the direction, the steps it goes by, and what holds it."""
    sentences = [_direction(moved, causes, say)]
    sentences.extend(_holds(moved, causes, say))
    return [faint(wrapped(" ".join(sentences), INDENT))]


def _direction(moved: int, causes: Sequence[Mapping[str, Any]], say: Speech) -> str:
    if moved > 0:
        # Where a step was clear, the half ones beside it, in doubt or not, explain little.
        if clear := _steps(causes, {"clear", "clear_again"}, say):
            return say("why.up", steps=clear)
        return say("why.up_a_little", steps=_steps(causes, {"partial", "in_doubt"}, say))
    down = _steps(causes, {"against"}, say)
    if moved < 0 and not down:
        return say("why.down_a_little", steps=_steps(causes, {"against_in_doubt"}, say))
    if moved < 0:
        return say("why.down", steps=down)
    # At the very bottom harm costs nothing more, but it is still what happened.
    return say("why.same_against", steps=down) if down else say("why.same")


def _holds(moved: int, causes: Sequence[Mapping[str, Any]], say: Speech) -> Iterable[str]:
    if not moved and (again := _steps(causes, {"partial_again"}, say)):
        yield say("why.partial_again", step=again)
    for cause in causes:
        code = cause["cause"]
        if code in {"first_gate_shut", "gate_shut"}:
            yield say(f"why.{code}", step=step_name(cause["step"], say))
        elif code in {"most_a_turn", "most_lost_a_turn", "full", "not_scored", "untold"}:
            yield say(f"why.{code}")


def _steps(causes: Sequence[Mapping[str, Any]], codes: set[str], say: Speech) -> str:
    return listed([step_name(c["step"], say) for c in causes if c["cause"] in codes], say)


def listed(names: Sequence[str], say: Speech) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say('and')} {names[-1]}"


def cause_lines(causes: Sequence[Mapping[str, Any]], say: Speech) -> list[str]:
    """Every cause on a line of its own."""
    lines = []
    for cause in causes:
        step = step_name(cause["step"], say) if cause["step"] else ""
        text = say(f"cause.{cause['cause']}", step=step)
        lines.append(wrapped(f"- {text}", f"{INDENT}  ", INDENT))
    return lines


def spoken(name: str, text: str, gesture: str | None, language: Language) -> str:
    """What the colleague says: the gesture first, in italics."""
    before = f"  {console.italic(f'({safe(gesture)})')}" if gesture else ""
    head = f"{console.bold(safe(name))}:{before}"
    return f"{head}\n{answer(text, language)}"


def answer(text: str, language: Language) -> str:
    """The colleague's words; one that says nothing is told as that, in the talk's language."""
    if is_silent(text):
        return f"  {console.italic(f'({safe(direction(text, language))})')}"
    return wrapped(safe(text), "  ")
