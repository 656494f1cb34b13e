"""Runs model grader and modelled colleague over kept replies, offline."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals import asking, kept
from evals.asking import Asked, Brought
from evals.cases import Case
from evals.ground import Ground
from evals.kept import Batch, ComesTo, Stale
from evals.report import ALL, Finding, Outcome, Part, Report, share
from evals.wanted import Wanted
from evals.wire import KeptModel, Wire
from rehearse.models import library

AT_ONCE = 8
"""Requests under way at a time: while one waits before it tries again, others go on."""


@dataclass(frozen=True)
class Replayed:
    """What the replies of one batch brought."""

    batch: Batch
    brought: Brought
    stale: tuple[Stale, ...]
    keys: dict[str, str]
    """By place: the key of the request that each reply went to."""
    halves: tuple[str, ...] = ()
    """Replies to one half of a pair whose other half nobody answered; they are not used."""

    def report(self, ground: Ground) -> Report:
        """Figures of what was read or said; of authored replies whether each came to what it must,
        and with attacks what they let through."""
        if not self.batch.authored:
            return self.brought.report(self.batch.label, ground)
        found = self._plumbing()
        if self.brought.asked.part is Part.ATTACKS:
            found += self.brought.report(self.batch.label, ground)
        return found

    def left_out(self) -> Iterator[str]:
        """Which halves were not used, and what to do."""
        model = self.batch.source is kept.Source.MODEL
        how = "run --live --record again" if model else "have that answered too"
        for case in self.halves:
            yield (
                f"{self.batch.part.value}/{self.batch.label}: {case} is not used, for the other "
                f"half was not answered: {how}"
            )

    def _plumbing(self) -> Report:
        came = {each.question.case: each.came_to for each in self.brought.reread}
        came |= {each.scene.case.id: each.came_to for each in self.brought.voiced}
        part = f"plumbing of {self.batch.part.value}/{self.batch.label}"
        outcomes: list[Outcome] = []
        for placed in self.batch.replies:
            reply = placed.reply
            if reply.comes_to and reply.case in came:
                outcomes.append(_came(part, reply, came[reply.case]))
        findings = [
            Finding(subject=f"{self.batch.label}: {outcome.id}", message=outcome.told)
            for outcome in outcomes
            if not outcome.right
        ]
        figures = []
        if outcomes:
            flags = [outcome.right for outcome in outcomes]
            figures.append(share(part, ALL, "come to what they must", "share", flags))
        return Report(figures=tuple(figures), outcomes=tuple(outcomes), findings=tuple(findings))


def _came(part: str, reply: kept.KeptReply, came: ComesTo) -> Outcome:
    assert reply.comes_to is not None
    told = f"{reply.about or 'authored replies'}: must come to {reply.comes_to.value}"
    return Outcome(
        part=part,
        kind=reply.part.value,
        id=reply.case,
        lang=ALL,
        right=came is reply.comes_to,
        told=f"{told}, came to {came.value}",
    )


def batches(wanted: Wanted, *, signing: bool = False) -> list[Batch]:
    """The kept replies to parts that are wanted; empty where none are kept. ``signing``: authored
    ones whatever their keys.

    Raises:
        CaseError: a file does not hold kept replies, or one request has two answers.
    """
    found = kept.load(wanted.replies, signing=signing)
    return [batch for batch in found if wanted.runs(batch.part)]


def run(
    found: Sequence[Batch],
    wanted: Wanted,
    labelled: Sequence[Case],
    ground: Ground,
    *,
    signing: bool = False,
) -> list[Replayed]:
    """Ask everything again that these replies answer. ``signing``: whatever their keys.

    Raises:
        CaseError: a file of cases is wrong.
    """

    there = {part: asking.asked(part, wanted, labelled) for part in {b.part for b in found}}
    partly = wanted.lang is not None or wanted.drawn

    async def all_of_them() -> list[Replayed]:
        try:
            return [
                await _one(batch, there[batch.part], ground, signing=signing, partly=partly)
                for batch in found
            ]
        finally:
            await library.let_go()

    return asyncio.run(all_of_them())


async def _one(
    batch: Batch, there: Asked, ground: Ground, *, signing: bool, partly: bool
) -> Replayed:
    """``partly``: not all cases of the part are there, so that one may be missed for that."""
    ids = there.ids
    message = f"there is no such case among the {batch.part.value}"
    lost = [Stale(batch.label, case, message) for case in batch.cases if case not in ids]
    there = there.only(batch.cases)
    whole = there.ids
    halves = tuple(case for case in batch.cases if case in ids - whole)
    batch = batch.only(lambda case: case in whole)
    wire = Wire(batch, signing=signing)
    with wire.open():
        brought = await asking.bring(
            there,
            KeptModel(batch.model, ground.prompts),
            ground,
            AT_ONCE,
            batch.cases,
        )
    gone = [] if partly else lost
    return Replayed(batch, brought, (*gone, *wire.stale()), wire.keys, halves)


def report(replayed: Sequence[Replayed], ground: Ground) -> Report:
    """All that was brought; whatever is stale fails it."""
    found = Report()
    for each in replayed:
        found += each.report(ground)
    return found + stale(replayed)


def stale(replayed: Sequence[Replayed]) -> Report:
    """What no longer fits, as what fails a run; which halves of pairs were not used, as notes."""
    by_case: dict[str, list[str]] = {}
    for one in replayed:
        for each in one.stale:
            by_case.setdefault(f"stale, {each.label}: {each.case}", []).append(each.message)
    findings = (
        Finding(subject=subject, message="; ".join(messages))
        for subject, messages in by_case.items()
    )
    notes = (note for one in replayed for note in one.left_out())
    return Report(findings=tuple(findings), notes=tuple(notes))


def signed(wanted: Wanted, labelled: Sequence[Case], ground: Ground) -> int:
    """Give every authored reply the key of the request that it would now go to; says to how many.
    They show what our side does, whatever exactly was asked; what was read or said by anybody else
    stays with its request.

    Raises:
        CaseError: a file of cases or of kept replies is wrong.
    """
    authored = [batch for batch in batches(wanted, signing=True) if batch.authored]
    keys: dict[str, str] = {}
    for each in run(authored, wanted, labelled, ground, signing=True):
        keys |= each.keys
    before = {placed.place: placed.reply.key for batch in authored for placed in batch.replies}
    moved = {place: key for place, key in keys.items() if before[place] != key}
    kept.sign(moved)
    return len(moved)
