"""What is shared: done turns alone, and with stand-ins nothing that tells of anybody."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.coaching import parcel
from rehearse.coaching.shared import SharedTalk, SharedTurn, named, with_stand_ins
from rehearse.conversation.rubric import Step
from tests.coaching.said import grade, said, talk, turn_id

LISTED = ("Pieter de Vries", "Anna", "José", "Jan-Willem", "Fatima El Amrani")
TOLD_BY = ("pieter", "vries", "anna", "jose", "josé", "willem", "fatima", "amrani")
ADDRESSES = (
    "06-12345678",
    "+31612345678",
    "p.devries@werk.nl",
    "NL91ABNA0417164300",
    "020-7946095",
)

tokens = st.sampled_from(
    [
        *(
            "Pieter",
            "PIETER",
            "pieter",
            "Pieters",
            "pIETer",
            "Vries",
            "Anna",
            "Anna,",
            "Jose\u0301",
        ),
        *("José’s", "Jan-Willem", "Fatima", "Amrani", "«Anna»", "Anna.", "(Pieter)", "Anna—Pieter"),
        *ADDRESSES,
        *("ik", "had", "je", "laten", "zitten.", "Wat", "deed", "dat?", "de", "op", "12-03-2026"),
        *("\U0001f600", "\u202e", "é", "3", "Noor", "annanas", "Annalies"),
    ]
)
texts = st.lists(tokens, min_size=1, max_size=8).map(" ".join)


def left_in(of: SharedTalk) -> str:
    """All that stands in the file of a talk, in small letters and without its escapes."""
    return json.dumps(json.loads(parcel.packed(of)), ensure_ascii=False).casefold()


@given(st.lists(texts, min_size=1, max_size=3), texts, texts)
def test_no_name_address_or_number_is_left_anywhere(
    turns: list[str], answer: str, name: str
) -> None:
    going = talk(
        [said(text, n, answer=answer) for n, text in enumerate(turns)], name=name, opening=answer
    )
    replaced = with_stand_ins(going, LISTED)
    left = left_in(replaced)
    words = set(re.findall(r"[^\W\d_]+", left))
    assert words.isdisjoint(TOLD_BY)
    assert not any(address.casefold() in left for address in ADDRESSES)
    assert replaced.names_replaced == (left != left_in(going))
    assert parcel.opened(parcel.packed(replaced)) == replaced


@given(st.data())
def test_a_quote_keeps_standing_on_its_words(data: st.DataObject) -> None:
    # Two numbers behind one another may well be read as one.
    apart = tokens.filter(lambda token: not any(sign.isdigit() for sign in token))
    said_words = data.draw(st.lists(apart, min_size=1, max_size=8))
    first = data.draw(st.integers(0, len(said_words) - 1))
    last = data.draw(st.integers(first + 1, len(said_words)))
    text = " ".join(said_words)
    start = len(" ".join(said_words[:first])) + bool(first)
    quoted = grade(text, start, start + len(" ".join(said_words[first:last])))
    replaced = with_stand_ins(
        talk([SharedTurn(id=turn_id(1), text=text, grade=quoted)]), LISTED
    ).turns[0]
    assert replaced.graded is not None
    score, shown = replaced.graded[Step.OWN_PART], replaced.text.split(" ")
    assert score.evidence is not None
    assert score.evidence.text == " ".join(shown[first:last])
    assert replaced.text[score.evidence.start : score.evidence.end] == score.evidence.text
    assert replaced.graded.drift_evidence == score.evidence
    assert score.reason is not None
    assert score.reason.slots["word"] == score.evidence.text


@given(texts, st.data())
def test_a_quote_that_begins_inside_a_name_takes_in_all_of_it(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    going = talk([SharedTurn(id=turn_id(1), text=text, grade=grade(text, start, end))])
    replaced = with_stand_ins(going, LISTED).turns[0]
    assert replaced.graded is not None
    moved = replaced.graded[Step.OWN_PART].evidence
    assert moved is not None
    assert replaced.text[moved.start : moved.end] == moved.text
    if text[start:end] in replaced.text[moved.start : moved.end]:
        return
    # Something in it was replaced, and then its edges stand outside of what was.
    assert not re.search(r"[^\W_]$", replaced.text[: moved.start]) or moved.text[0] == text[start]


def test_what_stays_as_it_is() -> None:
    going = talk([said("Ik heb je laten zitten.")])
    assert with_stand_ins(going, LISTED) == going
    assert with_stand_ins(going, ()).turns == going.turns
    for blank in ((" ",), ("",), ("  ", "\n")):
        assert with_stand_ins(going, blank).turns == going.turns


def test_a_colleague_of_the_same_name_is_replaced_as_well() -> None:
    replaced = with_stand_ins(talk([said("Noor, luister.")], name="Noor"), ("Noor",))
    assert "noor" not in left_in(replaced)
    assert replaced.name in replaced.turns[0].text
    assert replaced.name in replaced.brief


def test_a_reason_reads_a_name_as_its_turn_does() -> None:
    """Behind a full stop *Will can* is no name; where it stands in the turn, it is one."""
    text = "I asked if Will can come."
    quoted = grade(text, 11, len(text))
    going = talk([SharedTurn(id=turn_id(1), text=text, grade=quoted)])
    replaced = with_stand_ins(going, ("Will",)).turns[0]
    assert replaced.graded is not None
    reason = replaced.graded[Step.OWN_PART].reason
    assert reason is not None
    assert "Will" not in replaced.text
    assert "Will" not in reason.slots["word"]


def test_who_is_named_by_the_manager_is_proposed() -> None:
    going = talk([said("Ik heb het Pieter de Vries gezegd, en Anna.", answer="Aan Pieter?")])
    assert named(going) == ("Pieter de Vries", "Anna")
    assert named(going, ("Anna",)) == ("Pieter de Vries",)


@pytest.mark.parametrize("place", ["name", "opening", "answer"])
def test_who_is_of_the_situation_is_not(place: str) -> None:
    if place == "answer":
        going = talk([said("Ja.", answer="Karin zei het."), said("Heeft Karin dat gezegd?", 2)])
    else:
        going = talk([said("Ik weet het, Karin.")], **{place: "Karin"})
    assert named(going) == ()


def test_a_name_that_the_colleague_only_repeats_is_proposed() -> None:
    going = talk([said("Ik sprak met Fatima.", answer="Met Fatima?"), said("Ja, Fatima.", 2)])
    assert named(going) == ("Fatima",)


def test_a_turn_that_is_not_in_the_talk() -> None:
    going = talk([said("Ja.")])
    assert going[turn_id(1)] == going.turns[0]
    with pytest.raises(KeyError):
        going[turn_id(2)]
