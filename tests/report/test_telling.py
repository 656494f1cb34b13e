"""Sentences of looking back: told in both languages, with the same slots."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from rehearse import report
from rehearse.conversation.rubric import LANGUAGES, Language, Pillar, Step
from rehearse.conversation.scenario import BEFORE_THE_LINE, Move, Temperament
from rehearse.locale import catalogue
from rehearse.report.acts import Act
from rehearse.report.telling import Sentence, pillar_name, tell

_NOT_TOLD_AS_MOVES = {Move.REVEAL, Move.INVITE_DRAMA, *BEFORE_THE_LINE}
FAMILIES = {
    "pillar": [pillar.value for pillar in Pillar],
    "pillars": [f"{p.value}.{did}" for p in Pillar for did in ("held", "knocked")],
    "begin": [act.value for act in Act],
    "then": [move.value for move in Move if move not in _NOT_TOLD_AS_MOVES],
    "then.invite_drama": [temperament.value for temperament in Temperament],
    "end.missing": [step.value for step in Step],
}
"""Keys that are put together while running."""


def keys(language: Language) -> dict[str, str]:
    return {
        key.removeprefix("report."): text
        for key, text in catalogue(language).items()
        if key.startswith("report.")
    }


def literals() -> set[str]:
    found = set()
    for file in Path(report.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found | {act.value for act in Act} | {move.value for move in Move}


def test_every_family_is_there() -> None:
    there = keys("en")
    for family, members in FAMILIES.items():
        for member in members:
            assert f"{family}.{member}" in there


def test_every_sentence_is_in_use() -> None:
    written = literals()
    families = {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}
    for key in keys("en").keys() - families:
        if key.startswith(("progress.", "test.")):
            continue
        parts = key.split(".")
        tails = {f"report.{key}", *(".".join(parts[at:]) for at in range(len(parts)))}
        assert tails & written, key


def test_both_languages_have_the_same_slots() -> None:
    dutch, english = keys("nl"), keys("en")
    assert dutch.keys() == english.keys()
    for key, text in dutch.items():
        slots = [
            {name for _, name, _, _ in Formatter().parse(t) if name} for t in (text, english[key])
        ]
        assert slots[0] == slots[1], key


@pytest.mark.parametrize(
    ("language", "unwanted"),
    [
        # "zijn" is left out: it is a verb here.
        ("nl", r"\b(hij|zij|ze|haar|hem|u|uw|uzelf)\b|!"),
        ("en", r"\b(he|she|her|him|his|hers)\b|!"),
    ],
)
def test_nobody_is_he_or_she_and_nobody_is_cheered(language: Language, unwanted: str) -> None:
    for key, text in keys(language).items():
        assert not re.search(unwanted, text, re.IGNORECASE), f"{key}: {text}"


@pytest.mark.parametrize(
    ("turns", "dutch", "english"),
    [
        ((2,), "beurt 2", "turn 2"),
        ((2, 8), "beurt 2 en 8", "turns 2 and 8"),
        ((2, 3), "beurt 2 en 3", "turns 2 and 3"),
        ((2, 3, 4), "beurt 2 t/m 4", "turns 2 to 4"),
        ((1, 3, 4, 5, 9), "beurt 1, 3 t/m 5 en 9", "turns 1, 3 to 5 and 9"),
    ],
)
def test_turns_are_listed_as_people_list_them(
    turns: tuple[int, ...], dutch: str, english: str
) -> None:
    sentence = Sentence(code="unsaid.in", slots={"turns": turns})
    assert tell(sentence, "nl") == f"In {dutch}"
    assert tell(sentence, "en") == f"In {english}"


def test_steps_and_pillars_are_told_by_their_names() -> None:
    search = Sentence(code="progress.search", slots={"step": Step.OWN_PART.value})
    assert "‘Eigen aandeel’" in tell(search, "nl")
    assert "“Own part”" in tell(search, "en")
    for language in LANGUAGES:
        assert len({pillar_name(pillar, language) for pillar in Pillar}) == 3


def test_a_part_is_told_within_its_sentence_and_only_the_whole_begins_with_a_capital() -> None:
    then = Sentence(code="then.stopped", slots={"name": "Kim"})
    alone = Sentence(code="then.alone", parts={"then": then})
    assert tell(alone, "nl") == "Je brak het antwoord van Kim af."
    did = Sentence(code="begin.breezy", slots={"name": "Kim"})
    both = Sentence(code="begin.both", parts={"did": did, "then": then})
    assert tell(both, "nl") == "Je begon luchtig, en je brak het antwoord van Kim af."


def test_a_name_with_braces_is_told_as_it_is() -> None:
    sentence = Sentence(code="then.limit", slots={"name": "{n}"})
    assert tell(Sentence(code="then.alone", parts={"then": sentence}), "en") == "{n} drew a line."
