"""Files that a command writes: whole, or not there."""

import errno
import io
import os
from pathlib import Path

import pytest

from rehearse.cli import files
from rehearse.cli.speech import CommandError


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of what is written arrives."""

    class Torn(io.FileIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            super().write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdopen", lambda handle, mode: Torn(handle, mode))


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("force", [True, False])
def test_what_is_not_whole_does_not_stay(tmp_path: Path, force: bool) -> None:
    """A torn file would stand in the way of the next try, and could be sent."""
    with pytest.raises(CommandError) as trouble:
        files.write_private(tmp_path / "talk.json", b"words " * 100, force=force)
    assert trouble.value.code == "file_unwritable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("full_disk")
def test_what_was_there_stays_whole(tmp_path: Path) -> None:
    file = tmp_path / "talk.json"
    file.write_bytes(b"before")
    for force in (True, False):
        with pytest.raises(CommandError):
            files.write_private(file, b"words " * 100, force=force)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"talk.json": b"before"}
