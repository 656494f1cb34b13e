"""Whether a reply tells a layer: the same story in other words does, another story does not."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rehearse.colleague.telling import SAID, TOLD, Telling
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Scenario
from rehearse.language.encoder import Vectors
from tests import stored
from tests.colleague.talks import LIBRARY, SCENARIOS

TELLING = Telling(stored.encode)
FOLDER = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


TELLINGS = rows("tellings.jsonl")
LINES = rows("lines_in_other_words.jsonl")


def scenario_of(row: dict[str, str]) -> Scenario:
    language: Language = "nl" if row["lang"] == "nl" else "en"
    return LIBRARY.load(row["scenario"], language)


@pytest.mark.parametrize("row", TELLINGS, ids=lambda row: f"{row['scenario']}.{row['layer']}")
def test_a_layer_in_other_words_is_told_and_half_of_it_is_not(row: dict[str, str]) -> None:
    told = scenario_of(row).words.layers[row["layer"]].told.text
    assert TELLING.tells(row["text"], told) is (row["whole"] == "yes")


@pytest.mark.parametrize("row", TELLINGS, ids=lambda row: f"{row['scenario']}.{row['layer']}")
def test_no_other_layer_is_told_by_it(row: dict[str, str]) -> None:
    others = scenario_of(row).words.layers.items()
    assert not [
        name
        for name, words in others
        if name != row["layer"] and TELLING.likeness(row["text"], words.told.text) > TOLD - 0.1
    ]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: f"{s.id}.{s.language}")
def test_no_line_of_the_situation_tells_a_layer(scenario: Scenario) -> None:
    layers = scenario.words.layers.values()
    lines = [line.text for lines in scenario.words.lines.values() for line in lines]
    sideways = [layer.sideways.text for layer in layers]
    for text in (*lines, *sideways):
        assert not [layer.gist for layer in layers if TELLING.tells(text, layer.told.text)]


@pytest.mark.parametrize("row", LINES, ids=lambda row: row["text"][:30])
def test_a_line_in_other_words_is_said_and_what_leads_up_to_it_is_not(row: dict[str, str]) -> None:
    assert (TELLING.likeness(row["text"], row["line"]) >= SAID) is (row["says"] == "yes")


def test_words_without_a_stem_compare_by_their_whole() -> None:
    assert TELLING.likeness("No.", "No.") == pytest.approx(0.5, abs=0.01)


def test_the_kind_of_apostrophe_makes_no_difference() -> None:
    curly = "I didn’t hear it from you. It’s Anna who’d said it."
    assert TELLING.likeness(curly, "It’s Anna") == TELLING.likeness(
        curly.replace("’", "'"), "It's Anna"
    )


def test_words_that_share_none_with_a_layer_are_not_even_compared() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return stored.encode(texts)

    telling = Telling(encode)
    assert not telling.tells("Fine by me.", "I had an interview last Wednesday, in Sheffield.")
    assert asked == []
    assert telling.tells(
        "I’d an interview on Wednesday, in Sheffield.",
        "I had an interview last Wednesday, in Sheffield.",
    )
    assert asked
