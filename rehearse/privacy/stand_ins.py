"""Who stands in for whom in one rehearsal, and the way there and back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

from rehearse.conversation.rubric import Frozen
from rehearse.privacy import choosing, kinds, words
from rehearse.privacy.kinds import Kind
from rehearse.privacy.people import name_words
from rehearse.privacy.restorer import Restorer
from rehearse.privacy.table import StandIn, Table, table


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

    def shown(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage of the text as it was typed stands in the hidden one, in code points.

        A passage that begins or ends inside something that was replaced takes in all that stands
        in for it.
        """
        return self._there(start, 0), self._there(end, 1)

    def _there(self, at: int, border: int) -> int:
        """Where a place of the typed text is here; one inside of what was replaced is moved to the
        beginning (0) or the end (1) of its stand-in."""
        shift = 0
        for swap in self.swapped:
            if swap.real_start < at < swap.real_end:
                return (swap.start, swap.end)[border]
            if at < swap.real_end:
                break
            shift = swap.end - swap.real_end
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
    met: tuple[str, ...] = ()
    """Names of the pool that were said in a text that was taken in: they stand in for nobody."""

    def listing(self, names: Iterable[str], texts: Sequence[str] = ()) -> "StandIns":
        """With these people as well, each word of their names that tells of somebody.

        No stand-in is chosen that occurs in ``texts`` (the situation, and the talk so far) or in
        the list.
        """
        names = tuple(names)
        known = self._meeting((*texts, *names))
        entries = list(known.entries)
        for part in chain.from_iterable(map(name_words, names)):
            if words.folded(part.word) not in _listed(entries):
                choose = choosing.first_name if part.is_first else choosing.surname
                stand_in = choose(part.word, _taken(entries).union(known.met))
                entries.append(StandIn(kind=Kind.NAME, real=part.word, stand_in=stand_in))
        return known.model_copy(update={"entries": tuple(entries)}).covering(*texts)

    def covering(self, *texts: str) -> "StandIns":
        """With all that these texts hold and that must not be sent: addresses, numbers, unusual
        spellings of listed names. A word that already stands in for somebody and is met as
        itself gets a stand-in of its own, or it would come back as somebody else.

        Takes texts as they are read by people, never hidden ones.
        """
        known = self._meeting(texts)
        entries = known.entries
        while missing := list(dict.fromkeys(_missing(entries, texts))):
            for kind, real in missing:
                stand_in = _chosen(kind, real, entries, known.met)
                entries = (*entries, StandIn(kind=kind, real=real, stand_in=stand_in))
        return known.model_copy(update={"entries": entries})

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
        for place, end in _places(text, forms):
            kept, new = text[at:place], forms.swaps[text[place:end]]
            start = length + len(kept)
            swapped.append(Swapped(start, start + len(new), place, end))
            pieces += (kept, new)
            at, length = end, start + len(new)
        return Hidden("".join((*pieces, text[at:])), tuple(swapped))

    def restore(self, text: str) -> str:
        """The text with what the stand-ins in it stand for."""
        forms = table(self.entries, to_real=True)
        return forms.pattern.sub(lambda match: forms.swaps[match.group()], text)

    def restorer(self) -> Restorer:
        """Restores one answer that comes in pieces."""
        return Restorer(table(self.entries, to_real=True))

    def _meeting(self, texts: Iterable[str]) -> "StandIns":
        met = choosing.used_up(_words_of(texts)).union(self.met)
        return self.model_copy(update={"met": tuple(sorted(met))})


def _places(text: str, forms: Table) -> list[tuple[int, int]]:
    """Where something stands that is to be hidden, in order."""
    found: list[tuple[int, int]] = []
    rest = text
    for pattern in forms.by_group:
        for match in pattern.finditer(rest):
            is_word = forms.entries[match.group()].kind in (Kind.NAME, Kind.FORM)
            if not is_word or _is_name(text, match):
                found.append(match.span())
        rest = pattern.sub(kinds.blanked, rest)
    return sorted(found)


def _missing(entries: tuple[StandIn, ...], texts: tuple[str, ...]) -> Iterator[tuple[Kind, str]]:
    """What the texts hold and the entries do not."""
    hidden, shown = table(entries, to_real=False), table(entries, to_real=True)
    for text in texts:
        for kind, form in kinds.found(text):
            if form not in hidden.swaps:
                yield kind, form
        for match in shown.pattern.finditer(text):
            if match.group() not in hidden.swaps:
                met = shown.entries[match.group()]
                yield met.kind, met.stand_in
        yield from _spelled_oddly(text, entries, hidden)


def _spelled_oddly(
    text: str, entries: tuple[StandIn, ...], hidden: Table
) -> Iterator[tuple[Kind, str]]:
    """Listed names, and names that stand in for somebody, in spellings that are not known yet."""
    listed = _listed(entries)
    standing_in = {
        words.folded(entry.stand_in): entry.stand_in
        for entry in sorted(entries, key=lambda entry: entry.kind is Kind.NAME)
    }
    for word in words.WORD.findall(text):
        for form in (word, word[:-1]) if word[-1] in "sS" else (word,):
            name = words.folded(form)
            if name in listed:
                if form not in hidden.swaps and _is_meant(form):
                    yield Kind.FORM, form
                break
            if name in standing_in:
                yield Kind.NAME, standing_in[name]
                break


def _is_meant(form: str) -> bool:
    """Whether a spelling of a listed name is meant as one; *al* is no spelling of *Al*."""
    return words.folded(form) not in words.ordinary_anywhere() or form[0].isupper()


def _chosen(kind: Kind, real: str, entries: tuple[StandIn, ...], avoided: tuple[str, ...]) -> str:
    """The stand-in for something that was met."""
    used = {form for entry in entries for pair in entry.forms() for form in pair}
    fresh = choosing.first_name(real, _taken(entries).union(avoided))
    if kind is Kind.NAME:
        return fresh
    spellings: Iterator[str]
    if kind is Kind.FORM:
        listed = _listed(entries).get(words.folded(real))
        spellings = _spellings(listed.stand_in, real) if listed else iter(())
    else:
        spellings = kinds.fictitious(kind, real)
    return next((one for one in spellings if one not in used), fresh)


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
