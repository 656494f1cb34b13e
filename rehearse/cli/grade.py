"""``rehearse grade``: one turn as a table, or a file of them as JSON lines."""

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import rehearse
from rehearse.cli import console, files, notes
from rehearse.cli.speech import CommandError, Speech, settings, speech
from rehearse.conversation.rubric import (
    LANGUAGES,
    MAX_TURN_LENGTH,
    GradeResult,
    Language,
    NotScored,
    NotScoredCode,
    TurnGrade,
    unscorable,
)
from rehearse.errors import BadFile, RehearseError
from rehearse.grader.contract import grade_json

_LONG = 50
"""From this many lines on, someone who watches is told how far it is."""

_BROKEN = "broken_scenario"
"""The note on a situation of which a file is wrong."""


@dataclass(frozen=True)
class Known:
    """What is known beside the turn itself."""

    lang: Language | None = None
    scenario: str | None = None
    colleague_last: str | None = None


class _BadLine(ValueError):
    """A line that holds no turn. ``code`` is a note of the catalogue."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run(text: str | None, known: Known, *, jsonl: str | None, as_json: bool) -> None:
    """Grade one text, or every line of a file."""
    if text is not None and jsonl is not None:
        raise CommandError("text_and_file")
    say = speech(known.lang)
    if jsonl is not None:
        _grade_lines(jsonl, known, say)
        return
    if text is None:
        raise CommandError("no_text")
    _grade_text(_words(text), known, say, as_json=as_json)


def _words(text: str) -> str:
    if text != files.STANDARD_INPUT:
        return text
    return "\n".join(files.text_lines(text)).rstrip("\n")


def _grade_text(text: str, known: Known, say: Speech, *, as_json: bool) -> None:
    refused = unscorable(text)
    if refused and not as_json:
        _refuse(refused)
    contract = _contract(_try_grade(text, known), text, say.language)
    if as_json:
        console.emit(contract)
    else:
        _show(contract, _reader(contract, known, say))
    if refused:
        _refuse(refused)


def _refuse(code: NotScoredCode) -> NoReturn:
    if code is NotScoredCode.EMPTY:
        raise CommandError("text_empty")
    raise CommandError("text_too_long", most=MAX_TURN_LENGTH)


def _grade(text: str, known: Known) -> GradeResult:
    return rehearse.grade(
        text,
        lang=known.lang,
        scenario=known.scenario,
        colleague_last=known.colleague_last,
    )


def _try_grade(text: str, known: Known) -> GradeResult:
    """A grade, or the value that says there is none: one turn never ends the run of a file.

    Raises:
        NotFound: no such situation, or not in this language.
        BadFile: one of the situation's files is wrong.
    """
    try:
        return _grade(text, known)
    except RehearseError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a grader breaks on, the run goes on
        # Its text stays out: it may quote the turn.
        print(f"grader: {type(error).__name__}", file=sys.stderr)
        return NotScored(code=NotScoredCode.FAILED)


def _contract(
    result: GradeResult, text: str, language: Language, turn_id: Any = None
) -> dict[str, Any]:
    """The contract's form, with quotes taken from the turn as it was given."""
    contract = grade_json(result, grader=grader_name(), language=language, turn_id=turn_id)
    if isinstance(result, TurnGrade):
        for score, shown in zip(result.scores, contract["scores"], strict=True):
            if score.evidence:
                shown["evidence"] = text[score.evidence.start : score.evidence.end]
    return contract


def _reader(contract: dict[str, Any], known: Known, say: Speech) -> Speech:
    """The language asked for or set; else the turn's own, as its reasons are."""
    read = contract.get("language")
    return say if known.lang or settings().language or read is None else Speech(read)


def _show(contract: dict[str, Any], say: Speech) -> None:
    print(f"\n{console.bold(say('grade.heading'))}\n")
    console.say_lines(notes.grade_lines(contract, say, untouched=True))
    print()


def _grade_lines(name: str, known: Known, say: Speech) -> None:
    if known.scenario is not None:
        # Given for the whole run, so it is wrong use; in a line it is only a note.
        library = rehearse._situations()
        library.load(known.scenario, known.lang or library.rules(known.scenario).languages[0])
    count = 0
    for number, raw in enumerate(files.raw_lines(name), start=1):
        if not raw.strip():
            continue
        console.emit(_graded_line(raw, number, known, say))
        count += 1
        if count % _LONG == 0:
            console.progress(say("grade.progress", count=count))
    if count >= _LONG:
        console.progress("")


def _trouble(known: Known) -> str | None:
    """The note on a situation that cannot be used, or None."""
    library = rehearse._situations()
    if known.scenario is None:
        return None
    try:
        if known.scenario not in library.ids():
            return "unknown_scenario"
        if known.lang and known.lang not in library.rules(known.scenario).languages:
            return "scenario_language"
    except BadFile:
        return _BROKEN
    return None


def grader_name() -> str:
    return rehearse._grader().name


def _graded_line(raw: bytes, number: int, known: Known, say: Speech) -> dict[str, Any]:
    """One line's grade in the contract's form; a line that holds no turn gets its reason."""
    grader = grader_name()
    try:
        line = _read(raw)
        own, remarks = _known_of(line, known)
    except _BadLine as error:
        bad = NotScored(code=NotScoredCode.BAD_LINE)
        contract = grade_json(bad, grader=grader, language=say.language)
        return contract | {"line": number, "note": say(f"grade.note.{error.code}")}
    text = line["turn"]
    try:
        result = _try_grade(text, own)
    except BadFile:
        result = _try_grade(text, replace(own, scenario=None))
        remarks.append(_BROKEN)
    contract = _contract(result, text, own.lang or say.language, line.get("id"))
    if remarks:
        contract["note"] = " ".join(say(f"grade.note.{remark}") for remark in remarks)
    return contract


def _read(raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _BadLine("not_utf8") from error
    try:
        line = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise _BadLine("no_json") from error
    if not isinstance(line, dict):
        raise _BadLine("no_object")
    if not isinstance(line.get("turn"), str):
        raise _BadLine("no_turn")
    return line


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("too large")
    return number


def _known_of(line: Mapping[str, Any], known: Known) -> tuple[Known, list[str]]:
    """What a line says beside its turn, over what was said for the run; and what to note on it."""
    lang, scenario, before = (_text(line, key) for key in ("lang", "scenario", "colleague_last"))
    spoken = _language(lang) if lang is not None else known.lang
    remarks = ["unknown_language"] if lang is not None and spoken is None else []
    own = Known(
        lang=spoken,
        scenario=known.scenario if scenario is None else scenario,
        colleague_last=known.colleague_last if before is None else before,
    )
    if code := _trouble(own):
        own = replace(own, scenario=None)
        remarks.append(code)
    return own, remarks


def _text(line: Mapping[str, Any], key: str) -> str | None:
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise _BadLine("not_text")
    return value


def _language(name: str) -> Language | None:
    """``nl`` for "nl", "NL" and "nl-BE"; None for a language we do not read."""
    short = name.strip().lower().replace("_", "-").partition("-")[0]
    return next((language for language in LANGUAGES if language == short), None)
