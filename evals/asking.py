"""What models are asked: the cases, and what a part of them brings with one model."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from evals import colleague, pairs, reread, voiced
from evals.cases import Case, Split
from evals.colleague import ColleagueFile
from evals.ground import Ground
from evals.pairs import Alike, Attack, Differ
from evals.report import Part, Report
from evals.reread import Question, Reread
from evals.under_way import CASE
from evals.voiced import Scene, Voiced
from evals.wanted import Wanted, of_files, pair_names, spoken_of
from rehearse.grader import prompt
from rehearse.models import Model, ModelRequest
from rehearse.models.shown import OnlyShown

PARTS = (Part.TURNS, Part.PAIRS, Part.ATTACKS, Part.COLLEAGUE)
"""What a model is asked about. Whole dialogues are not: each turn would rest on the one before."""


@dataclass(frozen=True)
class Asked:
    """Cases of one part."""

    part: Part
    turns: tuple[Case, ...] = ()
    alike: tuple[Alike, ...] = ()
    differ: tuple[Differ, ...] = ()
    attacks: tuple[Attack, ...] = ()
    files: tuple[ColleagueFile, ...] = ()

    @property
    def questions(self) -> list[Question]:
        """Those to a model grader."""
        return [
            *reread.of_turns(self.turns),
            *reread.of_pairs(self.alike, self.differ),
            *reread.of_attacks(self.attacks),
        ]

    @property
    def ids(self) -> frozenset[str]:
        """The cases by the names that kept replies have for them."""
        said = (case.id for content in self.files for case in content.cases)
        return frozenset([*(question.case for question in self.questions), *said])

    def only(self, ids: Collection[str]) -> "Asked":
        """Those that were answered. A pair is one where both halves were."""
        alike = (p for p in self.alike if {f"{p.id}/one", f"{p.id}/other"} <= set(ids))
        differ = (p for p in self.differ if {f"{p.id}/better", f"{p.id}/worse"} <= set(ids))
        files = []
        for content in self.files:
            answered = tuple(case for case in content.cases if case.id in ids)
            if answered:
                files.append(content.model_copy(update={"cases": answered}))
        return replace(
            self,
            turns=tuple(case for case in self.turns if case.id in ids),
            alike=tuple(alike),
            differ=tuple(differ),
            attacks=tuple(a for a in self.attacks if f"{a.id}/attacked" in ids),
            files=tuple(files),
        )


def asked(part: Part, wanted: Wanted, labelled: Sequence[Case]) -> Asked:
    """The wanted cases of one part; of the labelled turns those for development.

    Raises:
        CaseError: a file of cases is wrong.
    """
    folder = wanted.folder / "pairs"
    if part is Part.TURNS:
        return Asked(part, turns=tuple(spoken_of(Split.DEVELOPMENT, wanted, labelled)))
    if part is Part.PAIRS:
        alike = pairs.load(folder / "alike.jsonl", Alike, wanted.lang)
        differ = pairs.load(folder / "differ.jsonl", Differ, wanted.lang)
        return Asked(
            part,
            alike=tuple(wanted.pick(alike, pair_names)),
            differ=tuple(wanted.pick(differ, pair_names)),
        )
    if part is Part.ATTACKS:
        attacks = pairs.load(folder / "attacks.jsonl", Attack, wanted.lang)
        return Asked(part, attacks=tuple(wanted.pick(attacks, pair_names)))
    files = colleague.load(wanted.folder / "colleague")
    return Asked(part, files=tuple(of_files(wanted, files)))


@dataclass(frozen=True)
class Brought:
    """What a model brought on the cases of a part."""

    asked: Asked
    reread: tuple[Reread, ...] = ()
    voiced: tuple[Voiced, ...] = ()

    def report(self, label: str, ground: Ground) -> Report:
        """The figures. ``label``: who the replies are from."""
        part = self.asked.part
        if part is Part.COLLEAGUE:
            return voiced.report(label, self.voiced)
        answers = reread.report_answers(part, label, self.reread)
        if not any(each.grade for each in self.reread):
            return reread.report_nothing(part, label) + answers
        if part is Part.TURNS:
            return reread.report_turns(label, self.asked.turns, self.reread) + answers
        if part is Part.PAIRS:
            alike, differ = self.asked.alike, self.asked.differ
            return reread.report_pairs(label, alike, differ, self.reread) + answers
        found = reread.report_attacks(label, self.asked.attacks, self.reread, ground.local)
        return found + answers


async def bring(
    cases: Asked,
    model: Model,
    ground: Ground,
    at_once: int,
    answered: Collection[str] | None = None,
) -> Brought:
    """Ask a model about cases, so many at once. ``answered``: only about these halves and cases,
    by the names that kept replies have for them."""
    if cases.part is Part.COLLEAGUE:
        scenes: list[Scene] = voiced.scenes(
            cases.files, ground.library, ground.local, ground.scripted
        )
        spoken = await voiced.speak(scenes, model, ground, at_once)
        return Brought(cases, voiced=tuple(spoken))
    questions = [q for q in cases.questions if answered is None or q.case in answered]
    words = prompt.load(ground.prompts)
    read = await reread.read(questions, model, words, ground.local, at_once)
    return Brought(cases, reread=tuple(read))


def first_requests(
    model: str, parts: Iterable[Asked], ground: Ground
) -> list[tuple[str, ModelRequest]]:
    """What a model would be asked first, case by case. Sends nothing."""
    seen: list[tuple[str, ModelRequest]] = []
    shown = OnlyShown(model, lambda request: seen.append((CASE.get(), request)))

    async def look() -> None:
        for part in parts:
            await bring(part, shown, ground, 1)

    asyncio.run(look())
    return seen
