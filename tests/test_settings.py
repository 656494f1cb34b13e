"""What is set from outside, and from where it is read."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from rehearse.errors import BadFile
from rehearse.settings import Settings, usable


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ``.env`` of this test's project."""
    file = tmp_path / ".env"
    monkeypatch.setenv("REHEARSE_ENV_FILE", str(file))
    return file


def test_without_anything_set_no_model_takes_part() -> None:
    chosen = Settings()
    assert (chosen.model, chosen.reads_again(), chosen.budget) == (None, None, None)


def test_the_file_of_the_project_is_read(file: Path) -> None:
    file.write_text("REHEARSE_MODEL=openai/some\nREHEARSE_BUDGET=0.50\n")
    chosen = Settings()
    assert (chosen.model, chosen.reads_again()) == ("openai/some", "openai/some")
    assert chosen.budget == Decimal("0.50")


def test_the_environment_goes_before_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("REHEARSE_MODEL=openai/some\nREHEARSE_GRADER_MODEL=openai/other\n")
    monkeypatch.setenv("REHEARSE_MODEL", "ollama_chat/here")
    assert Settings().model == "ollama_chat/here"
    assert Settings().reads_again() == "openai/other"


def test_the_file_of_whatever_folder_one_is_in_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("REHEARSE_MODEL=openai/some\n")
    monkeypatch.chdir(tmp_path)
    assert Settings().model is None


def test_a_key_is_known_by_its_variable_and_never_shown(file: Path) -> None:
    file.write_text("REHEARSE_MODEL=openai/some\nOPENAI_API_KEY=sk-very-secret\nEMPTY=\n")
    keys = Settings().keys()
    assert keys["OPENAI_API_KEY"].get_secret_value() == "sk-very-secret"
    assert set(keys) == {"OPENAI_API_KEY"}
    assert "very-secret" not in f"{keys} {Settings()!r}"


@pytest.mark.parametrize("limit", ["0", "-1", "much"])
def test_a_budget_is_more_than_nothing(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSE_BUDGET", limit)
    with pytest.raises(ValidationError):
        Settings()


def test_a_folder_in_the_file_may_begin_at_home(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("REHEARSE_DATA_DIR", raising=False)
    file.write_text("REHEARSE_DATA_DIR=~/talks\nREHEARSE_PROMPTS_DIR=~/words\n")
    chosen = Settings()
    assert chosen.data_folder() == tmp_path / "talks"
    assert chosen.prompts_folder() == tmp_path / "words"
    file.write_text("REHEARSE_DATA_DIR=~nobody-of-this-name/talks\n")
    assert Settings().data_folder() == Path("~nobody-of-this-name/talks")


def test_what_cannot_be_used_counts_as_not_set_and_says_where_it_stands(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("REHEARSE_MODEL=openai/some\nREHEARSE_BUDGET=0,50\nREHEARSE_PACE=fast\n")
    monkeypatch.setenv("REHEARSE_TIME_LIMIT", "a minute")
    chosen, wrong = usable()
    assert (chosen.model, chosen.budget, chosen.time_limit) == ("openai/some", None, 60.0)
    found = {each.variable: (each.file, each.example, each.choices) for each in wrong}
    assert found == {
        "REHEARSE_BUDGET": (file, "0.50", ()),
        "REHEARSE_TIME_LIMIT": (None, "120", ()),
        "REHEARSE_PACE": (file, None, ("spoken", "instant")),
    }


def test_a_file_that_cannot_be_read_is_told_without_what_stands_in_it(file: Path) -> None:
    file.write_bytes(b"OPENAI_API_KEY=sk-secret\xff")
    with pytest.raises(BadFile) as told:
        usable()
    assert told.value.slots == {"file": str(file), "place": "24"}
    assert told.value.__suppress_context__
    assert "secret" not in str(told.value)


def test_every_setting_that_can_be_wrong_says_what_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for field in Settings.model_fields:
        monkeypatch.setenv(f"REHEARSE_{field.upper()}", "?")
    _, wrong = usable()
    assert wrong
    assert all(each.example or each.choices for each in wrong)
