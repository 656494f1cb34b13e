"""Talks had by ``rehearse chat``, and what it tells a program of them."""

import json
from typing import Any

from tests.cli.conftest import Command

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


def one_line(shown: str) -> str:
    return " ".join(shown.split())
