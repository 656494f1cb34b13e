"""A first draft of the card to take along: made of the manager's own sentences, nobody else's."""

from rehearse.conversation.keepsakes import Card
from rehearse.conversation.views import RehearsalView


def drafted(view: RehearsalView) -> Card:
    """The card as the talk suggests it; what was never said stays empty."""
    raise NotImplementedError
