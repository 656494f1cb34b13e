"""``rehearse doctor``."""

import os
import socket
import sys
from pathlib import Path

import pytest
from streamlit.web import cli

import rehearse
from rehearse.cli import app, console, doctor, doctor_models
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.grader.local import LocalGrader
from rehearse.models.trouble import OnlyThought
from rehearse.resources import data_root
from tests.cli.chatting import one_line
from tests.cli.conftest import Command, Outcome, python
from tests.cli.fakes import FakeGrader
from tests.models.provider import Provider, only_thinks, says


@pytest.fixture(autouse=True)
def _encoder_and_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(FakeGrader, "warm", lambda self: None, raising=False)
    (tmp_path / "streamlit_app.py").touch()
    monkeypatch.setattr(doctor, "data_root", lambda: tmp_path)


def test_all_is_well_on_a_new_machine(command: Command) -> None:
    outcome = command("doctor", "--lang", "nl")
    assert outcome.code == 0
    assert "Alles is in orde." in outcome.out
    assert os.environ["REHEARSE_DATA_DIR"] in outcome.out.replace("\n  ", "")


def test_looking_makes_no_database(command: Command) -> None:
    command("doctor")
    assert list(Path(os.environ["REHEARSE_DATA_DIR"]).iterdir()) == []


def test_a_data_folder_that_cannot_be(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(tmp_path / ("x" * 300)))
    outcome = command("doctor", "--lang", "en")
    assert outcome.code == 1
    assert "▼ Data folder: not well" in outcome.out
    assert "▼ Database: not well" in outcome.out
    assert "▼ Grader" not in outcome.out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may enter any folder")
@pytest.mark.parametrize("variable", ["REHEARSE_DATA_DIR", "REHEARSE_DATABASE_URL"])
def test_a_folder_that_one_may_not_enter(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    (tmp_path / "shut").mkdir(0o000)
    inside = f"{tmp_path}/shut/d"
    by_address = variable == "REHEARSE_DATABASE_URL"
    monkeypatch.setenv(variable, f"sqlite:///{inside}" if by_address else inside)
    outcome = command("doctor", "--lang", "en")
    assert outcome.code == 1
    assert "▼ Database: not well" in outcome.out
    assert by_address or f"{inside}can'tbewrittento" in solid(outcome.out)


def test_a_database_in_use_is_well(command: Command) -> None:
    command("history")
    outcome = command("doctor")
    assert outcome.code == 0
    if os.name == "posix":
        assert "only you" in outcome.out


def test_a_database_that_is_none(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "mine.db"
    file.write_text("words, not a database " * 100)
    monkeypatch.setenv("REHEARSE_DATABASE_URL", f"sqlite:///{file}")
    outcome = command("doctor")
    assert outcome.code == 1
    assert "▼ Database: not well" in outcome.out
    assert "To mend: " in outcome.out


@pytest.mark.skipif(os.name != "posix", reason="rights are told otherwise there")
def test_a_database_that_others_can_read(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "mine.db"
    monkeypatch.setenv("REHEARSE_DATABASE_URL", f"sqlite:///{file}")
    command("history")
    file.chmod(0o644)
    outcome = command("doctor")
    assert outcome.code == 1
    assert "chmod 600" in outcome.out


def test_a_database_by_another_address_is_found_where_it_is(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REHEARSE_DATABASE_URL", f"sqlite:///file:{tmp_path}/mine.db?uri=true")
    command("history")
    assert "will be made" not in command("doctor", "--lang", "en").out
    monkeypatch.setenv("REHEARSE_DATABASE_URL", f"sqlite:///{tmp_path}/m%69ne.db")
    outcome = command("doctor", "--lang", "en")
    assert solid(f"{tmp_path}/mine.db") in solid(outcome.out)
    assert "will be made" not in outcome.out


@pytest.mark.parametrize("address", ["sqlite://tmp/x.db", "postgresql://ann:geheim@db:geenpoort/r"])
def test_an_address_that_is_none_is_told_and_not_repeated(
    command: Command, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("REHEARSE_DATABASE_URL", address)
    outcome = command("doctor", "--lang", "en")
    assert outcome.code == 1
    assert "is not a database address" in told(outcome)
    assert "geheim" not in outcome.out


def test_broken_situations_are_named(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(tmp_path))
    outcome = command("doctor", "--lang", "nl")
    assert outcome.code == 1
    assert "▼ Situaties: niet in orde" in outcome.out
    assert "REHEARSE_PROMPTS_DIR" in outcome.out


def test_a_grader_that_does_not_load(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalGrader, "load", classmethod(lambda *_: 1 / 0))
    rehearse._grader.cache_clear()
    outcome = command("doctor")
    assert outcome.code == 1
    assert "▼ Grader: not well: does not start (ZeroDivisionError)" in outcome.out
    assert "pip install" in outcome.out


def test_a_page_that_is_missing(command: Command, tmp_path: Path) -> None:
    (tmp_path / "streamlit_app.py").unlink()
    assert command("doctor").code == 1


# Settings


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The settings file, which only its owner can read."""
    file = tmp_path / "mine.env"
    file.touch(0o600)
    monkeypatch.setenv("REHEARSE_ENV_FILE", str(file))
    return file


def told(outcome: Outcome) -> str:
    """What was said, on one line."""
    return " ".join(outcome.out.split())


def solid(words: str) -> str:
    """The same without blanks: a long path is broken where the line ends."""
    return "".join(words.split())


def test_a_number_with_a_comma_is_one_finding_among_others(
    command: Command, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    file.write_text("REHEARSE_BUDGET=0,50\n")
    monkeypatch.setenv("REHEARSE_TIME_LIMIT", "1m")
    outcome = command("doctor", "--lang", "en")
    assert outcome.code == 1
    assert solid(f"example 0.50. REHEARSE_BUDGET is set in {file}.") in solid(outcome.out)
    assert "REHEARSE_TIME_LIMIT is set in your environment variables." in told(outcome)
    assert "● Database" in outcome.out
    assert "● Model" in outcome.out
    assert "0,50" not in outcome.out


def test_other_commands_say_the_same_and_leave(command: Command, file: Path) -> None:
    file.write_text("REHEARSE_BUDGET=0,50\n")
    outcome = command("history", "--lang", "nl")
    assert outcome.code == 2
    assert "bijvoorbeeld 0.50." in outcome.err


@pytest.mark.parametrize("words", [["doctor"], ["history"]])
def test_a_settings_file_in_other_signs(command: Command, file: Path, words: list[str]) -> None:
    file.write_text("OPENAI_API_KEY=sk-very-secret\n", "utf-16")
    outcome = command(*words)
    assert outcome.code == 2
    assert f"{file}. Save it as UTF-8." in outcome.err
    assert "very-secret" not in outcome.err


def test_a_settings_file_that_is_not_there(command: Command, file: Path) -> None:
    file.unlink()
    outcome = command("doctor", "--lang", "nl")
    assert outcome.code == 1
    assert "▼ Instellingenbestand: niet in orde" in outcome.out
    assert "REHEARSE_ENV_FILE" in outcome.out


@pytest.mark.skipif(os.name != "posix", reason="rights are told otherwise there")
def test_a_key_that_others_can_read(command: Command, file: Path) -> None:
    file.write_text("REHEARSE_MODEL=openai/some\nOPENAI_API_KEY=sk-very-secret\n")
    assert command("doctor").code == 0
    file.chmod(0o644)
    outcome = command("doctor")
    assert outcome.code == 1
    assert solid(f"chmod 600 '{file}'") in solid(outcome.out)
    assert "very-secret" not in outcome.out


@pytest.mark.skipif(os.name != "posix", reason="rights are told otherwise there")
def test_a_settings_file_without_a_key_may_be_read(command: Command, file: Path) -> None:
    file.write_text("REHEARSE_MODEL=ollama_chat/some\n")
    file.chmod(0o644)
    assert command("doctor").code == 0


# Models


def test_a_reader_alone_is_nobody(command: Command, file: Path) -> None:
    file.write_text("REHEARSE_GRADER_MODEL=openai/some\n")
    outcome = command("doctor", "--lang", "en")
    assert outcome.code == 0
    assert "◐ Model: mind: none: REHEARSE_GRADER_MODEL does nothing" in told(outcome)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("opnai/gpt-5-mini", "for example openai/gpt-5-mini"),
        ("openai", "for example openai/NAME"),
        ("whatever", "names no provider"),
        ("gpt-5-mini", "write openai/gpt-5-mini"),
    ],
)
def test_a_name_without_a_provider(command: Command, file: Path, name: str, wanted: str) -> None:
    file.write_text(f"REHEARSE_MODEL={name}\nOPENAI_API_KEY=sk-1\nOPNAI_API_KEY=sk-1\n")
    outcome = command("doctor", "--lang", "en")
    assert "● Model" not in outcome.out
    assert wanted in told(outcome)


def test_what_a_reader_lacks_is_told_of_the_server_that_it_would_have(
    command: Command, file: Path
) -> None:
    """The address is the other model's, and says nothing about a slip in this one's name."""
    address = "REHEARSE_MODEL=openai/here\nREHEARSE_API_BASE=http://127.0.0.1:9/v1\n"
    file.write_text(f"{address}REHEARSE_GRADER_MODEL=antropic/claude\n")
    outcome = command("doctor", "--lang", "en")
    assert outcome.code == 1
    assert "for example anthropic/claude" in told(outcome)


def test_looking_loads_no_litellm(file: Path) -> None:
    file.write_text("REHEARSE_MODEL=opnai/gpt-5-mini\n")
    look = (
        "import sys; from rehearse.cli import doctor_models;"
        "from rehearse.settings import Settings;"
        "found = [*doctor_models.models(Settings(), 'en', lambda *_, **__: '', live=True)];"
        "print(len(found), 'litellm' in sys.modules)"
    )
    assert python(look) == ["2 False"]


def test_an_address_without_its_beginning(command: Command, file: Path) -> None:
    file.write_text("REHEARSE_MODEL=openai/here\nREHEARSE_API_BASE=127.0.0.1:8000/v1\n")
    outcome = command("doctor", "--lang", "nl")
    assert outcome.code == 1
    assert "begint niet met http://" in told(outcome)


def test_a_limit_that_guards_nothing_is_told(command: Command, file: Path) -> None:
    lines = ("REHEARSE_MODEL=openai/own", "OPENAI_API_KEY=x", "REHEARSE_BUDGET=2")
    file.write_text("\n".join(lines), "utf-8")
    told = "REHEARSE_BUDGET guards nothing here: what openai/own costs isn’t known"
    assert told in one_line(command("doctor", "--lang", "en").out)


def test_without_a_key_nothing_is_asked_and_that_is_why(command: Command, file: Path) -> None:
    file.write_text("REHEARSE_MODEL=openai/gpt-5-mini\n")
    outcome = command("doctor", "--live", "--lang", "en")
    assert outcome.code == 1
    assert "◐ Its answer: mind: not asked for; first mend" in told(outcome)
    assert "--live" not in outcome.out


def test_prompts_of_ones_own_may_lack_the_words_of_the_test(
    command: Command, monkeypatch: pytest.MonkeyPatch, file: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(tmp_path / "empty"))
    with Provider() as provider:
        provider.plan("words", says("Yes."))
        file.write_text(f"REHEARSE_MODEL=openai/here\nREHEARSE_API_BASE={provider.address}\n")
        answered = solid(command("doctor", "--live", "--lang", "en").out)
        assert solid("it answers. 1 call to the model.") in answered, "what it took is told"
        monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(tmp_path))
        (tmp_path / "probe.md").write_bytes(b"caf\xe9")
        outcome = command("doctor", "--live", "--lang", "en")
    assert solid(f"{tmp_path}/probe.md is not UTF-8") in solid(outcome.out)


def test_an_answer_is_waited_for_no_longer_than_sensible(
    command: Command, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr(console, "progress", said.append)
    monkeypatch.setattr(doctor_models, "_PATIENCE_S", 1.0)
    with Provider() as provider:
        provider.plan("words", says("Yes.").after(20))
        file.write_text(f"REHEARSE_MODEL=openai/here\nREHEARSE_API_BASE={provider.address}\n")
        outcome = command("doctor", "--live", "--lang", "en")
        assert outcome.code == 1
        assert "took too long" in told(outcome)
        assert said == ["Waiting for an answer, 1 seconds at most ...", ""]
        provider.plan("words", says("Yes."))
        monkeypatch.setenv("REHEARSE_TIME_LIMIT", "20")
        assert "it answers" in command("doctor", "--live", "--lang", "en").out
    assert said[2] == "Waiting for an answer, 20 seconds at most ..."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_only_thinks_is_told_as_one(
    command: Command, file: Path, language: Language
) -> None:
    with Provider() as provider:
        provider.plan("words", only_thinks())
        file.write_text(f"REHEARSE_MODEL=openai/here\nREHEARSE_API_BASE={provider.address}\n")
        outcome = command("doctor", "--live", "--lang", language)
    assert outcome.code == 1
    assert OnlyThought("openai/here").message(language) in told(outcome)


# The app's port


@pytest.fixture
def taken() -> socket.socket:
    server = socket.create_server((app.HOST, 0))
    server.listen()
    return server


def test_a_port_in_use_that_was_asked_for(
    command: Command, taken: socket.socket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(app, "data_root", lambda: tmp_path)
    with taken:
        port = taken.getsockname()[1]
        outcome = command("app", "--port", str(port), "--no-browser", "--lang", "nl")
    assert outcome.code == 2
    assert f"Poort {port} is bezet." in outcome.err


def test_a_port_in_use_that_was_not_asked_for(
    command: Command, taken: socket.socket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served: list[int] = []
    monkeypatch.setattr(app, "data_root", lambda: tmp_path)
    monkeypatch.setattr(app, "_serve", lambda page, port: served.append(port))
    monkeypatch.setattr(app, "_announce", lambda *_, **__: None)
    with taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(app, "FIRST_PORT", port)
        monkeypatch.setattr(app, "LAST_PORT", port + 50)
        outcome = command("app", "--no-browser")
    assert outcome.code == 0
    assert served
    assert served[0] > port
    assert f"Port {port} is in use; taking {served[0]}." in outcome.out


@pytest.mark.parametrize(("left", "code"), [(0, 0), (None, 0), (1, 1), (3, 1)])
def test_a_server_that_does_not_start(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: int | None, code: int
) -> None:
    """Streamlit leaves with a code of its own, such as when a port is taken after we looked."""
    monkeypatch.setattr(app, "data_root", lambda: tmp_path)
    monkeypatch.setattr(app, "_announce", lambda *_, **__: None)
    monkeypatch.setattr(cli, "main", lambda: sys.exit(left))
    outcome = command("app", "--no-browser", "--lang", "en")
    assert outcome.code == code
    assert ("did not start" in outcome.err) == bool(code)


def test_a_page_that_is_not_installed(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(app, "data_root", lambda: tmp_path / "nowhere")
    assert command("app").code == 1


def test_the_page_lies_where_the_config_lies() -> None:
    assert (data_root() / ".streamlit" / "config.toml").is_file()
