"""``rehearse doctor``."""

import os
import socket
from pathlib import Path

import pytest

import rehearse
from rehearse.cli import app, doctor
from rehearse.grader.local import LocalGrader
from rehearse.resources import data_root
from tests.cli.conftest import Command
from tests.cli.fakes import FakeGrader


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


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "postgresql://ann:geheim@db.example:5432/rehearse",
            "postgresql://ann@db.example:5432/rehearse",
        ),
        ("postgresql://ann:ge:h@im@db/r?password=geheim", "postgresql://ann@db/r"),
        ("sqlite:////data/rehearse.db?timeout=5", "/data/rehearse.db"),
        ("postgresql://ann:geheim@db:geenpoort/r", "?"),
    ],
)
def test_a_password_is_not_shown(address: str, shown: str) -> None:
    assert doctor.shown_address(address) == shown


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


def test_a_page_that_is_not_installed(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(app, "data_root", lambda: tmp_path / "nowhere")
    assert command("app").code == 1


def test_the_page_lies_where_the_config_lies() -> None:
    assert (data_root() / ".streamlit" / "config.toml").is_file()
