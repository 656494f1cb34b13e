"""``rehearse corrections``: what coaches corrected, as labelled cases in a folder."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rehearse
from rehearse.cli import console, files, notes
from rehearse.cli.console import bold, faint, safe, wrapped
from rehearse.cli.door import Door
from rehearse.cli.speech import CommandError, Speech, speech
from rehearse.coaching.as_cases import Cases, LabelledTurn, as_cases
from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language, Step
from rehearse.locale import level_word, step_name
from rehearse.service.rehearsing import LOCAL

TURNS, STORIES, README, SPLITS = "turns", "stories.json", "README.md", "splits.json"
"""What lies in a folder of cases; one with splits has cases of its own to look after."""


@dataclass(frozen=True)
class Wanted:
    """Which corrections are wanted, and whom to replace beside those that are found."""

    share: str | None
    """The start of a shared talk's id; without one, all of them."""
    names: Sequence[str]
    agreed: bool
    """Whether turns in which nothing was corrected are wanted, too."""


def run(
    wanted: Wanted, out: Path | None, *, preview: bool, sure: bool, lang: Language | None
) -> None:
    """Show the corrections as cases and, once that was agreed to, write them."""
    if out is None and not preview:
        raise CommandError("cases_where")
    if out is not None:
        _refuse(out)
    if not preview and not sure and not console.interactive():
        raise CommandError("cases_unasked")
    say = speech(lang)
    with Door() as door:
        given = door.ask(door.app.reviewing.given(LOCAL))
        share = door.ask(door.app.sharing.find(LOCAL, wanted.share)) if wanted.share else None
    cases = as_cases(_read(given, share), wanted.names, agreed=wanted.agreed)
    if not sure or preview:
        console.say_lines(_case_lines(cases.turns, say))
    console.say_lines(_told(cases, say))
    if not cases.turns or preview or out is None:
        return
    if sure or console.agreed(say("corrections.sure"), say("delete.agree")):
        _write(cases, out, say)
    else:
        print(say("corrections.kept"))


def _read(
    given: Iterable[tuple[SharedTalk, tuple[Review, ...]]], share: str | None
) -> Iterable[tuple[SharedTalk, Review]]:
    return [
        (talk, review) for talk, reviews in given for review in reviews if share in (None, talk.id)
    ]


def _refuse(out: Path) -> None:
    """Raises:
    CommandError: this folder is Rehearse's own, or something else stands in its place.
    """
    if Path(os.path.realpath(out)).is_relative_to(Path(rehearse.__file__).parent.resolve()):
        raise CommandError("cases_inside", folder=out)
    # What cannot be looked at counts as not there: writing then tells the trouble.
    if os.path.lexists(out / SPLITS):
        raise CommandError("cases_split", folder=out)
    for folder in (out, out / TURNS):
        there = os.path.lexists(folder)
        if there and (folder.is_symlink() or not folder.is_dir()):
            raise CommandError("cases_no_folder", folder=folder)


def _case_lines(turns: Sequence[LabelledTurn], say: Speech) -> Iterable[str]:
    for case in turns:
        yield bold(safe(case.id))
        yield wrapped(safe(case.colleague_last), "  ")
        yield wrapped(f"{say('corrections.manager')}: {safe(case.turn)}", "  ")
        for step, level in case.levels.items():
            if level:
                yield _level_line(step, case, say)
        yield ""


def _level_line(step: Step, case: LabelledTurn, say: Speech) -> str:
    word = level_word(case.levels[step], False, say.language)
    quote = safe(case.evidence[step][0])
    return wrapped(f"{step_name(step, say.language)}: {word}. “{quote}”", "    ")


def _told(cases: Cases, say: Speech) -> Iterable[str]:
    yield _counted("found", len(cases.turns), say)
    if cases.replaced:
        yield wrapped(say("corrections.replaced", names=safe(notes.listed(cases.replaced, say))))
    elif cases.turns:
        yield wrapped(say("corrections.nobody"))
    for left in cases.unquoted:
        step = step_name(left.step, say.language)
        told = say("corrections.unquoted", title=safe(left.title), n=left.n, step=step)
        yield faint(wrapped(told))
    if cases.unfinished:
        yield faint(wrapped(_counted("unfinished", cases.unfinished, say)))
    if cases.refused:
        yield faint(wrapped(_counted("refused", cases.refused, say)))


def _counted(key: str, count: int, say: Speech) -> str:
    which = "one" if count == 1 else "more"
    return say(f"corrections.{key}.{which}", count=count)


def _write(cases: Cases, out: Path, say: Speech) -> None:
    """Add the cases to what the folder holds; one that is there already is brought up to date."""
    folder = out / TURNS
    _make(folder)
    # All is read before anything is written: half a folder would lack the part on consent.
    held = {file: _lines(file) for file in sorted(folder.glob("*.jsonl"))}
    stories = _json(out / STORIES)
    new = changed = 0
    for case in cases.turns:
        lines = held.setdefault(folder / f"{case.writer}.jsonl", {})
        line = json.loads(case.line())
        new += case.id not in lines
        changed += case.id in lines and lines[case.id] != line
        lines[case.id] = line
    for writer in dict.fromkeys(case.writer for case in cases.turns):
        file = folder / f"{writer}.jsonl"
        lines = held[file]
        _put(file, "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines.values()))
    for key, story in cases.stories.items():
        told = {"trade": story.title, story.lang: story.brief}
        stories[key] = stories.get(key, {}) | told
    _put(out / STORIES, json.dumps(stories, ensure_ascii=False, indent=1) + "\n")
    _put(out / README, _readme((line for lines in held.values() for line in lines.values()), say))
    print(say("corrections.written", new=new, changed=changed, folder=safe(str(out))))
    print(faint(say("corrections.how", folder=safe(str(out)))))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        trouble = error.strerror or type(error).__name__
        raise CommandError("file_unwritable", file=folder, trouble=trouble) from error


def _readme(lines: Iterable[Mapping[str, Any]], say: Speech) -> str:
    """What the folder is, and that the managers agreed, by what its lines say of that."""
    given: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        given.setdefault(line["consent"]["share"], []).append(line)
    agreed = [
        say(
            "corrections.agreed",
            share=share,
            date=found[0]["consent"]["given_at"][:10],
            count=len(found),
        )
        for share, found in given.items()
    ]
    return say("corrections.readme", agreed="\n".join(f"- {one}" for one in agreed))


def _lines(file: Path) -> dict[str, dict[str, Any]]:
    """The cases that a file holds already, by their ids.

    Raises:
        CommandError: it holds something else.
    """
    found = {}
    for number, text in enumerate(files.text_lines(str(file)), 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError:
            line = None
        if not _is_case(line):
            raise CommandError("cases_other", file=file, line=number)
        found[line["id"]] = line
    return found


def _is_case(line: Any) -> bool:
    """Whether a line has what is read here: an id, and to what its manager agreed when."""
    if not isinstance(line, dict) or not isinstance(line.get("consent"), dict):
        return False
    consent = line["consent"]
    told = (line.get("id"), consent.get("share"), consent.get("given_at"))
    return all(isinstance(one, str) for one in told)


def _json(file: Path) -> dict[str, dict[str, Any]]:
    if not os.path.lexists(file):
        return {}
    try:
        known = json.loads("\n".join(files.text_lines(str(file))))
    except ValueError:
        known = None
    if not isinstance(known, dict) or not all(isinstance(one, dict) for one in known.values()):
        raise CommandError("cases_other", file=file, line=1)
    return known


def _put(file: Path, text: str) -> None:
    files.write_private(file, text.encode("utf-8", "replace"), force=True)
