"""Pieces of Markdown. What people said cannot turn into links, pictures or markup."""

import re
from collections.abc import Iterable

from rehearse.report.clean import clean, lines
from rehearse.report.report import Fact, Mark, Meaning, Said, Speaking

_LIVE = re.compile(r"([\\`*_{}\[\]<>#|~$&@^]|:(?=\S))")
"""Signs that Markdown, or a renderer's extension of it, may act on."""
_LIST = re.compile(r"^(\d+)([.)])|^([-+=])")
_AUTOLINK = re.compile(r"\bwww\.", re.IGNORECASE)
NEW_LINE = "  \n"


def plain(text: str) -> str:
    """One line of words that shows exactly them: nothing in it is markup, nothing is fetched."""
    escaped = _LIVE.sub(r"\\\1", " ".join(clean(text).split("\n")).strip())
    escaped = _LIST.sub(_held, escaped)
    return _AUTOLINK.sub(lambda found: found.group().replace(".", "\\."), escaped)


def _held(found: re.Match[str]) -> str:
    if found.group(1):
        return f"{found.group(1)}\\{found.group(2)}"
    return f"\\{found.group(3)}"


def lined(text: str) -> str:
    """Words with their line ends, in one paragraph."""
    return NEW_LINE.join(map(plain, lines(text)))


def facts(told: Iterable[Fact]) -> str:
    return "\n".join(f"- {fact.label}: {' / '.join(map(plain, lines(fact.text)))}" for fact in told)


def signed(mark: Mark) -> str:
    return f"{mark.sign.written} {mark.word}"


def said(said: Said, told: Speaking) -> str:
    shown = f"*{plain(told.say('gesture', gesture=said.gesture))}* " if said.gesture else ""
    return f"**{plain(said.name)}:** {shown}{lined(said.text)}".rstrip()


def meanings(found: Iterable[Meaning], told: Speaking) -> str:
    """What the levels mean."""
    each = (f"- {signed(meaning.mark)}: {meaning.text}" for meaning in found)
    return "\n".join([f"{told.say('about.levels')}:", "", *each])
