"""What the pages say: the same in both languages, every key there, every key in use."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from rehearse import pages
from rehearse.coaching.review import Wanted
from rehearse.conversation.rubric import LANGUAGES, Language, Level, Pillar, Step
from rehearse.conversation.scenario import Band, Difficulty
from rehearse.locale import catalogue
from rehearse.pages import desk_levels
from rehearse.pages.frame import PageName
from rehearse.pages.own_words import NAMES

FAMILIES = {
    "difficulty.": [difficulty.value for difficulty in Difficulty],
    "difficulty.means.": [difficulty.value for difficulty in Difficulty],
    "count.n": [str(number) for number in range(2, 13)],
    "count.turns.": ["one", "more"],
    "count.versions.": ["more"],
    "month.": ["day", *(str(month) for month in range(1, 13))],
    "debrief.": ["written_hint", "unwritten_hint"],
    "debrief.written.": ["own_part", "goal"],
    "files.": ["pdf", "html", "md"],
    "history.": ["then", "now"],
    "pillar.": [pillar.value for pillar in Pillar],
    "prepare.seen_asked.": [pillar.value for pillar in Pillar],
    "prepare.seen_example.": [pillar.value for pillar in Pillar],
    "talk.seen.": [pillar.value for pillar in Pillar],
    "start.": ["honest", "local"],
    "start.spoken.": list(LANGUAGES),
    "streamlit.": list(NAMES),
    "title.": list(get_args(PageName)),
    "language.": list(LANGUAGES),
    "last.": ["none", "one", "more", "done", "closed"],
    "trust.band.": [band.value for band in Band],
    "trust.place.": [band.value for band in Band],
    "trust.": ["more", "less", "least", "not_scored", "most", "again", "nothing"],
    "trust.wait.": [step.value for step in Step],
    "trust.up.": [step.value for step in Step],
    "trust.down.": [step.value for step in Step],
}
"""Keys that are put together while running, by what they begin with in the code."""


AREAS = ("page", "live", "share", "review")
"""Where the phrases of pages stand."""

SHARED_FAMILIES = {
    "stands.": ["none", "one", "more"],
    "given.agreed.": ["all", "some", "none"],
    "given.differing.": ["none", "one", "more"],
    "given.comments.": ["one", "more"],
    "goes.": ["along", "not_along"],
    "goes.along_": ["situation", "words", "grades", "marks"],
    "goes.not_along_": ["drafts", "versions", "prepared", "ready"],
    "aloud.": ["shared", "withdrawn"],
}
"""The same for what is said about sharing with a coach."""

REVIEW_FAMILIES = {
    "end.all_done.": ["one", "more"],
    "end.some_done.": ["one", "more"],
    "file.": ["talk_new", "talk_known", "review_new", "review_known"],
    "guide.": [
        f"{step.value}.{level}" for step in Step for level in ("clear", "partial", "against")
    ],
    "keys.": [*desk_levels.KEYS],
    "level.": [level.name.lower() for level in Level],
    "list.": ["look_back", "go_on", "begin", "handed_in", "changed"],
    "list.wanted.": [wanted.value for wanted in Wanted],
    "list.flags.": ["disputed", "doubtful", "differs"],
    "told.undone.": ["level", "levels", "comment", "overall", "goal", "handed_in"],
    "views.": ["talks", "agreement"],
}
"""The same for what a coach sees."""


def _ours(language: Language, area: str = "page") -> dict[str, str]:
    return {
        key.removeprefix(f"{area}."): text
        for key, text in catalogue(language).items()
        if key.startswith(f"{area}.")
    }


def _literals() -> Iterator[str]:
    for file in Path(pages.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.removeprefix("page.").removeprefix("share.")


def _in_use() -> set[str]:
    known = _ours("en")
    written = set(_literals())
    # Some ask for their own phrases without what stands before all of them.
    own = ("trust.", "debrief.")
    bare = {key: {key.removeprefix(before) for before in own} for key in known}
    used = {key for key in known if {key, *bare[key]} & written}
    for beginning, endings in FAMILIES.items():
        for ending in endings:
            used.add(beginning + ending)
    return used


@pytest.mark.parametrize("area", ["page", "share", "review"])
def test_both_languages_have_the_same_phrases_with_the_same_slots(area: str) -> None:
    dutch, english = _ours("nl", area), _ours("en", area)
    assert dutch.keys() == english.keys()
    for key, text in dutch.items():
        slots = [
            {name for _, name, _, _ in Formatter().parse(t) if name} for t in (text, english[key])
        ]
        assert slots[0] == slots[1], key


def test_every_phrase_is_in_use_and_every_phrase_used_is_there() -> None:
    assert _in_use() == _ours("en").keys()
    said = re.compile(r'\b_?say\(\s*"([a-z_]+\.[a-z_.]+)"')
    told = re.compile(r'\bphrase\(\s*"([a-z_]+\.[a-z_.]+)"')
    for file in Path(pages.__file__).parent.glob("*.py"):
        code = file.read_text("utf-8")
        # Those about models, and about coaches, have a part of their own.
        ours = [{f"{area}.{key}" for area in AREAS} for key in said.findall(code)]
        for keys in (*ours, *({key} for key in told.findall(code))):
            assert keys & catalogue("en").keys(), f"{file.name}: {keys}"


def test_every_phrase_about_sharing_is_in_use() -> None:
    made = {begins + end for begins, ends in SHARED_FAMILIES.items() for end in ends}
    # What files are called is asked by the report.
    assert _ours("en", "share").keys() - set(_literals()) == made | {"file.name"}


def test_every_phrase_of_the_coachs_pages_is_in_use() -> None:
    made = {begins + end for begins, ends in REVIEW_FAMILIES.items() for end in ends}
    written = {literal.removeprefix("review.") for literal in _literals()}
    assert _ours("en", "review").keys() == made | (_ours("en", "review").keys() & written)


@pytest.mark.parametrize("area", ["page", "share", "review"])
@pytest.mark.parametrize(
    ("language", "unwanted"),
    [
        # "zijn" is left out: it is a verb here.
        ("nl", r"\b(hij|zij|ze|haar|hem|u|uw|uzelf)\b"),
        ("en", r"\b(he|she|her|him|his|hers)\b"),
    ],
)
def test_nobody_is_he_or_she_and_nobody_is_u(language: Language, unwanted: str, area: str) -> None:
    for key, text in _ours(language, area).items():
        assert not re.search(unwanted, text, re.IGNORECASE), f"{key}: {text}"
