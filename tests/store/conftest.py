"""A store of one's own."""

from pathlib import Path

import pytest

from rehearse.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'rehearse.db'}")
