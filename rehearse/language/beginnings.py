"""What the words that a regular expression matches can begin with, as far as is plain to see.

A cue has dozens of patterns, and hardly any of them fits a sentence. Looking at the first signs of
each word tells which are worth trying.
"""

import re

LONGEST = 5
"""Signs of a beginning that are looked at: with fewer, more is tried in vain."""

_LITERAL = re.compile(r"[^\\.^$*+?{}\[\]|()]*")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|.", re.DOTALL)
_MAY_BE_MISSING = ("?", "*", "{")


def beginnings(pattern: str) -> frozenset[str]:
    """Beginnings, at most ``LONGEST`` signs long, of which every match has one.

    ``""``, with which everything begins, where nothing can be told. The pattern must be one that
    compiles.
    """
    return _beginnings(f"(?:{pattern})")


def _beginnings(pattern: str) -> frozenset[str]:
    found = _LITERAL.match(pattern)
    plain = found.group() if found else ""
    rest = pattern[len(plain) :]
    if rest.startswith(_MAY_BE_MISSING):
        return frozenset({plain[:-1][:LONGEST]})
    if len(plain) >= LONGEST or not rest.startswith("(?:"):
        return frozenset({plain[:LONGEST]})
    options, after = _options(rest)
    if after.startswith(_MAY_BE_MISSING):
        return frozenset({plain})
    if after.startswith("+"):
        after = ""
    return frozenset(
        (plain + more)[:LONGEST] for option in options for more in _beginnings(option + after)
    )


def _options(group: str) -> tuple[list[str], str]:
    """The options of the ``(?:...|...)`` that a pattern begins with, and what stands after it."""
    options, depth = [""], 0
    for token in _TOKEN.finditer(group, len("(?:")):
        sign = token.group()
        if sign == ")" and depth == 0:
            return options, group[token.end() :]
        if sign == "|" and depth == 0:
            options.append("")
            continue
        depth += (sign == "(") - (sign == ")")
        options[-1] += sign
    raise ValueError(f"no regular expression: {group}")
