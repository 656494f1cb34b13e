"""What in a person's name tells who it is."""

from dataclasses import dataclass

from rehearse.privacy import words
from rehearse.privacy.kinds import without_addresses


@dataclass(frozen=True)
class NamePart:
    """One word of a name, with a capital, and whether it is a first name."""

    word: str
    is_first: bool


def name_words(name: str) -> tuple[NamePart, ...]:
    """The words of a name that have to be hidden, in order.

    Little words inside a surname, titles, initials and the legal form of a firm tell of nobody and
    are left out, and so is an e-mail address: that is found by itself.
    """
    name = without_addresses(name)
    found = [match.group() for match in words.WORD.finditer(name)]
    hyphenated = {
        match.group()
        for piece in name.split()
        if "-" in piece
        for match in words.WORD.finditer(piece)
    }
    parts: list[NamePart] = []
    for at, word in enumerate(found):
        if _tells_nothing(found, at):
            continue
        known = words.folded(word) in words.first_names()
        joined = bool(parts) and parts[-1].is_first and word in hyphenated
        is_first = at == 0 or (known and at < len(found) - 1) or (joined and known)
        parts.append(NamePart(_with_capital(word), is_first))
    return tuple(parts)


def _tells_nothing(found: list[str], at: int) -> bool:
    word = words.folded(found[at])
    more_follows = at < len(found) - 1
    little = words.particles() | words.prepositions() | words.titles()
    is_form = at > 0 and word in words.legal_forms()
    return len(word) < 2 or is_form or (more_follows and word in little)


def _with_capital(word: str) -> str:
    return word if word != word.lower() else word[0].upper() + word[1:]
