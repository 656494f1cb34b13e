"""Cues are tried only where a word begins like one of theirs: nothing may be missed by that."""

import pytest

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.beginnings import beginnings
from rehearse.language.cues import plain_signs, sheet
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("we", {"we"}),
        ("sorry", {"sorry"}),
        ("apologi[sz]e", {"apolo"}),
        ("i feel|i felt", {"i fee", "i fel"}),
        ("(?:that|it) was", {"that ", "it wa"}),
        ("(?:so |too )?much", {""}),
        ("(?:a|b)+c", {"a", "b"}),
        ("(?:a(?:b|c)|d) e", {"ab e", "ac e", "d e"}),
        ("mad(?:ly)?", {"mad"}),
        ("ab?c", {"a"}),
        ("a{2}b", {""}),
        (r"\d+ am", {""}),
        (r":\)", {":"}),
        (r"no[)|]x", {"no"}),
        ("(?<!even )if", {""}),
    ],
)
def test_what_a_match_can_begin_with(pattern: str, found: set[str]) -> None:
    assert beginnings(pattern) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cue_is_heard_wherever_its_pattern_is(language: Language) -> None:
    cues = sheet(language)
    for n, text in enumerate(texts(language)):
        found = [pattern.search(plain_signs(text)) is not None for pattern in cues.patterns]
        assert cues.heard(text) == found, text
        if n % 5 == 0:
            assert [cues.hears(name, text) for name in cues.names] == found, text


def texts(language: Language) -> list[str]:
    """A ninth of what is written in a situation: the colleague's words, and turns they answer. Of
    other languages fewer, for cues are read in their own."""
    library = ScenarioLibrary(data_root() / "prompts")
    odd = ["", " ", "?!", "100 % - 😂😅", "'k weet 't niet;)", "\ud800 sorry \x00but"]
    own: dict[str, None] = {}
    foreign: dict[str, None] = {}
    for scenario_id in library.ids():
        for spoken in library.rules(scenario_id).languages:
            words = library.load(scenario_id, spoken).words
            kept = own if spoken == language else foreign
            for said in (*words.lines.values(), *words.rewrites.values()):
                kept |= dict.fromkeys(text for one in said for text in (one.text, *one.answers))
    found = [*list(own)[::9], *list(foreign)[::99]]
    return [*odd, *found, *(text.upper() for text in found[::7])]
