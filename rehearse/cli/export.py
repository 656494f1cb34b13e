"""``rehearse export``: one rehearsal as a file to keep or to send to someone."""

import json
import re
from pathlib import Path
from typing import Any

from rehearse.cli import files, notes
from rehearse.cli.console import safe
from rehearse.cli.door import Door
from rehearse.cli.history import contract, local_time, reader
from rehearse.cli.speech import Speech
from rehearse.conversation.rubric import Language
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.service.rehearsing import LOCAL

EXPORT_VERSION = 1

_LIVE = re.compile(r"([\\`*_{}\[\]()<>#!|~$&:@])")
"""Signs that Markdown, or a renderer's extension of it, may act on."""
_LIST = re.compile(r"^(\s*)(\d+)([.)])|^(\s*)([-+=])")
_AUTOLINK = re.compile(r"\bwww\.", re.IGNORECASE)


def run(prefix: str, form: str, out: Path | None, *, force: bool, lang: Language | None) -> None:
    """Print one rehearsal, or write it to a file that only its owner can read."""
    if out is not None and not force and out.exists():
        files.refuse_to_overwrite(out)
    with Door() as door:
        rehearsal = door.ask(door.service.find(LOCAL, prefix))
        view = door.ask(door.service.open(LOCAL, rehearsal))
    say = reader(view, lang)
    text = as_json(view) if form == "json" else as_markdown(view, say)
    if out is None:
        print(text, end="")
    else:
        files.write_private(out, text, force=force)
        print(say("export.written", file=safe(str(out))))


def as_json(view: RehearsalView) -> str:
    """The whole path as one JSON object, in ASCII."""
    exported = {
        "v": EXPORT_VERSION,
        "id": view.id,
        "scenario": {
            "id": view.scenario.id,
            "title": view.scenario.words.title,
            "version": view.scenario.version(),
        },
        "language": view.language,
        "difficulty": view.difficulty.value,
        "started_at": view.started_at.isoformat(),
        "ended_at": view.ended_at.isoformat() if view.ended_at else None,
        "trust": view.trust,
        "layers_told": list(view.told),
        "turns": [_turn(turn, view.language) for turn in view.turns],
    }
    return json.dumps(exported, indent=2, ensure_ascii=True) + "\n"


def _turn(turn: TurnView, language: Language) -> dict[str, Any]:
    return {
        "id": turn.id,
        "parent_id": turn.parent_id,
        "said_at": turn.said_at.isoformat(),
        "text": turn.text,
        "opening": turn.opening.model_dump(mode="json") if turn.opening else None,
        "grade": contract(turn, language) if turn.grade else None,
        "trust": turn.state.trust if turn.state else None,
        "moved": turn.change.moved if turn.change else None,
        "causes": [c.model_dump(mode="json") for c in turn.change.causes] if turn.change else [],
        "reply": turn.reply.model_dump(mode="json") if turn.reply else None,
    }


def as_markdown(view: RehearsalView, say: Speech) -> str:
    """The talk with its notes. What people said cannot turn into links, pictures or markup."""
    words = view.scenario.words
    facts = say(
        "history.facts",
        date=local_time(view.started_at),
        difficulty=say(f"difficulty.{view.difficulty.value}"),
    )
    parts = [f"# {plain(words.title)}", facts, f"## {say('export.situation')}"]
    parts += [plain(line) for line in words.brief.strip().splitlines()]
    parts.append(f"## {say('export.talk')}")
    for turn in view.turns:
        parts += _turn_parts(view, turn, say)
    return "\n\n".join(parts) + "\n"


def _turn_parts(view: RehearsalView, turn: TurnView, say: Speech) -> list[str]:
    name = view.scenario.name
    if turn.opening:
        return [_spoken(name, turn.opening.text, turn.opening.gesture)]
    parts = [f"**{say('chat.you')}:** {plain(turn.text)}"]
    margin = _margin(turn, view, say)
    if margin:
        parts.append("\n".join(f"> {line}  " for line in margin))
    if turn.reply:
        parts.append(_spoken(name, turn.reply.text, turn.reply.gesture))
    return parts


def _margin(turn: TurnView, view: RehearsalView, say: Speech) -> list[str]:
    lines = []
    if turn.grade:
        grade: Any = contract(turn, view.language)
        if grade["not_scored"]:
            lines.append(plain(grade["not_scored"]["message"]))
        for score in grade["scores"]:
            if score["level"]:
                lines += _score_lines(score, say)
    if turn.change:
        lines.append(plain(notes.trust_words(turn.change.state.trust, view.scenario.name, say)))
    return lines


def _score_lines(score: dict[str, Any], say: Speech) -> list[str]:
    name = notes.step_name(score["step"], say)
    lines = [f"{notes.sign(score)} **{name}**: {notes.level_word(score, say)}"]
    if score["evidence"]:
        lines.append(f"“{plain(score['evidence'])}”")
    if score["reason"]:
        lines.append(plain(score["reason"]))
    if between := notes.doubt_line(score, say):
        lines.append(between)
    if score["rewrite"]:
        lines.append(f"{say('notes.rewrite')} {plain(score['rewrite'])}")
    return lines


def _spoken(name: str, text: str, gesture: str | None) -> str:
    before = f"*({plain(gesture)})* " if gesture else ""
    return f"**{plain(name)}:** {before}{plain(text)}".rstrip()


def plain(text: str) -> str:
    """Words as Markdown that shows exactly them: nothing in them is markup, nothing is fetched."""
    escaped = _LIVE.sub(r"\\\1", safe(text))
    escaped = _LIST.sub(_held, escaped)
    return _AUTOLINK.sub(lambda found: found.group().replace(".", "\\."), escaped)


def _held(found: re.Match[str]) -> str:
    if found.group(2):
        return f"{found.group(1)}{found.group(2)}\\{found.group(3)}"
    return f"{found.group(4)}\\{found.group(5)}"
