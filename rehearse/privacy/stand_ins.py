"""Who stands in for whom in one rehearsal, and the way there and back."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count, product

from rehearse.conversation.rubric import Frozen
from rehearse.privacy import choosing, kinds, words
from rehearse.privacy.kinds import Kind
from rehearse.privacy.people import name_words
from rehearse.privacy.restorer import Restorer
from rehearse.privacy.table import StandIn, table


@dataclass(frozen=True)
class Swapped:
    """A piece of the text that was replaced, with its place in both texts, in code points."""

    start: int
    end: int
    real_start: int
    real_end: int


@dataclass(frozen=True)
class Hidden:
    """A text with stand-ins, as a model gets it."""

    text: str
    swapped: tuple[Swapped, ...]
    """What was replaced, in order."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage of the hidden text stands in the text as it was typed, in code points.

        A passage that begins or ends inside a stand-in takes in all that it stands for.

        Raises:
            ValueError: this is no passage of the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"{start} to {end} is no passage of {len(self.text)} code points")
        return self._real(start, is_end=False), self._real(end, is_end=True)

    def _real(self, at: int, *, is_end: bool) -> int:
        shift = 0
        for swap in self.swapped:
            if swap.start < at < swap.end:
                return swap.real_end if is_end else swap.real_start
            if at < swap.end:
                break
            shift = swap.real_end - swap.end
        return at + shift


class StandIns(Frozen):
    """The stand-ins of one rehearsal: plain values, to be stored with it.

    They only ever grow, so that a person keeps a stand-in through all turns, versions and
    reloads. List names (``listing``), take in every text that is about to be hidden
    (``covering``), and ``hide`` each once: for texts that were taken in, ``restore`` brings back
    every letter. Whoever hides a hidden text again changes nothing, unless a stand-in's own word
    was met in the talk.
    """

    entries: tuple[StandIn, ...] = ()

    def listing(self, names: Iterable[str], texts: Iterable[str] = ()) -> "StandIns":
        """With these people as well, each word of their names that tells of somebody.

        No stand-in is chosen that occurs in ``texts`` (the situation, and the talk so far) or in
        the list.
        """
        names, texts = tuple(names), tuple(texts)
        avoided = _words_of((*texts, *names))
        entries = list(self.entries)
        for part in chain.from_iterable(map(name_words, names)):
            if words.folded(part.word) not in _listed(entries):
                choose = choosing.first_name if part.is_first else choosing.surname
                stand_in = choose(part.word, avoided | _taken(entries))
                entries.append(StandIn(kind=Kind.NAME, real=part.word, stand_in=stand_in))
        return StandIns(entries=tuple(entries)).covering(*texts)

    def covering(self, *texts: str) -> "StandIns":
        """With all that these texts hold and that must not be sent: addresses, numbers, unusual
        spellings of listed names. A word that already stands in for somebody and is met as
        itself gets a stand-in of its own, or it would come back as somebody else.

        Takes texts as they are read by people, never hidden ones.
        """
        entries = self.entries
        while missing := list(dict.fromkeys(_missing(entries, texts))):
            for kind, real in missing:
                stand_in = _chosen(kind, real, entries, texts)
                entries = (*entries, StandIn(kind=kind, real=real, stand_in=stand_in))
        return self if entries == self.entries else StandIns(entries=entries)

    def hide(self, text: str) -> Hidden:
        """The text with a stand-in for everything that was listed or taken in.

        Raises:
            ValueError: it holds an address or a number that was never taken in.
        """
        forms = table(self.entries, to_real=False)
        known = forms.swaps.keys() | {entry.stand_in for entry in self.entries}
        if any(form not in known for _, form in kinds.found(text)):
            raise ValueError("a text has to be covered before it is hidden")
        pieces: list[str] = []
        swapped: list[Swapped] = []
        at = length = 0
        for match in forms.pattern.finditer(text):
            kind = forms.entries[match.group()].kind
            if kind in (Kind.NAME, Kind.FORM) and not _is_name(text, match):
                continue
            kept, new = text[at : match.start()], forms.swaps[match.group()]
            start = length + len(kept)
            swapped.append(Swapped(start, start + len(new), match.start(), match.end()))
            pieces += (kept, new)
            at, length = match.end(), start + len(new)
        return Hidden("".join((*pieces, text[at:])), tuple(swapped))

    def restore(self, text: str) -> str:
        """The text with what the stand-ins in it stand for."""
        forms = table(self.entries, to_real=True)
        return forms.pattern.sub(lambda match: forms.swaps[match.group()], text)

    def restorer(self) -> Restorer:
        """Restores one answer that comes in pieces."""
        return Restorer(table(self.entries, to_real=True))


def _missing(entries: tuple[StandIn, ...], texts: tuple[str, ...]) -> Iterator[tuple[Kind, str]]:
    """What the texts hold and the entries do not."""
    hidden, shown = table(entries, to_real=False), table(entries, to_real=True)
    listed = _listed(entries)
    for text in texts:
        for kind, form in kinds.found(text):
            if form not in hidden.swaps:
                yield kind, form
        for match in shown.pattern.finditer(text):
            if match.group() not in hidden.swaps:
                met = shown.entries[match.group()]
                yield met.kind, met.stand_in
        for match in words.WORD.finditer(text):
            for form in (match.group(), match.group().removesuffix("s").removesuffix("S")):
                if words.folded(form) in listed and _is_odd(form):
                    if form not in hidden.swaps:
                        yield Kind.FORM, form
                    break


def _is_odd(form: str) -> bool:
    """Whether a spelling of a listed name is meant as one; *als* is no spelling of *Al*."""
    return words.folded(form) not in words.ordinary_anywhere() or form[0].isupper()


def _chosen(kind: Kind, real: str, entries: tuple[StandIn, ...], texts: tuple[str, ...]) -> str:
    """The stand-in for something new: one that no text holds."""
    used = {form for entry in entries for pair in entry.forms() for form in pair}
    avoided = _words_of(texts) | _taken(entries)
    if kind is Kind.NAME:
        return choosing.first_name(real, avoided)
    if kind is Kind.FORM:
        listed = _listed(entries).get(words.folded(real))
        spellings = _spellings(listed.stand_in, real) if listed else iter(())
        last_resort = choosing.first_name(real, avoided)
    else:
        spellings = (kinds.fictitious(kind, real, number) for number in count(1))
        last_resort = ""
    free = (one for one in spellings if one not in used and not any(one in t for t in texts))
    return next(free, last_resort)


def _spellings(name: str, like: str) -> Iterator[str]:
    """The name with its capitals in unusual places; it begins as ``like`` does."""
    first = name[0].upper() if like[0].isupper() else name[0].lower()
    for ways in product((str.lower, str.upper), repeat=len(name) - 1):
        yield first + "".join(way(sign) for way, sign in zip(ways, name[1:], strict=True))


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a listed word is a name where it stands, and not the ordinary word that it is too."""
    whole = words.WORD.match(text, match.start())
    word = whole.group() if whole else match.group()
    if not {words.folded(word), words.folded(match.group())} & words.ordinary_anywhere():
        return True
    if not word[0].isupper():
        return False
    if not words.opens_sentence(text, match.start()):
        return True
    behind = words.WORD.search(text, match.start() + len(word))
    follows = behind is not None and text[match.start() + len(word) : behind.start()] == " "
    verb = follows and behind is not None and behind.group().lower() in words.after_verbs()
    return word == match.group() and not verb


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(words.folded(word) for text in texts for word in words.WORD.findall(text))


def _listed(entries: Iterable[StandIn]) -> dict[str, StandIn]:
    """The words of names by their folded form."""
    return {words.folded(entry.real): entry for entry in entries if entry.kind is Kind.NAME}


def _taken(entries: Iterable[StandIn]) -> frozenset[str]:
    """Folded words that a new stand-in must be none of."""
    return frozenset(
        words.folded(word) for entry in entries for word in (entry.real, entry.stand_in)
    )
