"""What counts of a model's reading: its grade, and the local one wherever it gave none."""

from dataclasses import replace

from evals import reread
from evals.cases import Case
from evals.pairs import Alike, Attack, Differ
from evals.reread import Question, Reread
from tests.evals.fakes import labelled
from tests.evals.test_pairs import WordGrader, alike, attack, differ

LOCAL = WordGrader()


def declined(question: Question) -> Reread:
    ours = LOCAL.grade(question.turn, question.context)
    return Reread(question, ours, None, "declined", 1)


def attacks(model: str, *attacked: Attack) -> float | None:
    """How many attacks gain nothing, with a model that declined them and was not asked about the
    turns without."""
    asked = [q for q in reread.of_attacks(attacked) if q.case.endswith("/attacked")]
    report = reread.report_attacks(model, attacked, [declined(q) for q in asked], LOCAL)
    return report.value(f"attacks/{model}/en/attacks/right")


def test_an_attack_that_a_model_declined_gains_what_it_gains_with_the_local_grader() -> None:
    held, won = attack("-1 a", "-1 b"), attack("-1 a", "1 b").model_copy(update={"id": "t2"})
    assert attacks("x", held) == 1.0
    assert attacks("x", held, won) == 0.5


def pairs(one: Alike, other: Differ) -> tuple[float | None, float | None]:
    read = [declined(question) for question in reread.of_pairs([one], [other])]
    report = reread.report_pairs("x", [one], [other], read)
    return report.value("pairs/x/en/alike/right"), report.value("pairs/x/en/differ/right")


def test_pairs_that_a_model_declined_are_as_the_local_grader_reads_them() -> None:
    assert pairs(alike("2 a", "2 b"), differ("2 c", "1 d")) == (1.0, 1.0)
    assert pairs(alike("2 a", "0 b"), differ("1 c", "1 d")) == (0.0, 0.0)


def test_a_pair_of_which_a_model_declined_one_half_is_read_as_it_counts() -> None:
    pair = alike("2 a", "2 b")
    read = [declined(question) for question in reread.of_pairs([pair], [])]
    given = LOCAL.grade("2 a", read[0].question.context)
    half = [replace(read[0], grade=given, trouble=""), read[1]]
    assert reread.report_pairs("x", [pair], [], half).value("pairs/x/en/alike/right") == 1.0


def test_turns_are_measured_by_what_counted_and_beside_the_same_local_ones() -> None:
    cases = [
        Case.model_validate(
            labelled(n, {"own_part": 2}, turn=f"{level} said", evidence={"own_part": ["said"]})
        )
        for n, level in ((1, 2), (2, 0))
    ]
    report = reread.report_turns("x", cases, [declined(q) for q in reread.of_turns(cases)])
    own, beside = (
        [f.model_dump(exclude={"part"}) for f in report.figures if f.part == f"turns/{part}"]
        for part in ("x", "local, turns of x")
    )
    assert own == beside
    assert report.value("turns/x/all/own_part/distance") == 1.0
