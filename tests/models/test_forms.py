"""A schema is sent so that all take it, and an answer is found wherever it stands."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from rehearse.models.forms import read, response_format
from rehearse.models.thoughts import Thoughts


class Quote(BaseModel):
    title: str = ""
    """A name that is also a word of JSON schema."""


class Grade(BaseModel):
    level: Annotated[int, Field(ge=-1, le=2)]
    step: Literal["ask", "name_it"]
    quotes: Annotated[list[Quote], Field(max_length=3)] = []


GOOD = '{"level": 2, "step": "ask", "quotes": [{"title": "{x}"}]}'


def test_a_schema_is_sent_without_what_some_refuse() -> None:
    sent = response_format(Grade.model_json_schema())["json_schema"]["schema"]
    assert sent == {
        "type": "object",
        "properties": {
            "level": {"type": "integer"},
            "step": {"type": "string", "enum": ["ask", "name_it"]},
            "quotes": {"type": "array", "items": {"$ref": "#/$defs/Quote"}},
        },
        "required": ["level", "step", "quotes"],
        "additionalProperties": False,
        "$defs": {
            "Quote": {
                "type": "object",
                "properties": {"title": {"type": "string"}},
                "required": ["title"],
                "additionalProperties": False,
            }
        },
    }


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here you are: {GOOD} {{I hope}} this helps.",
        f'{{"level": 9, "step": "ask"}} No: {GOOD}',
        f'<think>{{"level": 0, "step": "ask"}}</think>{GOOD}',
    ],
)
def test_an_answer_is_found_wherever_it_stands(text: str) -> None:
    answer, _ = read(text, Grade)
    assert answer == Grade(level=2, step="ask", quotes=[Quote(title="{x}")])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"it\'s \d", "it's d"),
        (r"one \\ and \"two\" \u00e9", 'one \\ and "two" é'),
        ("over\n two lines", "over\n two lines"),
    ],
)
def test_a_sign_too_many_spoils_no_answer(written: str, meant: str) -> None:
    answer, _ = read(GOOD.replace("{x}", written), Grade)
    assert answer is not None
    assert answer.quotes[0].title == meant


def test_what_is_wrong_is_told_by_place_and_never_by_value() -> None:
    answer, faults = read('{"level": 7, "step": "geheim"}', Grade)
    assert answer is None
    assert [fault.partition(":")[0] for fault in faults] == ["level", "step"]
    assert "geheim" not in " ".join(faults)


@pytest.mark.parametrize("text", ["", "Sure!", "{", '{"level": ', "[1, 2]", "{" * 5000])
def test_no_object_is_no_answer_and_no_fault(text: str) -> None:
    assert read(text, Grade) == (None, ())


@pytest.mark.parametrize("size", [1, 3, 7, 100])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Well then.", "Well then."),
        ("<think>Hm.\nSo?</think>\n\nWell then.", "\n\nWell then."),
        ("\n<think></think>Well", "Well"),
        ("<thin ice> it is", "<thin ice> it is"),
        ("Well <think> then", "Well <think> then"),
        ("<think>and never back", ""),
        ("<th", "<th"),
    ],
)
def test_thoughts_are_left_out_however_they_are_cut(text: str, words: str, size: int) -> None:
    thoughts = Thoughts()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert "".join(map(thoughts.without, pieces)) + thoughts.rest() == words
