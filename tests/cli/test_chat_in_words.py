"""``rehearse chat`` for people: a talk in words, and someone who types."""

import json

import pytest

from rehearse.cli.notes import trust_words
from rehearse.cli.speech import Speech
from rehearse.conversation.trust import TrustState
from rehearse.pages.rail import standing
from tests.cli.chatting import CHAT, HARM, SKILLED
from tests.cli.conftest import Command

HOSTILE = "\x1b[2J\x07\u202eSorry\x9b"


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
    raw = f"/again\n/why\n{HARM}\n/why\n/again\n{SKILLED}\n/nope\n/HELP\n/END\nNiet meer.\n"
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
    assert exported["trust"] == 48
    assert exported["ended_at"] is not None


@pytest.mark.parametrize("end", ["/end\n", ""], ids=["ended", "left"])
def test_what_was_taken_back_is_not_what_the_talk_stands_on(command: Command, end: str) -> None:
    command(*CHAT, stdin=f"{SKILLED}\n{HARM}\n/again\n{end}".encode())
    rehearsal = command("history").out.splitlines()[1].split()[0]
    exported = json.loads(command("export", rehearsal, "--format", "json").out)
    assert [turn["text"] for turn in exported["turns"]] == ["", SKILLED]
    again = command("chat", "--resume", rehearsal, stdin=b"/end\n").out
    assert f"Jij: {SKILLED}" in again
    assert HARM not in again


def test_the_only_turn_can_be_taken_back(command: Command) -> None:
    command(*CHAT, stdin=f"{HARM}\n/again\n/end\n".encode())
    rehearsal = command("history").out.splitlines()[1].split()[0]
    exported = json.loads(command("export", rehearsal, "--format", "json").out)
    assert [turn["text"] for turn in exported["turns"]] == [""]


def test_the_end_of_input_stops_and_says_how_to_go_on(command: Command) -> None:
    shown = command(*CHAT, stdin=b"Dag.\n").out
    assert "Verder gaan:\n  rehearse chat --resume " in shown
    again = command("chat", "--resume", shown.split("--resume ")[1].strip(), stdin=b"/end\n").out
    assert "Jij: Dag." in again
    assert "Einde van het gesprek." in again


def test_turns_of_a_file_go_on_where_the_talk_was_left(command: Command) -> None:
    first = command(*CHAT, stdin=b"Dag.\nEn verder.\n").out
    words = ("chat", "--resume", first.split("--resume ")[1].strip(), "--turns", "-")
    before, _, after = command(*words, stdin=b"Nog iets.\n").out.partition("Jij: Nog iets.")
    assert "Je wilde me spreken." not in before
    assert "Jij: En verder." in before
    assert "Kim:" in before.split("En verder.")[1]
    assert "Kim:" in after


def test_after_close_the_last_turn_can_still_be_said_differently(command: Command) -> None:
    raw = f"{HARM}\n{HARM} 2\n{HARM} 3\nNog iets.\n/again\n{SKILLED}\n/end\n"
    shown = command(*CHAT, stdin=raw.encode()).out
    assert "Kim heeft het gesprek gestopt. Met /again" in shown
    assert "Niet gezegd: " in shown
    assert "● Eigen aandeel: duidelijk" in shown.split("Niet gezegd")[1]


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
    shown = command(*CHAT, "--turns", "-", stdin=f"{HARM}\n{HARM} 2\n{HARM} 3\n".encode()).out
    told = "bleef waar het was, al gingen je woorden hier tegenin: Waarde zien en Ik-boodschap."
    assert told in " ".join(shown.split())


def test_a_half_step_moves_trust_only_so_far(command: Command) -> None:
    half = command(*CHAT, "--turns", "-", stdin=b"Ik zweeg. [own_part=2? face_it=1]\n").out
    assert "groeide voorzichtig, door: Eigen aandeel en Het aangaan." in half
    whole = command(*CHAT, "--turns", "-", stdin=b"Ik zweeg. [own_part=2 face_it=1]\n").out
    assert "groeide, door: Eigen aandeel." in whole
