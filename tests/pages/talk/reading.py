"""What is read off the page of a talk."""

from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from tests.pages.conftest import Reader


def spoken(reader: Reader) -> list[str]:
    """What both have said, in order, as it stands in the store."""
    services = runtime()
    view = services.wait(services.app.rehearsing.open(LOCAL, reader.address["rehearsal"]))
    return [turn.text for turn in view.turns[1:]]
