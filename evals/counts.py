"""Reads every file of cases, and counts what they hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evals import cases, colleague, dialogues, ground, pairs
from evals.cases import CASES, Case, Split
from rehearse.conversation.rubric import Language, Level, Step


@dataclass(frozen=True)
class Counts:
    """What a folder of cases holds."""

    turns: dict[tuple[str, Language], int]
    """By split; a folder that has none is one."""
    levels: dict[tuple[Step, Level], int]
    in_pairs: int
    """Turns that are half of a minimal pair."""
    pairs: dict[str, int] = field(default_factory=dict)
    dialogues: int = 0
    colleague: int = 0


def check(folder: Path = CASES) -> Counts:
    """Read every file of cases, and count. A folder without splits and pairs is one of turns alone.

    Raises:
        CaseError: a file is wrong.
    """
    if not (folder / "splits.json").exists() and not (folder / "pairs").exists():
        name, further = cases.own(folder)
        return _counts(further, Counter((name, case.lang) for case in further))
    labelled = cases.load(folder / "turns")
    per_split = Counter(
        (str(split), case.lang)
        for split in Split
        for case in cases.split_of(labelled, split, folder)
    )
    written = {
        name: len(cases.lines(folder / "pairs" / f"{name}.jsonl", model))
        for name, model in (("alike", pairs.Alike), ("differ", pairs.Differ))
    }
    written["attacks"] = len(cases.lines(folder / "pairs" / "attacks.jsonl", pairs.Attack))
    written["sentences to add"] = len(cases.lines(folder / "pairs" / "added.jsonl", pairs.Added))
    library = ground.load_library()
    scripts = dialogues.placed(folder / "dialogues")
    dialogues.check(scripts, library)
    files = colleague.placed(folder / "colleague")
    colleague.check_lines(files, library)
    return replace(
        _counts(labelled, per_split),
        pairs=written,
        dialogues=len(scripts),
        colleague=sum(len(each.places) for each in files),
    )


def _counts(labelled: Sequence[Case], per_split: Mapping[tuple[str, Language], int]) -> Counts:
    """What the turns hold."""
    levels = Counter((step, case.levels[step]) for case in labelled for step in Step)
    in_pairs = sum(case.pair is not None for case in labelled)
    return Counts(dict(per_split), dict(levels), in_pairs)
