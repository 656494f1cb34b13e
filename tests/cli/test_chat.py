"""``rehearse chat``: turns from a file, its JSON, and someone who types."""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rehearse.cli.notes import trust_words
from rehearse.cli.speech import Speech
from rehearse.colleague import ToAnswer
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Step
from rehearse.conversation.trust import TrustState
from rehearse.errors import StorageTrouble
from rehearse.pages.rail import standing
from rehearse.service.rehearsing import Rehearsing
from rehearse.service.second_reading import SecondReadings
from tests.cli.conftest import ROOT, Command
from tests.models.provider import Provider, answers, says
from tests.service.provided.stage import reads

CHAT = ("chat", "--scenario", "promised-raise", "--lang", "nl")
SKILLED = "Ik hield zes weken mijn mond. [own_part=2 face_it=2]"
HARM = "Stel je niet zo aan. [worth=-1 i_message=-1]"


def events(out: str) -> list[dict[str, Any]]:
    assert out.isascii()
    return [json.loads(line) for line in out.split("\n") if line]


def played(command: Command, raw: bytes, *words: str) -> list[dict[str, Any]]:
    outcome = command(*CHAT, "--turns", "-", "--json", *words, stdin=raw)
    assert outcome.code == 0
    assert outcome.err == ""
    return events(outcome.out)


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in found]


def said(found: list[dict[str, Any]]) -> list[str]:
    return [event["text"] for event in found if event["type"] == "said"]


# From a file, as JSON


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


def test_resuming_a_closed_talk_says_nothing(command: Command) -> None:
    first = played(command, f"{HARM}\n{HARM} 2\n{HARM} 3\n".encode())
    words = ("chat", "--resume", first[0]["rehearsal"], "--turns", "-", "--json")
    found = events(command(*words, stdin=b"Toch nog iets.\n").out)
    assert said(found) == []
    assert found[-1]["ended"] == "close"


# In words


def test_the_talk_in_words(command: Command) -> None:
    raw = f"{SKILLED}\n{HARM}\n\u200b\n".encode()
    shown = command(*CHAT, "--turns", "-", stdin=raw).out
    for expected in (
        "De beloofde opslag",
        "Je wilde me spreken.",
        "(houdt de jas aan)",
        "Jij: Ik hield zes weken mijn mond.",
        "● Eigen aandeel: duidelijk",
        "“Ik hield zes weken mijn mond.”",
        "Het vertrouwen groeide, door: Eigen aandeel en Het aangaan.",
        "▼ Waarde zien: averechts",
        "Het vertrouwen zakte, want je woorden gingen hier tegenin: Waarde zien en",
        "Niet gezegd: ",
        "Einde van het gesprek.",
        "rehearse show ",
    ):
        assert expected in shown
    assert "\x1b" not in shown


def test_the_talk_needs_no_numbers(command: Command) -> None:
    shown = command(*CHAT, "--turns", "-", stdin=f"{SKILLED}\n".encode()).out
    talk, _, _ = shown.partition("Teruglezen")
    assert not [sign for sign in talk.replace("own_part=2 face_it=2", "") if sign.isdigit()]


def test_commands_while_typing(command: Command) -> None:
    raw = f"/again\n/why\n{HARM}\n/why\n/again\n{SKILLED}\n/nope\n/HELP\n/end\nNiet meer.\n"
    shown = command(*CHAT, stdin=raw.encode()).out
    for expected in (
        "Je hebt nog niks gezegd om anders te zeggen.",
        "Er is nog geen beurt om uit te leggen.",
        "Waarde zien: daar gingen je woorden tegenin. Vertrouwen",
        "Zeg het anders. Kim zei net:",
        "Het vertrouwen groeide",
        "Dat commando is er niet.",
        "/again  je laatste beurt",
        "Einde van het gesprek.",
    ):
        assert expected in shown
    assert "Niet meer." not in shown


def test_saying_it_differently_leaves_the_other_branch_behind(command: Command) -> None:
    command(*CHAT, stdin=f"{HARM}\n/again\n{SKILLED}\n/end\n".encode())
    rehearsal = command("history").out.splitlines()[1].split()[0]
    exported = json.loads(command("export", rehearsal, "--format", "json").out)
    assert [turn["text"] for turn in exported["turns"]] == ["", SKILLED]
    assert exported["trust"] == 54
    assert exported["ended_at"] is not None


def test_the_end_of_input_stops_and_says_how_to_go_on(command: Command) -> None:
    shown = command(*CHAT, stdin=b"Dag.\n").out
    assert "Verder gaan:\n  rehearse chat --resume " in shown
    again = command("chat", "--resume", shown.split("--resume ")[1].strip(), stdin=b"/end\n").out
    assert "Jij: Dag." in again
    assert "Einde van het gesprek." in again


def test_after_close_the_last_turn_can_still_be_said_differently(command: Command) -> None:
    raw = f"{HARM}\n{HARM} 2\n{HARM} 3\nNog iets.\n/again\n{SKILLED}\n/end\n"
    shown = command(*CHAT, stdin=raw.encode()).out
    assert "Kim heeft het gesprek gestopt. Met /again" in shown
    assert "Niet gezegd: " in shown
    assert "● Eigen aandeel: duidelijk" in shown.split("Niet gezegd")[1]


# With a model


OWN = "De stappen hierboven zijn van de snelle beoordelaar"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A model on this machine that plays along."""
    with Provider() as provider:
        monkeypatch.setenv("REHEARSE_MODEL", "openai/here")
        monkeypatch.setenv("REHEARSE_API_BASE", provider.address)
        yield provider


def one_line(shown: str) -> str:
    return " ".join(shown.split())


@pytest.mark.parametrize("typed", [(), ("--turns", "-")], ids=["typed", "from a file"])
def test_a_reading_that_could_not_be_had_is_told_too(
    command: Command, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REHEARSE_MODEL", "openai/some")
    shown = one_line(command(*CHAT, *typed, stdin=f"{SKILLED}\n".encode()).out)
    assert shown.count(f"Er is geen sleutel voor het model. {OWN}") == 1


def test_a_program_reads_why_as_a_code(command: Command, provider: Provider) -> None:
    provider.plan("form", says("I’d rather not."))
    found = played(command, f"{SKILLED}\n".encode())
    assert [event.get("unread") for event in found if event["type"] == "done"] == [
        None,
        "model_no_answer",
    ]


def test_a_reading_that_comes_late_is_told(
    command: Command, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SecondReadings.__init__, "__defaults__", (0.1,))
    monkeypatch.setenv("REHEARSE_TIME_LIMIT", "2")
    provider.plan("form", answers({}).after(5))
    shown = one_line(command(*CHAT, stdin=f"{SKILLED}\n/end\n".encode()).out)
    assert f"Het antwoord van het model bleef te lang weg. {OWN}" in shown


def test_a_reading_that_counts_is_not_told_as_missing(command: Command, provider: Provider) -> None:
    provider.plan("form", says(reads({Step.OWN_PART: 2})))
    found = played(command, f"{SKILLED}\n".encode())
    assert [event["final"] for event in found if event["type"] == "graded"] == [False, True]
    assert not any("unread" in event for event in found)


def test_why_tells_of_the_reading_that_counts(command: Command, provider: Provider) -> None:
    provider.plan("form", says(reads({Step.OWN_PART: 2})))
    shown = command(*CHAT, stdin=f"{SKILLED}\n/why\n".encode()).out
    rehearsal = shown.split("--resume ")[1].strip()
    assert [cause.split(":")[0] for cause in causes(shown)] == ["- Eigen aandeel"]
    assert causes(command("chat", "--resume", rehearsal, stdin=b"/why\n").out) == causes(shown)


def causes(shown: str) -> list[str]:
    """What ``/why`` lists."""
    return [line.strip() for line in shown.splitlines() if line.startswith("    - ")]


def test_a_talk_that_stays_here_says_so_where_there_is_a_model(
    command: Command, provider: Provider
) -> None:
    assert "speelt geen model mee" not in command(*CHAT, stdin=b"/end\n").out
    shown = one_line(command(*CHAT, "--offline", stdin=b"Dag.\n").out)
    assert "In dit gesprek speelt geen model mee: Kim" in shown
    rehearsal = shown.split("--resume ")[1].strip()
    again = one_line(command("chat", "--resume", rehearsal, stdin=b"/end\n").out)
    assert "In dit gesprek speelt geen model mee" in again
    assert provider.requests == []


HOSTILE = "\x1b[2J\x07\u202eSorry\x9b"


def test_words_that_steer_a_terminal_do_not_reach_it(command: Command) -> None:
    shown = command(*CHAT, "--turns", "-", stdin=f"{HOSTILE} [own_part=2]\n".encode()).out
    assert not set(shown) & set("\x1b\x07\u202e\x9b")


@pytest.mark.parametrize(
    ("trust", "word"),
    [(0, "afstand"), (39, "afstand"), (40, "hoede"), (59, "hoede"), (60, "ruimte")],
)
def test_trust_has_the_words_of_the_page(trust: int, word: str) -> None:
    told = trust_words(trust, "Kim", Speech("nl"))
    assert word in told
    assert told in standing("Kim", [TrustState(trust=trust)], None, (), "nl")


def test_harm_is_named_where_trust_cannot_fall_further(command: Command) -> None:
    shown = command(*CHAT, "--turns", "-", stdin=f"{HARM}\n{HARM} 2\n".encode()).out
    told = "bleef waar het was, al gingen je woorden hier tegenin: Waarde zien en Ik-boodschap."
    assert told in " ".join(shown.split())


def test_a_half_step_moves_trust_only_so_far(command: Command) -> None:
    half = command(*CHAT, "--turns", "-", stdin=b"Ik zweeg. [own_part=2? face_it=1]\n").out
    assert "groeide voorzichtig, door: Eigen aandeel en Het aangaan." in half
    whole = command(*CHAT, "--turns", "-", stdin=b"Ik zweeg. [own_part=2 face_it=1]\n").out
    assert "groeide, door: Eigen aandeel en Het aangaan." in whole


# At a terminal

if sys.platform != "win32":
    import pty

    class Terminal:
        """A command in a terminal of its own, driven as by hand."""

        def __init__(self, *words: str) -> None:
            self.pid, self._fd = pty.fork()
            if self.pid == 0:
                os.chdir(ROOT)
                # A terminal hears Ctrl+C, also where these tests run in the background.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                os.execv(sys.executable, [sys.executable, "-m", "tests.cli.faked", *words])
            self.seen = ""

        def until(self, text: str) -> None:
            """Read on until this text is shown; fails when it does not come."""
            if not self.shows(text, within=60):
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError(f"{text!r} never came: {self.seen}")

        def shows(self, text: str, within: float) -> bool:
            """Whether this text is shown within so many seconds."""
            end = time.monotonic() + within
            while text not in self.seen:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                if select.select([self._fd], [], [], left)[0]:
                    try:
                        self.seen += os.read(self._fd, 65536).decode("utf-8", "replace")
                    except OSError:
                        return False
            return True

        def type(self, text: str) -> None:
            self.seen = ""
            os.write(self._fd, text.encode())

        def interrupt_until(self, text: str) -> None:
            """Press Ctrl+C, as people do: again, when nothing came of it."""
            self.seen = ""
            for _ in range(6):
                os.kill(self.pid, signal.SIGINT)
                if self.shows(text, within=10):
                    return
            self.until(text)

        def code(self) -> int:
            self.shows("\0", within=60)  # all that still comes
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
class TestAtATerminal:
    """Someone sits there: they are asked, they type, they leave as one does."""

    def test_choosing_talking_and_control_d(self) -> None:
        terminal = Terminal("chat", "--lang", "nl")
        terminal.until("Kies een nummer: ")
        terminal.type("99\n")
        terminal.until("Kies een nummer van 1 tot en met")
        terminal.type("4\n")
        terminal.until("Een ogenblik ...")
        terminal.until("Je wilde me spreken.")
        terminal.until("Jij: ")
        terminal.type("Ik zei niks. [own_part=2]\n")
        terminal.until("Eigen aandeel")
        terminal.until("Jij: ")
        terminal.type("\x04")
        terminal.until("rehearse chat --resume")
        assert terminal.code() == 0

    def test_it_says_at_once_that_it_starts_and_loses_nothing_typed_meanwhile(self) -> None:
        terminal = Terminal(*CHAT)
        terminal.until("Rehearse start ...")
        assert "De beloofde opslag" not in terminal.seen
        terminal.type(f"{SKILLED}\n/end\n")
        terminal.until("● ")
        terminal.until("Einde van het gesprek.")
        assert terminal.code() == 0

    def test_control_c_keeps_everything(self) -> None:
        terminal = Terminal(*CHAT)
        terminal.until("Jij: ")
        terminal.type("Dag Kim.\n")
        terminal.until("Jij: ")
        terminal.interrupt_until("rehearse chat --resume ")
        terminal.until("\n")
        assert "Traceback" not in terminal.seen
        assert terminal.code() == 0

    def test_control_c_waits_for_no_model_and_loses_nothing(
        self, command: Command, provider: Provider
    ) -> None:
        provider.plan("words", says("Nou, hè hè.").after(300))
        terminal = Terminal(*CHAT)
        terminal.until("Jij: ")
        terminal.type(f"{SKILLED}\n")
        terminal.until("Eigen aandeel")
        pressed = time.monotonic()
        terminal.interrupt_until("rehearse chat --resume ")
        assert terminal.code() == 0
        assert time.monotonic() - pressed < 30
        assert "Traceback" not in terminal.seen
        assert "Task" not in terminal.seen
        rehearsal = terminal.seen.split("--resume ")[1].split()[0]
        resumed = command("chat", "--resume", rehearsal, "--offline", stdin=b"/end\n")
        assert f"Jij: {SKILLED}" in resumed.out
        (turn,) = json.loads(command("export", rehearsal, "--format", "json").out)["turns"][1:]
        assert (turn["text"], turn["reply"]["source"]) == (SKILLED, "scripted")

    def test_leaving_at_the_list(self) -> None:
        terminal = Terminal("chat", "--lang", "en")
        terminal.until("Choose a number: ")
        terminal.type("/end\n")
        assert terminal.code() == 0

    def test_deleting_asks(self, command: Command) -> None:
        played(command, b"Dag.\n")
        terminal = Terminal("delete", "--all", "--lang", "nl")
        terminal.until("[j/N] ")
        terminal.type("\n")
        terminal.until("Niets gewist.")
        assert terminal.code() == 0
        terminal = Terminal("delete", "--all", "--lang", "nl")
        terminal.until("[j/N] ")
        terminal.type("ja\n")
        terminal.until("Gewist: 1.")
        assert terminal.code() == 0
