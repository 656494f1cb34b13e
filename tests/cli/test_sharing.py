"""``rehearse share``, ``take-in``, ``reviews``, ``review`` and the rest: two data folders play
manager and coach, file by file."""

import asyncio
import csv
import io
import json
import os
import re
import stat
from collections.abc import Callable
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import pytest
from pypdf import PdfReader

from rehearse.assembly import App, build
from rehearse.coaching.parcel import LARGEST
from rehearse.conversation.rubric import Level, Passage, Step
from rehearse.service.rehearsing import LOCAL
from rehearse.settings import Settings
from tests.cli.conftest import Command

LINES = ["Pieter hield zijn mond, en ik ook. [own_part=1]", "=1+1 hoe was dat? [ask=2?]"]
OWN = "en ik ook"


class Desk:
    """A person at a computer: commands in a data folder of their own."""

    def __init__(self, command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._command, self._folder, self._monkeypatch = command, folder, monkeypatch
        folder.mkdir(exist_ok=True)

    @contextmanager
    def _here(self):  # type: ignore[no-untyped-def]
        with self._monkeypatch.context() as patch:
            patch.setenv("REHEARSE_DATA_DIR", str(self._folder))
            patch.setenv("REHEARSE_LANGUAGE", "en")
            yield

    def __call__(self, *words: str | Path, stdin: bytes = b""):  # type: ignore[no-untyped-def]
        with self._here():
            return self._command(*map(str, words), stdin=stdin)

    def does(self, work: Callable[[App], object]) -> None:
        """Something that is done in the app."""

        async def doing() -> None:
            async with build(Settings()) as app:
                await work(app)  # type: ignore[misc]

        with self._here():
            asyncio.run(doing())


@pytest.fixture
def manager(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(command, tmp_path / "manager", monkeypatch)


@pytest.fixture
def coach(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(command, tmp_path / "coach", monkeypatch)


@pytest.fixture
def rehearsal(manager: Desk) -> str:
    raw = "\n".join(LINES).encode()
    words = ("--scenario", "promised-raise", "--lang", "nl", "--turns", "-", "--json")
    return str(json.loads(manager("chat", *words, stdin=raw).out.split("\n")[0])["rehearsal"])


@pytest.fixture
def talk(manager: Desk, rehearsal: str, tmp_path: Path) -> Path:
    file = tmp_path / "talk.json"
    done = manager("share", rehearsal, "--out", file, "--allow-cases")
    assert done.code == 0, done.err
    return file


def share_id(desk: Desk) -> str:
    return str(json.loads(desk("shared", "--json").out)[0]["id"])


async def _reviewed(app: App) -> None:
    me = await app.reviewing.name_coach(LOCAL, "Anna =1")
    (row,) = await app.reviewing.talks(LOCAL, me.id)
    read = await app.reviewing.read(LOCAL, me.id, row.share_id)
    first, second = read.talk.turns
    start = first.text.index(OWN)
    words = Passage(text=OWN, start=start, end=start + len(OWN))
    at = (LOCAL, me.id, row.share_id)
    await app.reviewing.level(*at, first.id, Step.OWN_PART, Level.CLEAR, words, blind=True)
    await app.reviewing.agree(*at, first.id)
    await app.reviewing.agree(*at, second.id)
    await app.reviewing.comment(*at, first.id, "=HYPERLINK(1)\nGoed begin.")
    await app.reviewing.conclude(*at, "Eerlijk.", "Vraag door.", Step.ASK)
    await app.reviewing.hand_in(*at)


@pytest.fixture
def review(coach: Desk, talk: Path, tmp_path: Path) -> Path:
    """The file of the coach's review, on its way back."""
    taken = coach("take-in", talk)
    assert taken.code == 0, taken.err
    coach.does(_reviewed)
    file = tmp_path / "review.json"
    share = taken.out.split()[-1]
    assert coach("review", share[:13], "--out", file).code == 0
    return file


def test_a_talk_travels_and_its_review_comes_back(
    manager: Desk, coach: Desk, review: Path, rehearsal: str
) -> None:
    came = manager("take-in", review)
    assert (came.code, "Anna =1" in came.out) == (0, True)
    assert "Nothing has changed" in manager("take-in", review).out
    assert "reviews: 1" in manager("shared").out
    exported = json.loads(manager("export", rehearsal, "--format", "json").out)
    (told,) = exported["reviews"]
    assert (told["coach"], told["goal"]["text"]) == ("Anna =1", "Vraag door.")
    own = next(iter(told["turns"].values()))["levels"]["own_part"]
    assert (own["level"], own["words"], own["blind"]) == (2, OWN, True)
    assert "What Anna =1 saw" in manager("export", rehearsal, "--lang", "en").out.replace("\\", "")


def test_names_are_replaced_unless_asked_otherwise(
    manager: Desk, rehearsal: str, tmp_path: Path
) -> None:
    shown = manager("share", rehearsal, "--preview")
    assert "Replaced: Pieter" in shown.out
    assert "Pieter hield" not in shown.out
    assert manager("shared").out.startswith("You haven’t shared anything yet")
    kept = manager("share", rehearsal, "--as-is", "--out", tmp_path / "as-is.json")
    assert "go as they are" in kept.out
    assert "Pieter" in (tmp_path / "as-is.json").read_text("ascii")
    named = manager("share", rehearsal, "--name", "mond", "--out", tmp_path / "named.json")
    assert "Replaced: Pieter and mond" in named.out
    assert "Pieter" not in (tmp_path / "named.json").read_text("ascii")


def test_the_list_says_of_each_whether_anything_was_replaced(
    manager: Desk, rehearsal: str, tmp_path: Path
) -> None:
    words = ("--scenario", "promised-raise", "--lang", "nl", "--turns", "-", "--json")
    nobody = manager("chat", *words, stdin=LINES[1].encode()).out.split("\n")[0]
    told = manager("share", json.loads(nobody)["rehearsal"], "--out", tmp_path / "1.json")
    assert "No names, addresses or numbers were found" in told.out
    assert "  nothing  " in manager("shared").out.splitlines()[1]
    manager("share", rehearsal, "--out", tmp_path / "2.json")
    assert "  names, numbers  " in manager("shared").out.splitlines()[1]
    manager("share", rehearsal, "--as-is", "--out", tmp_path / "3.json")
    assert "  nothing  " in manager("shared").out.splitlines()[1]


def test_what_was_replaced_is_told_and_nothing_else(manager: Desk, rehearsal: str) -> None:
    whole = manager("share", rehearsal, "--preview", "--name", "Pieter Smit <p.smit@firma.nl>")
    assert "Replaced: Pieter. Is anybody else" in whole.out
    assert "Pieter hield" not in whole.out
    address = manager("share", rehearsal, "--preview", "--name", "pieter.smit@firma.nl")
    assert "Pieter hield" not in address.out


def test_a_shared_file_is_its_owners_and_replaced_only_by_force(
    manager: Desk, talk: Path, rehearsal: str
) -> None:
    if os.name == "posix":
        assert stat.S_IMODE(talk.stat().st_mode) == 0o600
    before = talk.read_bytes()
    refused = manager("share", rehearsal, "--out", talk)
    assert (refused.code, talk.read_bytes()) == (2, before)
    assert manager("share", rehearsal, "--out", talk, "--force").code == 0
    assert talk.read_bytes() != before


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_nothing_is_written_through_a_link(
    manager: Desk, rehearsal: str, tmp_path: Path, force: list[str]
) -> None:
    target, link = tmp_path / "mine.txt", tmp_path / "link.json"
    for there in (False, True):
        if there:
            target.write_text("mine", "utf-8")
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        assert manager("share", rehearsal, "--out", link, *force).code == 2
    assert target.read_text("utf-8") == "mine"


def test_what_could_not_be_written_is_not_shared(
    manager: Desk, rehearsal: str, tmp_path: Path
) -> None:
    assert manager("share", rehearsal, "--out", tmp_path / "nowhere" / "x.json").code == 2
    shares = json.loads(manager("shared", "--json").out)
    assert all(one["withdrawn_at"] for one in shares)


def test_a_path_can_end_earlier(manager: Desk, rehearsal: str, tmp_path: Path) -> None:
    turns = json.loads(manager("export", rehearsal, "--format", "json").out)["turns"]
    file = tmp_path / "one.json"
    assert manager("share", rehearsal, "--leaf", turns[1]["id"], "--out", file).code == 0
    assert len(json.loads(file.read_text("ascii"))["content"]["turns"]) == 1


def test_the_ids_that_are_listed_can_be_given(
    manager: Desk, talk: Path, rehearsal: str, tmp_path: Path
) -> None:
    """Ids of one minute begin alike, and what was withdrawn still has one."""
    manager.does(lambda app: app.reviewing.name_coach(LOCAL, "Anna"))
    assert manager("withdraw", share_id(manager), "--yes").code == 0
    assert manager("share", rehearsal, "--out", tmp_path / "again.json").code == 0
    assert len(json.loads(manager("shared", "--json").out)) == 2
    heading, row, *_ = manager("reviews").out.splitlines()
    assert re.search(r"Steps: in doubt +not right +different", heading)
    listed = row.split()[0]
    assert "handed in your review" in manager("review", listed).err


def test_no_short_id_stands_for_a_rehearsal_and_for_a_shared_talk(
    manager: Desk, talk: Path, rehearsal: str
) -> None:
    manager.does(lambda app: app.reviewing.name_coach(LOCAL, "Anna"))
    lists = [manager(name).out.splitlines()[1].split()[0] for name in ("history", "shared")]
    assert manager("reviews").out.splitlines()[1].startswith(lists[1])
    assert not any(one.startswith(other) for one, other in (lists, lists[::-1]))
    pairs = zip(rehearsal, share_id(manager), strict=True)
    both = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    for command in (["show"], ["delete", "--yes"], ["withdraw", "--yes"], ["review"]):
        assert manager(*command, both).code == 2
    assert manager("show", lists[0]).code == 0
    assert manager("show", lists[1]).code == manager("withdraw", lists[0], "--yes").code == 2
    assert manager("withdraw", lists[1], "--yes").code == 0
    assert manager("delete", lists[0], "--yes").code == 0


def test_two_coaches_of_one_name_can_be_told_apart(
    manager: Desk, talk: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = share_id(manager)
    for at in ("here", "there"):
        desk = Desk(command, tmp_path / at, monkeypatch)
        assert desk("take-in", talk).code == 0
        desk.does(_reviewed)
        assert desk("review", share, "--out", tmp_path / f"{at}.json").code == 0
        assert manager("take-in", tmp_path / f"{at}.json").code == 0
    for asked in ([], ["--coach", "Anna =1"]):
        refused = manager("review", share, *asked)
        assert refused.code == 2
        ids = re.findall(r"Anna =1 \((\S+)\)", refused.err)
        assert len(ids) == 2
    for id_ in ids:
        written = json.loads(manager("review", share, "--coach", id_, "--format", "send").out)
        assert written["content"]["coach"]["id"].startswith(id_)


def test_withdrawing_takes_it_back(manager: Desk, talk: Path, rehearsal: str) -> None:
    share = share_id(manager)
    assert manager("withdraw", share).code == 2
    assert manager("withdraw", share[:12], "--yes").code == 0
    assert "withdrawn, " in manager("shared", rehearsal).out
    assert manager("withdraw", share, "--yes").code == 2
    assert "withdrawn" in manager("take-in", talk).err


def altered(data: bytes) -> bytes:
    return data.replace(b"Kim", b"Tim", 1)


def newer(data: bytes) -> bytes:
    return data.replace(b'"version": 1', b'"version": 2', 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (altered, "was changed after it was made"),
        (newer, "newer"),
        (lambda data: data[: len(data) // 2], "breaks off"),
        (lambda _: b'{"name": "other"}', "Rehearse"),
        (lambda _: b"\x89PNG\r\n", "Rehearse"),
        (lambda _: b" " * (LARGEST + 10), "MB"),
        (lambda _: b"[" * 100_000, "Rehearse"),
    ],
)
def test_a_file_that_is_not_as_it_was_made_is_refused(
    coach: Desk, talk: Path, change: Callable[[bytes], bytes], says: str
) -> None:
    talk.write_bytes(change(talk.read_bytes()))
    refused = coach("take-in", talk)
    assert (refused.code, refused.out) == (2, "")
    assert says in refused.err


def test_a_review_of_what_is_not_here_is_refused(
    review: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Desk(command, tmp_path / "stranger", monkeypatch)
    refused = stranger("take-in", review)
    assert refused.code == 2
    assert refused.out == ""


def test_a_file_that_is_not_there(coach: Desk, tmp_path: Path) -> None:
    assert coach("take-in", tmp_path / "none.json").code == 2
    assert coach("take-in", tmp_path).code == 2


def test_a_file_can_come_by_standard_input(coach: Desk, talk: Path) -> None:
    assert coach("take-in", "-", stdin=talk.read_bytes()).code == 0


def test_the_list_of_a_coach(coach: Desk, talk: Path, review: Path) -> None:
    (row,) = json.loads(coach("reviews", "--json").out)
    assert (row["turns"], row["complete"], row["differs"]) == (2, 2, 1)
    assert "handed in, " in coach("reviews", "--coach", "anna =1").out
    unknown = coach("reviews", "--coach", "Bob")
    assert (unknown.code, "Anna =1" in unknown.err) == (2, True)


def test_who_has_no_name_yet_is_told_how_to_get_one(coach: Desk) -> None:
    assert "Review" in coach("reviews").err


def test_a_review_that_was_not_handed_in_is_no_file(
    coach: Desk, talk: Path, tmp_path: Path
) -> None:
    share = coach("take-in", talk).out.split()[-1]
    refused = coach("review", share, "--out", tmp_path / "x.pdf")
    assert refused.code == 1
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(
    ("name", "words", "begins"),
    [
        ("r.pdf", [], b"%PDF-"),
        ("r.html", [], b"<!DOCTYPE html>"),
        ("r.md", [], b"# De beloofde opslag"),
        ("r.TXT", [], b"# De beloofde opslag"),
        ("r.csv", [], b"\xef\xbb\xbf"),
        ("r.txt", ["--format", "json"], b'{\n  "v": 1'),
        ("r.json", [], b'{\n "format": "rehearse.review"'),
    ],
)
def test_a_review_is_written_in_each_form(
    coach: Desk, review: Path, tmp_path: Path, name: str, words: list[str], begins: bytes
) -> None:
    share = json.loads(coach("reviews", "--json").out)[0]["share_id"]
    file = tmp_path / name
    assert coach("review", share, "--out", file, *words).code == 0
    data = file.read_bytes()
    assert data.startswith(begins)
    if name == "r.pdf":
        copied = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages)
        assert "Vraag door." in copied
    if name == "r.csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert {len(row) for row in rows} == {12}
        assert "'=HYPERLINK(1)\nGoed begin." in rows[1]
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_agreement_is_told(coach: Desk, review: Path) -> None:
    assert "One coach gave levels" in coach("agreement").out
    found = json.loads(coach("agreement", "--json").out)
    assert (found["coaches"], found["turns"]) == (1, 2)
    assert json.loads(coach("agreement", "--json").out)["with_grader"]["unscored"] == 0
