"""A store of one's own."""

from pathlib import Path

import pytest

from rehearse.store.store import Store
from tests.databases import address


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(address(tmp_path / "rehearse.db"))
