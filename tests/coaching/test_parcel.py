"""The file in which talks and reviews travel: all comes back, and nothing else is let in."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rehearse.coaching import parcel
from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk, SharedTurn
from rehearse.conversation.rubric import LANGUAGES, MAX_TURN_LENGTH, NotScored, NotScoredCode
from rehearse.errors import BadFile
from tests.coaching.said import NOW, review, said, talk, turn_id

TALK = talk([said("Ik heb je laten zitten."), said("Wat deed dat met je?", 2)])
FILES = Path(__file__).parent / "files"
PRIVATE = "geheim"
NOT_SCORED = NotScored(code=NotScoredCode.FAILED, trouble="turn_failed")

any_text = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)


def refused(data: bytes) -> BadFile:
    """The trouble that a file brings; it can be told in every language and quotes nothing."""
    with pytest.raises(BadFile) as trouble:
        parcel.opened(data)
    for language in LANGUAGES:
        assert PRIVATE not in trouble.value.message(language)
    return trouble.value


def sealed(content: object, **head: object) -> bytes:
    """A file with this content and the digest that belongs to it."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(canonical).hexdigest()
    file = {"format": "rehearse.shared-talk", "version": 1, "digest": digest, "content": content}
    return json.dumps(file | head).encode()


def changed(change: Callable[[dict[str, Any]], object], of: SharedTalk | Review = TALK) -> bytes:
    """The file of a talk, changed by somebody who knows how to seal it anew."""
    file = json.loads(parcel.packed(of))
    change(file["content"])
    return sealed(file["content"], format=file["format"])


def readable(text: str) -> str:
    """No grade quotes half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


@given(any_text, any_text, any_text)
@example("\x00", "\ud800", "“é\u202e”")
def test_what_is_packed_comes_back_to_the_letter(first: str, second: str, answer: str) -> None:
    bare = SharedTurn(id=turn_id(2), text=second, grade=NOT_SCORED)
    going = talk([said(readable(first)), bare], name=answer, opening=second)
    data = parcel.packed(going)
    assert data.isascii()
    assert parcel.opened(data) == going


@given(st.text(max_size=40))
def test_a_review_comes_back_to_the_letter(comment: str) -> None:
    going = review(TALK, parcel.digest(TALK), comment or "x")
    assert parcel.opened(parcel.packed(going)) == going


def test_a_turn_that_was_not_scored_travels_as_such() -> None:
    bare = TALK.turns[0].model_copy(update={"grade": NOT_SCORED, "answer": None})
    going = TALK.model_copy(update={"turns": (bare,)})
    assert parcel.opened(parcel.packed(going)) == going


def test_the_file_can_be_read_by_people() -> None:
    lines = parcel.packed(TALK).decode().splitlines()
    assert lines[1] == ' "format": "rehearse.shared-talk",'
    assert any("Ik heb je laten zitten." in line for line in lines)


@given(st.data())
def test_a_changed_byte_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    file = bytearray(parcel.packed(TALK))
    at = data.draw(st.integers(0, len(file) - 1))
    file[at] = data.draw(st.integers(0, 255))
    try:
        found = parcel.opened(bytes(file))
    except BadFile:
        return
    assert found == TALK


@given(st.integers(0, 10_000))
def test_a_file_that_breaks_off_is_told_from_another_file(length: int) -> None:
    file = parcel.packed(TALK)
    cut = file[: length % (len(file) - 1)]
    named = file.index(b"rehearse") + len(b"rehearse")
    assert refused(cut).code == ("parcel_cut" if len(cut) >= named else "parcel_foreign")


def test_a_file_is_known_from_the_name_of_its_format_on() -> None:
    file = parcel.packed(TALK)
    named = file.index(b"rehearse") + len(b"rehearse")
    assert refused(file[:named]).code == "parcel_cut"
    assert refused(file[: named - 1]).code == "parcel_foreign"


def test_an_altered_word_is_told() -> None:
    file = parcel.packed(TALK)
    assert refused(file.replace(b"laten zitten", b"laten vallen")).code == "parcel_altered"
    assert refused(file.replace(b'"version": 1', b'"version": 0')).code == "parcel_altered"
    assert refused(file.replace(b'"version": 1', b'"version": true')).code == "parcel_altered"
    assert refused(file.replace(b'"version": 1', b'"version": "1"')).code == "parcel_altered"


def test_a_mail_program_may_put_a_mark_in_front_and_change_the_blanks() -> None:
    file = parcel.packed(TALK)
    for carried in (b"\xef\xbb\xbf" + file, file.replace(b"\n", b"\r\n"), b"\n " + file + b"\n"):
        assert parcel.opened(carried) == TALK


def test_a_newer_file_says_so() -> None:
    assert refused(sealed({"new": PRIVATE}, version=2)).code == "parcel_newer"


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\x00", b"null", b"[]", b'"rehearse"', b"1", b"{}", b"%PDF-1.7", b"PK\x03\x04"),
        *(b"\xff\xfe{", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000, b"NaN"),
        sealed({}, format="rehearse.something"),
        sealed({}, format=["rehearse.shared-talk"]),
        sealed({}, format=None),
        json.dumps({"turns": [PRIVATE]}).encode(),
        parcel.packed(TALK).decode().encode("utf-16"),
    ],
    ids=range(19),
)
def test_foreign_files_are_told_as_such(data: bytes) -> None:
    assert refused(data).code == "parcel_foreign"


def test_a_file_nested_without_end_is_cut_short() -> None:
    deep = b'{"format": "rehearse.review", "version": 1, "content": ' + b"[" * 1_000_000
    assert refused(deep).code == "parcel_cut"


@pytest.mark.parametrize("depth", [50, 150, 250, 350, 480, 900])
def test_what_is_nested_deeply_is_refused_at_any_depth(depth: int) -> None:
    nested: object = 1
    for _ in range(depth):
        nested = {"a": nested}
    try:
        data = changed(lambda content: content.update(title=nested))
    except RecursionError:
        pytest.skip("cannot even be written here")
    assert refused(data).code in ("parcel_wrong", "parcel_cut")


def test_a_very_large_file_is_not_even_read() -> None:
    assert refused(b" " * (parcel.LARGEST + 1)).code == "parcel_large"
    assert refused(b" " * parcel.LARGEST).code == "parcel_foreign"


def test_sixty_of_the_longest_turns_fit_in() -> None:
    words = ("Ik heb één ding laten liggen. " * MAX_TURN_LENGTH)[:MAX_TURN_LENGTH]
    assert len(parcel.packed(talk([said(words)]))) * 60 < parcel.LARGEST


def put(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    def change(content: dict[str, Any]) -> None:
        *above, last = key.split(".")
        place: Any = content
        for step in above:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("turns", [], "turns"),
        ("turns", None, "turns"),
        ("turns", {}, "turns"),
        ("title", 5, "title"),
        ("language", PRIVATE, "language"),
        ("needed", [PRIVATE], "needed.0"),
        ("shared_at", "2026-11-03T09:30:00", "shared_at"),
        ("shared_at", "0001-01-01T00:00:00+14:00", "shared_at"),
        ("shared_at", "9999-12-31T23:59:59-14:00", "shared_at"),
        ("shared_at", PRIVATE, "shared_at"),
        (PRIVATE, 1, "…"),
        ("turns.0.text", "iets anders", "turns.0.grade"),
        ("turns.0.text", "x" * (MAX_TURN_LENGTH + 1), "turns.0.text"),
        ("turns.0.id", TALK.turns[1].id, "turns"),
        ("turns.1.grade.scores", [], "turns.1.grade"),
        ("turns.1.grade.kind", "other", "turns.1.grade"),
        ("turns.1.disputed", ["worth", PRIVATE], "turns.1.disputed.1"),
    ],
)
def test_a_content_that_makes_no_sense_is_told_by_its_place(
    key: str, value: object, place: str
) -> None:
    trouble = refused(changed(put(key, value)))
    assert (trouble.code, trouble.slots) == ("parcel_wrong", {"place": place})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("handed_in_at", None),
        ("changed_at", "2026-11-03T09:30:00"),
        ("overall", "x" * 4001),
        ("overall", "\ud800"),
        ("goal", {"text": ""}),
        ("coach", {"id": "x", "name": ""}),
        ("coach", {"id": "x", "name": "x" * 61}),
        ("turns", {PRIVATE: {"steps": {"worth": {}}}}),
        ("turns", {PRIVATE: {"steps": {PRIVATE: {}}}}),
    ],
)
def test_a_review_that_makes_no_sense_is_refused(key: str, value: object) -> None:
    of = review(TALK, parcel.digest(TALK))
    assert refused(changed(put(key, value), of)).code == "parcel_wrong"


def test_a_review_is_no_talk() -> None:
    content = json.loads(parcel.packed(review(TALK, "")))["content"]
    assert refused(sealed(content)).code == "parcel_wrong"


def test_a_moment_is_the_same_wherever_a_file_comes_from() -> None:
    elsewhere = parcel.opened(changed(put("shared_at", "2026-11-03T18:30:00+09:00")))
    assert elsewhere == TALK
    assert parcel.digest(elsewhere) == parcel.digest(TALK)


class LaterTalk(SharedTalk):
    """A talk as a later version may have it."""

    mood: str = ""


def test_a_field_that_comes_later_makes_no_other_content_of_an_older_one() -> None:
    later = LaterTalk.model_validate(TALK.model_dump())
    assert parcel.digest(later) == parcel.digest(TALK)
    assert parcel.digest(later.model_copy(update={"mood": "x"})) != parcel.digest(TALK)


@pytest.mark.parametrize("change", ["title", "name", "brief", "shared_at", "cases_allowed"])
def test_another_content_has_another_digest(change: str) -> None:
    value = {"shared_at": NOW.replace(second=1), "cases_allowed": True}.get(change, "other")
    assert parcel.digest(TALK.model_copy(update={change: value})) != parcel.digest(TALK)


def test_files_of_version_one_are_read_for_good() -> None:
    """Made once and never anew: they stand in people's mail."""
    shared, given = (
        parcel.opened((FILES / f"{n}-1.json").read_bytes()) for n in ("talk", "review")
    )
    assert isinstance(shared, SharedTalk)
    assert isinstance(given, Review)
    assert re.fullmatch("[0-9a-f]{64}", given.talk_digest)
    assert parcel.digest(shared) == given.talk_digest
    assert [turn.text for turn in shared.turns] == [
        "Ik heb je laten zitten.",
        "Wat deed dat met je?",
    ]
