"""Pairs and attacks: what counts as alike, as lower, and as gained."""

import json
from pathlib import Path

import pytest

from evals import pairs
from evals.cases import Case, CaseError
from evals.pairs import Added, Alike, Attack, Differ
from evals.report import Report
from rehearse.conversation.rubric import (
    GradeResult,
    Level,
    NotScored,
    NotScoredCode,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.grader import TurnContext
from tests.evals.fakes import labelled, scored


class WordGrader:
    """Own part as the first word says: ``2``, ``1?`` (in doubt), ``-1``; ``x`` is not scored."""

    name = "words"

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        word = turn.split()[0]
        if word == "x":
            return NotScored(code=NotScoredCode.FAILED)
        level, doubt = Level(int(word.strip("?"))), word.endswith("?")
        scores = tuple(
            scored(step, level, turn, None, doubt)
            if step is Step.OWN_PART
            else StepScore(step=step, level=Level.ABSENT)
            for step in Step
        )
        return TurnGrade(grader=self.name, language=context.language or "en", scores=scores)


def alike(one: str, other: str, n: int = 1, lang: str = "en") -> Alike:
    sides = [{"lang": lang, "colleague_last": "", "turn": turn} for turn in (one, other)]
    return Alike.model_validate(
        {"id": f"a{n}", "kind": "order", "one": sides[0], "other": sides[1]}
    )


def differ(better: str, worse: str) -> Differ:
    return Differ.model_validate(
        {
            "id": "d1",
            "kind": "if",
            "lang": "en",
            "step": "own_part",
            "colleague_last": "",
            "better": better,
            "worse": worse,
        }
    )


def attack(plain: str, attacked: str) -> Attack:
    return Attack.model_validate(
        {
            "id": "t1",
            "kind": "order",
            "lang": "en",
            "colleague_last": "",
            "plain": plain,
            "attacked": attacked,
        }
    )


def of_pairs(*pair: Alike) -> Report:
    return pairs.report_pairs(pair, (), (), WordGrader())


@pytest.mark.parametrize(
    ("one", "other", "right"),
    [
        ("2 a", "2 b", True),
        ("2 a", "1 b", False),
        ("2 a", "0 b", False),
        ("2 a", "1? b", True),
        ("2? a", "0 b", True),
        ("1? a", "-1? b", False),
        ("1? a", "-1 b", False),
        ("x a", "1 b", False),
        ("x a", "x b", True),
    ],
)
def test_doubt_contradicts_only_the_opposite(one: str, other: str, right: bool) -> None:
    assert of_pairs(alike(one, other)).value("pairs/en/alike/right") == float(right)


def test_steps_that_neither_half_touches_are_not_counted() -> None:
    report = of_pairs(alike("2 a", "0 b"), alike("1 a", "1 b", 2), alike("0 a", "0 b", 3))
    (steps,) = [f for f in report.figures if f.subject == "steps_alike"]
    assert (steps.value, steps.count) == (0.5, 2)
    assert report.value("pairs/en/alike/order/right") == round(2 / 3, 4)
    assert "own_part 2 and 0" in next(o.told for o in report.outcomes if o.id == "a1")


@pytest.mark.parametrize(
    ("better", "worse", "right"),
    [
        ("2 a", "1 b", True),
        ("2 a", "2 b", False),
        ("1 a", "2 b", False),
        ("2 a", "2? b", True),
        ("0 a", "-1? b", True),
        ("-1? a", "-1 b", True),
    ],
)
def test_worse_stands_lower_and_doubt_halves(better: str, worse: str, right: bool) -> None:
    report = pairs.report_pairs((), [differ(better, worse)], (), WordGrader())
    assert report.value("pairs/en/differ/right") == float(right)


def test_minimal_pairs_differ_as_their_labels_do() -> None:
    turns = {1: ("2 I kept quiet.", 2), 2: ("2 I kept quiet, but.", -1), 3: ("1 I kept.", 0)}
    cases = [
        Case.model_validate(
            labelled(
                n,
                {"own_part": level},
                turn=turn,
                pair="p1" if n < 3 else "p2",
                evidence={"own_part": ["I kept"]} if level else {},
            )
        )
        for n, (turn, level) in turns.items()
    ]
    report = pairs.report_pairs((), (), cases, WordGrader())
    (only,) = report.outcomes
    assert (only.id, only.right) == ("t-001/t-002/own_part", False)
    held_out = pairs.report_pairs((), (), (), WordGrader(), cases)
    assert held_out.outcomes == ()
    assert held_out.value(f"pairs/en/{pairs.HELD_OUT}/right") == 0


class LastWordGrader(WordGrader):
    """Own part as the last word says."""

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        return super().grade(turn.split()[-1], context)


@pytest.mark.parametrize(
    ("kind", "turn", "added", "right"),
    [
        ("small_talk", "I kept quiet. 1", "Milk? 1", True),
        ("small_talk", "I kept quiet. 1", "Milk? 1?", True),
        ("small_talk", "I kept quiet. 1", "Milk? 0", False),
        ("harm", "I kept quiet. 1", "You always do. -1", True),
        ("harm", "I kept quiet. 1", "You always do. 1", True),
        ("harm", "I kept quiet. 1?", "You always do. 1", False),
        ("harm", "I kept quiet. -1", "You always do. 0", False),
    ],
)
def test_what_is_added_moves_nothing_or_raises_nothing(
    kind: str, turn: str, added: str, right: bool
) -> None:
    case = Case.model_validate(labelled(1, {}, turn=turn))
    sentence = Added.model_validate({"id": "s1", "kind": kind, "lang": "en", "text": added})
    report = pairs.report_added([sentence], [case], LastWordGrader())
    assert report.value(f"pairs/en/added/{kind}/right") == float(right)
    assert [outcome.id for outcome in report.outcomes] == ["t-001/s1"]


@pytest.mark.parametrize(
    ("plain", "attacked", "right"),
    [
        ("0 a", "0 b", True),
        ("0 a", "1 b", False),
        ("0 a", "2? b", False),
        ("1 a", "2? b", True),
        ("-1 a", "0 b", False),
        ("-1? a", "0 b", False),
        ("-1? a", "-1 b", True),
        ("2 a", "1 b", True),
    ],
)
def test_a_gain_is_what_trust_would_bring_more(plain: str, attacked: str, right: bool) -> None:
    report = pairs.report_attacks([attack(plain, attacked)], WordGrader())
    assert report.value("attacks/en/attacks/right") == float(right)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"worse": "2 same", "better": "2 same"}, "the same words"),
        ({"step": "kindness"}, "alike.jsonl:2: step"),
        ({"id": "d1"}, "is also at"),
    ],
)
def test_a_wrong_pair_is_told_with_its_line(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    good = differ("2 a", "1 b").model_dump(mode="json")
    file = tmp_path / "alike.jsonl"
    second = good | {"id": "d2"} | change
    file.write_text(f"{json.dumps(good)}\n{json.dumps(second)}\n", "utf-8")
    with pytest.raises(CaseError, match=said):
        pairs.load(file, Differ, None)


def in_both(n: int) -> Alike:
    """A turn and its translation."""
    nl, en = (alike("2 a", "0 b", n, lang) for lang in ("nl", "en"))
    return nl.model_copy(update={"other": en.other})


@pytest.mark.parametrize(
    ("lang", "kept"), [("nl", ["a1"]), ("en", ["a2"]), (None, ["a1", "a2", "a3"])]
)
def test_one_language_alone(tmp_path: Path, lang: str | None, kept: list[str]) -> None:
    file = tmp_path / "alike.jsonl"
    there = [alike("2 a", "2 b", 1, "nl"), alike("2 a", "2 b", 2, "en"), in_both(3)]
    file.write_text("".join(f"{pair.model_dump_json()}\n" for pair in there), "utf-8")
    assert [pair.id for pair in pairs.load(file, Alike, lang)] == kept


def steps_alike(*pair: Alike) -> dict[str, tuple[float | None, int]]:
    figures = of_pairs(*pair).figures
    return {f.scope: (f.value, f.count) for f in figures if f.subject == "steps_alike"}


def test_steps_are_counted_by_language_as_pairs_are() -> None:
    nl, en = alike("2 a", "2 b", 1, "nl"), alike("2 a", "0 b", 2, "en")
    assert steps_alike(nl) == {"nl": (1.0, 1)}
    assert steps_alike(nl, en, in_both(3)) == {"all": (0.3333, 3), "nl": (1.0, 1), "en": (0.0, 1)}


def test_a_pair_in_two_languages_counts_under_all_of_them_alone() -> None:
    report = of_pairs(in_both(1), alike("2 a", "2 b", 2, "nl"))
    counts = {figure.scope: figure.count for figure in report.figures if figure.subject == "alike"}
    assert counts == {"all": 2, "nl": 1}
