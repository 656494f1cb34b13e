"""Situations that ship, held to what the colleague needs; and broken ones, told where and what."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import yaml

from rehearse.conversation.rubric import LANGUAGES, Language, Step
from rehearse.conversation.scenario import Line, Move, Scenario, Temperament, fill, slot_names
from rehearse.errors import BadFile, NotFound
from rehearse.language import cues
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root

PROMPTS = data_root() / "prompts"
LIBRARY = ScenarioLibrary(PROMPTS)
ALL = [
    (scenario_id, language)
    for scenario_id, language in product(LIBRARY.ids(), LANGUAGES)
    if language in LIBRARY.rules(scenario_id).languages
]
POOLED = {Move.PUZZLED, Move.CLOSE, Move.SECOND_THOUGHTS, Move.LIMIT, Move.SILENCE}
FEWEST = {
    Move.SETTLE: 2,
    Move.CLOSE: 2,
    Move.SECOND_THOUGHTS: 2,
    Move.GO_ON: 12,
    Move.ANSWER: 8,
    Move.SILENCE: 8,
}
# Dutch "zij" is as often more people than one.
GENDERED = {
    "nl": re.compile(r"\b(hij|hem|haar)\b", re.IGNORECASE),
    "en": re.compile(r"\b(he|she|him|her|his|hers)\b", re.IGNORECASE),
}
POLITE = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)


@pytest.fixture(params=ALL, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return LIBRARY.load(*request.param)


def test_the_three_situations_of_the_article_are_there() -> None:
    assert {"promised-raise", "doubted-idea", "moved-work"} <= set(LIBRARY.ids())


def test_every_move_has_lines_enough(scenario: Scenario) -> None:
    for move in set(Move) - {Move.REVEAL}:
        lines = scenario.words.lines[move]
        assert len(lines) >= FEWEST.get(move, 6), move
        if move not in {Move.SETTLE, Move.CLOSE, Move.SECOND_THOUGHTS}:
            assert sum(line.open for line in lines) >= 3, move
        if move not in POOLED | {Move.SETTLE}:
            assert any(line.open and line.standing for line in lines), move
    go_on = scenario.words.lines[Move.GO_ON]
    assert all(line.open for line in go_on if line.after is None and not line.anywhere)
    assert sum(line.standing for line in go_on) >= 6


def test_lines_are_spoken_not_written(scenario: Scenario) -> None:
    for utterance in scenario.utterances():
        told = utterance.id.endswith("-told")
        words = re.findall(r"\w[\w'’-]*", utterance.text)
        assert len(words) <= (45 if told else 22), utterance.id
        assert "{" not in utterance.text.replace("{said}", "")
        assert not re.search(r"[()\[\]*#]", utterance.text), utterance.id


def test_quotation_marks_and_apostrophes_are_a_printer_s(scenario: Scenario) -> None:
    words = scenario.words
    read = [u.text for u in scenario.utterances()] + [layer.gist for layer in words.layers.values()]
    read += [words.title, words.card, words.brief, words.happened, words.own_part]
    read += [rewrite.text for rewrites in words.rewrites.values() for rewrite in rewrites]
    assert [text for text in read if re.search("['\"]", text)] == []


def test_no_line_is_written_twice(scenario: Scenario) -> None:
    texts = [u.text.casefold() for u in scenario.utterances()]
    assert len(texts) == len(set(texts))


def test_nobody_is_made_a_he_or_a_she(scenario: Scenario) -> None:
    words = scenario.words
    said = [u.text for u in scenario.utterances()] + [layer.gist for layer in words.layers.values()]
    said += [words.card, words.brief, words.happened, words.own_part, words.persona.portrait]
    assert [text for text in said if GENDERED[scenario.language].search(text)] == []


def test_dutch_says_je_and_u_only_where_asked(scenario: Scenario) -> None:
    if scenario.language != "nl":
        return
    words = scenario.words
    casual = [u.text for u in scenario.utterances()]
    casual += [r.text for options in words.rewrites.values() for r in options]
    casual += [words.card, words.brief, words.happened, words.own_part, words.persona.portrait]
    assert [text for text in casual if POLITE.search(text)] == []
    formal = [r.formal for options in words.rewrites.values() for r in options]
    assert all(text and not re.search(r"\b(je|jij|jou|jouw)\b", text) for text in formal)


def test_examples_are_a_managers_words_not_the_colleagues(scenario: Scenario) -> None:
    words = scenario.words
    owned = re.compile(r"\b(mijn|my|je|jouw|your)\b")
    colleagues = [
        value
        for name, value in words.slots.items()
        if not name.startswith("their_") and owned.search(value)
    ]
    given = [line.answers for line in lines_of(scenario)]
    given += [rewrite.answers for options in words.rewrites.values() for rewrite in options]
    examples = [example.lower() for answers in given for example in answers]
    assert [e for e in examples if any(value.lower() in e for value in colleagues)] == []


def test_every_step_has_rewrites(scenario: Scenario) -> None:
    for step in Step:
        assert len(scenario.words.rewrites[step]) >= 3, step


def test_layers_open_one_after_another(scenario: Scenario) -> None:
    thresholds = [layer.threshold for layer in scenario.rules.layers]
    assert thresholds == sorted(thresholds)


def test_call_backs_recall_something_that_can_have_been_said(scenario: Scenario) -> None:
    recalled = [line for line in lines_of(scenario) if line.after]
    assert len(recalled) >= 3
    ids = {u.id for u in scenario.utterances()}
    assert {line.after for line in recalled} <= ids


def lines_of(scenario: Scenario) -> Iterator[Line]:
    for lines in scenario.words.lines.values():
        yield from lines


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("temperament", list(Temperament))
def test_every_temperament_has_its_pool(
    temperament: Temperament, language: Language, copy: Path
) -> None:
    rules = copy / "scenarios/promised-raise/scenario.yaml"
    text = re.sub(
        r"^temperament: \w+", f"temperament: {temperament}", rules.read_text(), flags=re.M
    )
    rules.write_text(text)
    words = ScenarioLibrary(copy).load("promised-raise", language).words
    assert {line.id.split("-")[0] for line in words.lines[Move.UPTAKE]} == {temperament.value}
    silences = [line.id.split("-")[0] for line in words.lines[Move.SILENCE]]
    assert silences[0] == "echo", "what the situation has of its own comes first"
    assert silences[-1] == temperament.value


def test_a_situation_that_does_not_begin_with_the_own_part_is_told_so(copy: Path) -> None:
    rules = copy / "scenarios/promised-raise/scenario.yaml"
    turned = rules.read_text().replace("[own_part, reliable]", "[reliable, own_part]")
    rules.write_text(turned)
    with pytest.raises(BadFile, match="own_part") as caught:
        ScenarioLibrary(copy).rules("promised-raise")
    assert caught.value.slots["place"] == "needed"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PROMPTS, tmp_path / "prompts")
    return tmp_path / "prompts"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("title:", "titel:", "title"),
        ("persona:", "persona: [", ""),
        ('title: "', 'title: "{nobody} ', "title"),
        ('title: "', 'title: "{who!r} ', "title"),
        ("openings:", "openings: []\nopeningz:", "openings"),
        ("slots:", "title: twice\nslots:", "title"),
    ],
    ids=["unknown key", "broken yaml", "unknown slot", "no plain slot", "no openings", "key twice"],
)
def test_a_broken_file_is_told_with_file_place_and_trouble(
    copy: Path, old: str, new: str, place: str
) -> None:
    file = copy / "scenarios/promised-raise/nl.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(BadFile) as caught:
        ScenarioLibrary(copy).load("promised-raise", "nl")
    assert caught.value.slots["file"] == str(file)
    assert place in caught.value.slots["place"] + caught.value.slots["trouble"]
    for language in LANGUAGES:
        assert str(file) in caught.value.message(language)


def test_a_situation_stored_for_an_older_version_is_still_read() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    stored = scenario.model_dump(mode="json")
    stored["rules"]["wobble"] = "withdrawn"
    assert Scenario.model_validate_json(json.dumps(stored)) == scenario


def test_going_on_needs_a_line_that_recalls_nothing(copy: Path) -> None:
    file = copy / "scenarios/promised-raise/nl.yaml"
    tree = yaml.safe_load(file.read_text("utf-8"))
    opening = tree["openings"][0]["id"]
    lines = [line | {"after": opening} for line in tree["lines"]["go_on"]]
    tree["lines"]["go_on"] = lines
    file.write_text(yaml.safe_dump(tree), "utf-8")
    with pytest.raises(BadFile) as caught:
        ScenarioLibrary(copy).load("promised-raise", "nl")
    assert "go_on" in caught.value.message("nl")
    del lines[0]["after"]
    file.write_text(yaml.safe_dump(tree), "utf-8")
    assert ScenarioLibrary(copy).load("promised-raise", "nl").name


def test_a_byte_order_mark_is_no_fault(copy: Path) -> None:
    file = copy / "scenarios/promised-raise/nl.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert ScenarioLibrary(copy).load("promised-raise", "nl").name


def test_another_encoding_is_named(copy: Path) -> None:
    file = copy / "scenarios/promised-raise/nl.yaml"
    file.write_bytes("title: één".encode("latin-1"))
    with pytest.raises(BadFile) as caught:
        ScenarioLibrary(copy).load("promised-raise", "nl")
    assert caught.value.code == "file_not_utf8"


def test_an_unknown_situation_names_the_known_ones() -> None:
    with pytest.raises(NotFound) as caught:
        LIBRARY.load("nothing-here", "nl")
    assert "promised-raise" in caught.value.message("nl")


def test_layout_and_comments_do_not_change_a_version(copy: Path) -> None:
    before = ScenarioLibrary(copy).load("promised-raise", "en").version()
    file = copy / "scenarios/promised-raise/en.yaml"
    file.write_text("# a remark\n\n" + file.read_text("utf-8"), "utf-8")
    assert ScenarioLibrary(copy).load("promised-raise", "en").version() == before
    file.write_text(file.read_text("utf-8").replace('title: "', 'title: "Other: ', 1), "utf-8")
    assert ScenarioLibrary(copy).load("promised-raise", "en").version() != before


def test_a_version_is_the_same_in_every_process() -> None:
    code = (
        "from tests.library.test_scenarios import LIBRARY;"
        "print(*(LIBRARY.load(each, 'nl').version() for each in LIBRARY.ids()))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(3)
    }
    assert len(told) == 1


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{when} of nooit.", "Morgen of nooit."),
        ("Nee. {when} pas.", "Nee. Morgen pas."),
        ("Wat zei je? ... {when} dus.", "Wat zei je? ... Morgen dus."),
        ("“Nooit!” {when} pas.", "“Nooit!” Morgen pas."),
        ("Nee, {when} pas.", "Nee, morgen pas."),
        ("Ik dacht ... {when} dan.", "Ik dacht ... morgen dan."),
        ("Op z’n vroegst… {when}.", "Op z’n vroegst… morgen."),
        ("‘{when}’, zei je.", "‘Morgen’, zei je."),
        ("Dat zei je. ‘{when}’, ja.", "Dat zei je. ‘Morgen’, ja."),
        ("Je zei ‘{when}’.", "Je zei ‘morgen’."),
    ],
)
def test_a_slot_that_opens_a_sentence_has_a_capital(text: str, filled: str) -> None:
    assert fill(text, {"when": "morgen"}) == filled


@pytest.mark.parametrize("text", ["{", "}", "{0}", "{a.b}", "{a:>3}", "{a!r}"])
def test_what_is_no_plain_slot(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        slot_names(text)


@pytest.mark.parametrize(("scenario_id", "language"), ALL)
def test_nothing_a_situation_is_about_sounds_like_words_to_a_machine(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    said = re.findall(r'"([^" ]+ [^"]*)"', scenario.model_dump_json())
    hears = cues.sheet(language).hears
    assert not [words for words in said if hears("to_machine", words)]
