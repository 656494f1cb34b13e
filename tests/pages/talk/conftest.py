"""A talk that was begun."""

import pytest

from rehearse.ids import new_id
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from tests.pages.conftest import Reader, Visit


@pytest.fixture
def talk(visit: Visit) -> Reader:
    """A reader who has just begun to talk."""
    rehearsal = new_id()
    services = runtime()
    services.wait(services.app.rehearsing.start(LOCAL, rehearsal, "promised-raise", "en"))
    return visit(rehearsal=rehearsal)
