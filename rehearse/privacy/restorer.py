"""Puts real names back into an answer that comes in pieces."""

from rehearse.privacy.table import Table

_CONTEXT = 1
"""Code points before a form that decide whether it is one."""


class Restorer:
    """Holds back no more than what may turn out to be the beginning of a stand-in.

    All pieces and the flush together give what ``StandIns.restore`` makes of the whole.
    """

    def __init__(self, forms: Table) -> None:
        self._forms = forms
        self._before = ""
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be shown now that this piece has come."""
        self._held += piece
        return self._release(final=False)

    def flush(self) -> str:
        """What was held back, at the end of the answer."""
        return self._release(final=True)

    def _release(self, *, final: bool) -> str:
        text = self._before + self._held
        at = len(self._before)
        shown = []
        while True:
            until = len(text) if final else self._open_from(text, at)
            match = self._forms.pattern.search(text, at)
            if match is None or match.start() >= until:
                shown.append(text[at:until])
                break
            shown += (text[at : match.start()], self._forms.swaps[match.group()])
            at = match.end()
        self._before, self._held = text[:until][-_CONTEXT:], text[until:]
        return "".join(shown)

    def _open_from(self, text: str, at: int) -> int:
        """The first place from which on it is open whether a stand-in stands there."""
        for place in range(max(at, len(text) - self._forms.longest), len(text)):
            inside = place > 0 and _go_on(text[place - 1], text[place])
            if not inside and text[place:] in self._forms.beginnings:
                return place
        return len(text)


def _go_on(sign: str, following: str) -> bool:
    """Whether nothing can begin between the two: inside a word, or inside a number."""
    return (sign.isalpha() and following.isalpha()) or (sign.isdecimal() and following.isdecimal())
