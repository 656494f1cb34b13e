"""One talk as one thing to read, print and keep."""

from rehearse.advice.card import drafted
from rehearse.conversation.keepsakes import Card
from rehearse.conversation.rubric import Frozen
from rehearse.conversation.views import RehearsalView, TreeView
from rehearse.report.debrief import Debrief, debrief


class Document(Frozen):
    """A path with its debrief and its card; what pages and exports show."""

    view: RehearsalView
    debrief: Debrief
    card: Card
    """As the manager changed it, else as it is drafted from the talk."""


def document(view: RehearsalView, tree: TreeView) -> Document:
    """Look back on a path. ``tree`` holds the other versions of its turns."""
    card = view.keepsakes.card or drafted(view)
    return Document(view=view, debrief=debrief(view, tree), card=card)
