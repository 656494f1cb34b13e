"""Models that think aloud: some servers send the thoughts as if they were part of the answer."""

_OPENS, _CLOSES = "<think>", "</think>"


def spoken(text: str) -> str:
    """What of a whole answer is not thought."""
    thoughts = Thoughts()
    return thoughts.without(text) + thoughts.rest()


class Thoughts:
    """Takes an answer's pieces and gives back what is not thought.

    Only an answer that *begins* with a thought has one; the words of that sign later on are words.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinking: bool | None = None
        """None as long as nothing tells yet."""

    def without(self, piece: str) -> str:
        """The words of this piece, and of what was held back before it; may be empty."""
        if self._thinking is False:
            return piece
        self._held += piece
        if self._thinking is None:
            begin = self._held.lstrip()
            if begin.startswith(_OPENS):
                self._thinking = True
            elif not _OPENS.startswith(begin):
                return self._release(self._held)
        if self._thinking and _CLOSES in self._held:
            return self._release(self._held.partition(_CLOSES)[2])
        return ""

    def rest(self) -> str:
        """What was held back and turned out to be no thought, at the answer's end."""
        return "" if self._thinking else self._release(self._held)

    def _release(self, words: str) -> str:
        self._thinking, self._held = False, ""
        return words
