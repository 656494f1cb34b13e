"""The checks on whole talks that readers of the requests played as the model, kept in
``evals/replies/talks`` with what these readers said of their own answers."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from rehearse.colleague import Exchange
from rehearse.colleague.checks import Finding, Ground
from rehearse.conversation.scenario import Band, Move
from rehearse.resources import data_root
from tests.colleague.replies import LIBRARY, first_finding

FOLDER = data_root() / "evals" / "replies" / "talks"


@dataclass(frozen=True)
class Answered:
    """A turn that a model was asked for, and what the checks say of its first answer now."""

    row: dict[str, Any]
    finding: Finding | None


@cache
def answered(reader: str) -> tuple[Answered, ...]:
    found: list[Answered] = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        talk = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        if talk[0]["reader"] != reader:
            continue
        scenario = LIBRARY.load(talk[0]["scenario"], talk[0]["lang"])
        so_far: list[Exchange] = []
        for row in talk:
            on = Ground(
                scenario,
                Move(row["move"]),
                Band(row["band"]),
                row["plan"],
                row["manager"],
                scenario.words.openings[0].text,
                tuple(so_far),
                (*row["layers"], *filter(None, [row["told"]])),
            )
            if row["answers"]:
                found.append(Answered(row, first_finding(row["answers"][0], on, by_sense=True)))
            so_far.append(Exchange(row["manager"], row["reply"]))
    return tuple(found)


def test_answers_of_careful_readers_are_hardly_ever_stopped() -> None:
    """Six talks. Rightly stopped of them: a number that nobody had said. Wrongly: two others."""
    all_of = answered("careful")
    stopped = [each for each in all_of if each.finding]
    print(f"{len(stopped)} of {len(all_of)}")
    assert len(all_of) >= 45
    assert len(stopped) <= 0.07 * len(all_of), [each.finding for each in stopped]


def test_slips_of_obliging_readers_are_mostly_stopped() -> None:
    """Two talks, by readers who were asked to slip now and then as a small model does."""
    slipped = [each for each in answered("obliging") if each.row["slip"]]
    stopped = [each for each in slipped if each.finding]
    print(f"{len(stopped)} of {len(slipped)}")
    assert len(slipped) >= 9
    assert len(stopped) >= 0.6 * len(slipped)
