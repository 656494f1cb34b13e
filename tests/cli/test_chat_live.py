"""``rehearse chat`` where a model takes part."""

import re

import pytest

from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import Step
from rehearse.service.second_reading import SecondReadings
from tests.cli.chatting import CHAT, SKILLED, one_line, played
from tests.cli.conftest import Command
from tests.models.provider import Provider, answers, says
from tests.service.provided.stage import reads

OWN = "De stappen hierboven zijn van de snelle beoordelaar"


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


def test_where_trust_comes_out_otherwise_it_is_told_why(
    command: Command, provider: Provider
) -> None:
    provider.plan("form", says(reads({Step.WORTH: -1})))
    shown = one_line(command(*CHAT, stdin=f"{SKILLED}\n".encode()).out)
    first, second = shown.split("Het model las het nog eens. Vanaf nu telt dit:")
    assert "Het vertrouwen groeide" in first
    assert "Het vertrouwen zakte, want je woorden gingen hier tegenin: Waarde zien." in second


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


NAMED = b"Dat had Zebulon Quux me verteld.\n"


def sent(provider: Provider) -> str:
    return str([asked.body for asked in provider.requests])


def test_names_given_on_resuming_leave_no_more_than_the_first(
    command: Command, provider: Provider
) -> None:
    rehearsal = played(command, b"Dag.\n", "--name", "Marietta")[0]["rehearsal"]
    words = ("chat", "--resume", rehearsal, "--name", "Zebulon", "--name", "Quux", "--turns", "-")
    provider.requests.clear()
    command(*words, stdin=NAMED + b"En Marietta ook.\n")
    assert "had" in sent(provider)
    assert [name for name in ("Zebulon", "Quux", "Marietta") if name in sent(provider)] == []


def test_a_turn_that_was_cut_off_leaves_without_the_names_either(
    command: Command, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal = played(command, b"")[0]["rehearsal"]
    resumed = ("chat", "--resume", rehearsal)
    with monkeypatch.context() as patch:
        patch.delenv("REHEARSE_MODEL")
        patch.setattr(ScriptedColleague, "choose", lambda *_: 1 / 0)
        command(*resumed, stdin=NAMED)
    assert provider.requests == []
    command(*resumed, "--name", "Zebulon", "--name", "Quux", stdin=b"/end\n")
    assert "verteld" in sent(provider)
    assert [name for name in ("Zebulon", "Quux") if name in sent(provider)] == []


def test_what_it_took_is_told_at_the_end_and_when_shown(
    command: Command, provider: Provider
) -> None:
    provider.plan("form", says(reads({Step.OWN_PART: 2})))
    ended = one_line(command(*CHAT, stdin=f"{SKILLED}\n/end\n".encode()).out)
    told = re.search(r"1 vraag aan het model\. .* Het las \d+ tokens en schreef er \d+;", ended)
    assert told, ended[-400:]
    shown = one_line(command(*ended.split("rehearse ")[1].split()).out)
    assert told.group() in shown


def test_where_no_model_was_asked_nothing_is_told_of_cost(command: Command) -> None:
    assert "aan het model" not in command(*CHAT, stdin=f"{SKILLED}\n/end\n".encode()).out
