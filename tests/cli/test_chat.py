"""``rehearse chat`` for programs: turns from a file, and its JSON."""

from pathlib import Path
from typing import Any

import pytest

from rehearse.colleague import ToAnswer
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rehearsal import Reply
from rehearse.errors import StorageTrouble
from rehearse.service.rehearsing import Rehearsing
from tests.cli.chatting import CHAT, HARM, SKILLED, events, kinds, one_line, played, said
from tests.cli.conftest import Command


def test_the_contract_of_a_chat(command: Command) -> None:
    found = played(command, f"{SKILLED}\nHoe was dat voor jou? [ask=2]\n".encode())
    turn = ["said", "graded", "moved", "replied", "done"]
    assert kinds(found) == ["opened", "done", *turn, *turn, "ended"]
    assert all(type(event["trust"]) is int for event in found)
    graded = next(event for event in found if event["type"] == "graded")
    assert graded["final"] is True
    assert graded["grade"]["levels"]["own_part"] == 2
    opened = found[0]
    assert (opened["scenario"], opened["language"], opened["difficulty"]) == (
        "promised-raise",
        "nl",
        "normal",
    )
    ended = found[-1]
    assert ended["ended"] == "end_of_turns"
    assert ended["trust"] == found[-2]["trust"] > opened["trust"]
    assert isinstance(ended["layers_told"], list)


def test_told_layers_are_named_at_the_end(command: Command) -> None:
    raw = "\n".join([SKILLED, "Hoe was dat voor jou? [ask=2]", "En toen? [ask=2]"]).encode()
    found = played(command, raw)
    told = [event["told"] for event in found if event["type"] == "replied" and event["told"]]
    assert told
    assert found[-1]["layers_told"] == told


def test_bom_crlf_and_blank_lines(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "turns.txt"
    file.write_bytes(b"\xef\xbb\xbfEen.\r\n\r\n   \r\nTwee.\x0cnog steeds twee.\r\n")
    outcome = command(*CHAT, "--turns", str(file), "--json")
    assert said(events(outcome.out)) == ["Een.", "Twee.\x0cnog steeds twee."]


def test_equal_lines_are_turns_of_their_own(command: Command) -> None:
    found = played(command, b"Sorry.\nSorry.\nSorry.\n")
    assert said(found) == ["Sorry."] * 3
    assert len({event["turn_id"] for event in found if event["type"] == "said"}) == 3


def test_a_refused_line_is_told_and_the_run_goes_on(command: Command) -> None:
    raw = f"Een.\n\n{'x' * 20_001}\n\u200b\nTwee.\n".encode()
    found = played(command, raw)
    failed = [event for event in found if event["type"] == "failed"]
    assert [(event["code"], event["line"]) for event in failed] == [("too_long", 3), ("empty", 4)]
    assert all(event["message"] and event["trust"] == 34 for event in failed)
    assert said(found) == ["Een.", "Twee."]
    assert found[-1]["ended"] == "end_of_turns"


def test_20_000_code_points_are_said(command: Command) -> None:
    assert said(played(command, ("😀" * 20_000).encode())) == ["😀" * 20_000]


def test_nothing_is_said_after_close(command: Command) -> None:
    found = played(command, f"{HARM}\n{HARM} 2\n{HARM} 3\nNog iets.\nEn nog iets.\n".encode())
    assert len(said(found)) == 3
    assert kinds(found).count("ended") == 1
    assert found[-1]["ended"] == "close"
    assert found[-1]["trust"] == 0


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_no_turns_at_all(command: Command, raw: bytes) -> None:
    found = played(command, raw)
    assert kinds(found) == ["opened", "done", "ended"]
    assert found[-1]["ended"] == "end_of_turns"


@pytest.mark.parametrize(("difficulty", "trust"), [("easy", 45), ("normal", 34), ("hard", 20)])
def test_difficulty_and_opening(command: Command, difficulty: str, trust: int) -> None:
    first = played(command, b"")[0]
    chosen = played(command, b"", "--difficulty", difficulty, "--opening", "2")[0]
    assert (chosen["difficulty"], chosen["trust"]) == (difficulty, trust)
    assert chosen["text"] != first["text"]


def test_commands_in_a_file_are_words(command: Command) -> None:
    assert said(played(command, b"/again\n/end\nDag.\n")) == ["/again", "/end", "Dag."]


def test_without_a_file_json_takes_turns_from_standard_input(command: Command) -> None:
    outcome = command(*CHAT, "--json", stdin="Eén.\n/end\n".encode())
    assert said(events(outcome.out)) == ["Eén.", "/end"]


def test_a_file_that_is_not_utf_8(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "turns.txt"
    file.write_bytes("Goed.\nEén.\n".encode("latin-1"))
    outcome = command(*CHAT, "--turns", str(file))
    assert outcome.code == 2
    assert "byte 7" in outcome.err
    assert command("history").out.startswith("You have not")


def test_a_store_in_trouble_costs_a_line_and_not_the_run(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Rehearsing.say

    async def full(self: Rehearsing, actor: str, turn_id: str, parent: str, text: str) -> Any:
        if text == "Twee.":
            raise StorageTrouble("disk_full", where="x.db")
        return await whole(self, actor, turn_id, parent, text)

    monkeypatch.setattr(Rehearsing, "say", full)
    found = played(command, b"Een.\nTwee.\nDrie.\n")
    assert [event["code"] for event in found if event["type"] == "failed"] == ["disk_full"]
    assert said(found) == ["Een.", "Drie."]


def test_resume_goes_on_where_it_was(command: Command) -> None:
    first = played(command, f"{SKILLED}\n".encode())
    outcome = command(
        "chat", "--resume", first[0]["rehearsal"], "--turns", "-", "--json", stdin=b"Nog iets.\n"
    )
    second = events(outcome.out)
    assert second[0]["rehearsal"] == first[0]["rehearsal"]
    before = next(event for event in first if event["type"] == "replied")
    now = next(event for event in second if event["type"] == "said")
    assert now["parent"] == before["turn_id"]
    assert now["trust"] == first[-1]["trust"]


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A colleague that has no answer to the one turn; the turns it was asked about."""
    choose, asked = ScriptedColleague.choose, list[str]()

    def choosing(self: ScriptedColleague, to_answer: ToAnswer) -> Reply:
        asked.append(to_answer.words)
        if to_answer.words == SKILLED:
            raise ValueError
        return choose(self, to_answer)

    monkeypatch.setattr(ScriptedColleague, "choose", choosing)
    return asked


def left_unanswered(command: Command) -> str:
    """A rehearsal whose only turn broke; its id."""
    return str(played(command, f"{SKILLED}\n".encode())[0]["rehearsal"])


def test_a_turn_that_breaks_again_is_told_and_another_can_be_said(
    command: Command, mute: list[str]
) -> None:
    rehearsal = left_unanswered(command)
    shown = command("chat", "--resume", rehearsal, stdin=b"Dag.\n/end\n").out
    told, _, after = one_line(shown).partition("Jij: Dag.")
    assert f"Jij: {SKILLED} Er ging iets mis: Je woorden zijn opgeslagen" in told
    assert "Kim:" in after
    assert mute == [SKILLED, SKILLED, "Dag."]


def test_a_program_is_told_of_a_turn_that_breaks_again(command: Command, mute: list[str]) -> None:
    words = ("chat", "--resume", left_unanswered(command), "--json")
    found = events(command(*words, stdin=b"Dag.\n").out)
    turn = ["said", "graded", "moved", "replied", "done"]
    assert kinds(found) == ["opened", "done", "said", "failed", *turn, "ended"]
    assert found[2]["text"] == SKILLED


def test_showing_a_talk_takes_nothing_up(command: Command, mute: list[str]) -> None:
    rehearsal = left_unanswered(command)
    shown = command("show", rehearsal).out
    assert f"Jij: {SKILLED}" in shown
    assert "Eigen aandeel" in shown
    assert mute == [SKILLED]


def test_what_comes_after_the_colleague_left_is_refused_once(command: Command) -> None:
    first = played(command, f"{HARM}\n{HARM} 2\n{HARM} 3\n".encode())
    words = ("chat", "--resume", first[0]["rehearsal"], "--turns", "-")
    more = b"\nToch nog iets.\nEn nog iets.\n"
    found = events(command(*words, "--json", stdin=more).out)
    assert said(found) == []
    assert [(e["code"], e["line"]) for e in found if e["type"] == "failed"] == [("closed", 2)]
    assert found[-1]["ended"] == "close"
    shown = command(*words, stdin=more).out
    assert shown.count("Niet gezegd:") == 1
