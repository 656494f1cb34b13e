"""One talk as one thing to read, print and keep."""

from collections.abc import Iterable

from rehearse.advice.card import drafted
from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.keepsakes import Card
from rehearse.conversation.rubric import Frozen
from rehearse.conversation.views import RehearsalView, TreeView
from rehearse.report.debrief import Debrief, debrief


class Reviewed(Frozen):
    """A review beside the talk it is of."""

    review: Review
    talk: SharedTalk | None
    """None where the talk was withdrawn since."""
    leaf_id: str
    """The last turn that was shared: with those before it the path that the coach read."""


class Document(Frozen):
    """A path with its debrief and its card; what pages and exports show."""

    view: RehearsalView
    debrief: Debrief
    card: Card
    """As the manager changed it, else as it is drafted from the talk."""
    reviews: tuple[Reviewed, ...] = ()
    """What coaches handed in about turns of this path, the oldest first."""


def document(view: RehearsalView, tree: TreeView, reviews: Iterable[Reviewed] = ()) -> Document:
    """Look back on a path. ``tree`` holds the other versions of its turns, ``reviews`` what coaches
    handed in about the rehearsal, whatever path they read."""
    card = view.keepsakes.card or drafted(view)
    path = {turn.id for turn in view.turns}
    about = tuple(one for one in reviews if not one.review.turns or path & one.review.turns.keys())
    return Document(view=view, debrief=debrief(view, tree), card=card, reviews=about)
