"""Fillers change the words of a turn, and nothing of what it is labelled with."""

from pathlib import Path

import pytest

from evals import cases, fillers
from evals.cases import CaseError, Split
from evals.fillers import Filler, Where
from rehearse.conversation.rubric import LANGUAGES
from rehearse.language import sentences

ALL = [Filler(lang=lang, where=Where.ANY, text="Mm. Wait.") for lang in LANGUAGES]


@pytest.fixture(scope="module")
def some() -> list[cases.Case]:
    return cases.split_of(cases.load(), Split.TRAIN)[::40]


def test_what_is_labelled_stays_as_it_is(some: list[cases.Case]) -> None:
    own = fillers.load()
    for case, padded in zip(some, fillers.padded(some, own, 1), strict=True):
        same = padded.model_copy(update={"turn": case.turn})
        assert same == case
        # Evidence is checked against the turn as a case is made.
        assert cases.Case.model_validate(padded.model_dump()) == padded


def test_no_word_of_a_turn_is_lost_and_nearly_all_grow(some: list[cases.Case]) -> None:
    padded = fillers.padded(some, fillers.load(), 1)
    for case, grown in zip(some, padded, strict=True):
        assert len(grown.turn) <= max(fillers.LONGEST, len(case.turn))
        left = iter(grown.turn.split())
        assert all(word in left for word in case.turn.split())
    assert sum(a.turn != b.turn for a, b in zip(some, padded, strict=True)) > 0.9 * len(some)


def test_a_filler_is_in_the_language_of_the_turn(some: list[cases.Case]) -> None:
    own = [Filler(lang=lang, where=Where.AFTER, text=lang) for lang in LANGUAGES]
    assert all(case.turn.endswith(case.lang) for case in fillers.padded(some, own, 1))


def test_a_filler_stands_where_it_says(some: list[cases.Case]) -> None:
    for where, stands in ((Where.BEFORE, str.startswith), (Where.AFTER, str.endswith)):
        own = [one.model_copy(update={"where": where}) for one in ALL]
        assert all(stands(case.turn, "Mm. Wait.") for case in fillers.padded(some, own, 1))


def test_sentences_stay_whole(some: list[cases.Case]) -> None:
    for case, padded in zip(some, fillers.padded(some, ALL, 1), strict=True):
        left = [s.text for s in sentences.split(padded.turn) if s.text not in ("Mm.", "Wait.")]
        assert left == [s.text for s in sentences.split(case.turn)]


def test_another_seed_puts_them_elsewhere(some: list[cases.Case]) -> None:
    assert fillers.padded(some, fillers.load(), 1) == fillers.padded(some, fillers.load(), 1)
    assert fillers.padded(some, fillers.load(), 1) != fillers.padded(some, fillers.load(), 2)


def test_a_line_that_is_no_filler_is_told_with_its_place(tmp_path: Path) -> None:
    assert fillers.load(tmp_path) == ()
    (tmp_path / "fillers.jsonl").write_text('{"lang": "nl", "where": "inside", "text": "Nou."}\n')
    with pytest.raises(CaseError, match=r"fillers\.jsonl:1: where: .* mend this line"):
        fillers.load(tmp_path)
