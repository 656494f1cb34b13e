"""A hint for the next turn: what the colleague's last answer asks for, or what the path lacks."""

from rehearse.conversation.rubric import Frozen, Step
from rehearse.conversation.views import RehearsalView


class Hint(Frozen):
    """``code`` is a key of the catalogue below ``hints``; ``step`` is the step it points to."""

    code: str
    name: str
    step: Step | None = None


def hint(view: RehearsalView) -> Hint:
    """What would help now, at the end of the path. Never a sentence to copy."""
    raise NotImplementedError
