"""Who takes part in a rehearsal that is not played by rules alone."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from rehearse.colleague import Voice
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.scenario import Scenario
from rehearse.grader import SecondReader
from rehearse.models import ModelRequest


@dataclass(frozen=True)
class Players:
    """Those of one rehearsal: whoever finds the colleague's words, and whoever reads again."""

    voice: Voice
    reader: SecondReader


class Cast(Protocol):
    """The models that are configured."""

    @property
    def budget(self) -> Decimal | None:
        """What one rehearsal may cost, in US dollars; None for no limit."""
        ...

    def players(
        self,
        live: Live,
        scenario: Scenario,
        only_show: Callable[[ModelRequest], None] | None = None,
    ) -> Players:
        """Those who play one rehearsal; they never see the names that it keeps back.

        ``only_show``: is given each request as it would leave, and nothing leaves.
        """
        ...
