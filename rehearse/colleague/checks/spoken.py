"""Form: words as they are spoken, in the language of the talk, and nothing beside them."""

import re
import unicodedata
from collections.abc import Iterator

from rehearse.colleague.checks.faults import Fault, Finding
from rehearse.colleague.checks.ground import Ground
from rehearse.colleague.checks.quotes import unquoted
from rehearse.colleague.checks.scenes import narrated
from rehearse.colleague.checks.sheet import direction_of
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language import tell

_MARKED = re.compile(
    r"\*(?!\*)[^*\n]*\*?|[\[{<][^\]}>\n]*[\]}>]?|~(?!\d)[^~\n]*~?|(?<!\w)_[^_\n]+_?(?!\w)"
)
_ROUND = re.compile(r"\((?P<held>[^()\n]*)(?P<closed>\)?)")
_BOLD = re.compile(r"\*\*[^*\n]*(?:\*\*)?|`[^`\n]*`?|https?://\S+")
_LINE_MARK = re.compile(r"^[^\S\n]*(?:#+\s*\w*|[-*•–—]\s+|\d{1,2}[.)](?:\s|$)|>\s)", re.MULTILINE)
_LIST = re.compile(r"^(?>.*?(?<!\w)(?=1[.)]\s))(?P<list>.*(?<!\w)2[.)](?:\s|\Z))", re.MULTILINE)
"""A list in one line: "Two things: 1) the rota 2) a date". Of the first marks of a line one is
tried."""
_DASHED = re.compile(r"^\s*[–—-]\s*\w[^–—\n]*[–—-]")
_FORMAL = re.compile(r"(?<!\w)(?:u|uw|uzelf)(?!\w)", re.IGNORECASE)
_NO_BRACKETS = frozenset("()„‚")
"""Round ones stay; the quotation marks are of the kind of an opening bracket."""
_LEAST_TOLD = 3
"""Words under which no sentence is of another language: "Ja.", "Oké.", a name."""
_SHORT = 5
"""Words under which one that only our language has makes a sentence ours: a share of three or four
words tells little ("Scheelt een omweg.")."""


def form(sentence: str, said_before: str, ground: Ground) -> Iterator[Finding]:
    """What no one would say aloud: stage directions and layout."""
    plain = _one_kind(sentence)
    gesture = _gesture(plain, ground) or _alone(plain, said_before, ground)
    if gesture := gesture or narrated(sentence, said_before, ground):
        yield Finding(Fault.STAGE_DIRECTION, gesture)
    marked = _BOLD.search(plain) or _LINE_MARK.search(sentence) or _label(sentence, ground)
    if marked:
        yield Finding(Fault.LAYOUT, marked.group())
    elif listed := _LIST.search(f"{said_before} {sentence}"):
        yield Finding(Fault.LAYOUT, listed["list"])
    pictures = [sign for sign in sentence if unicodedata.category(sign) in ("So", "Cs", "Co")]
    if pictures:
        yield Finding(Fault.LAYOUT, "".join(pictures))


def _one_kind(text: str) -> str:
    """The text with ( ) for round brackets of any script or width, [ ] for all other brackets."""
    return "".join(_bracket(sign) for sign in unicodedata.normalize("NFKC", text))


def _bracket(sign: str) -> str:
    if sign in _NO_BRACKETS:
        return sign
    kind = unicodedata.category(sign)
    if kind == "Ps" or sign in "«‹":
        return "["
    return "]" if kind == "Pe" or sign in "»›" else sign


def _gesture(plain: str, ground: Ground) -> str | None:
    bare = _without_list_mark(_BOLD.sub("", plain))
    name = re.escape(ground.scenario.name)
    told = re.match(rf"\s*{name} {ground.sheet.gestures}(?!\w)", plain)
    found = _DASHED.match(bare) or told or _MARKED.search(bare) or _round(bare, ground)
    return found.group() if found else None


def _alone(plain: str, said_before: str, ground: Ground) -> str | None:
    """A gesture that opens the reply without brackets or a name ("Shrugs. Fine."). In a story that
    has begun, who sighs is known."""
    found = None if said_before else ground.sheet.alone.match(plain.strip().lower())
    return found.group() if found else None


def _round(bare: str, ground: Ground) -> re.Match[str] | None:
    """A round bracket that is no aside: nothing before it, never closed, or a gesture in it."""
    direction = direction_of(ground.scenario.name, ground.language)
    for bracket in _ROUND.finditer(bare):
        is_inside = re.search(r"\w", bare[: bracket.start()]) and bracket["closed"]
        if not is_inside or direction.match(bracket["held"].strip().lower()):
            return bracket
    return None


def _without_list_mark(text: str) -> str:
    return re.sub(r"^\s*\*\s+", "", text)


def _label(sentence: str, ground: Ground) -> re.Match[str] | None:
    name = re.escape(ground.scenario.name)
    return re.match(rf"\s*(?:{name}|{ground.sheet.labels})\s*:\s", sentence, re.IGNORECASE)


def language(sentence: str, said_before: str, ground: Ground) -> Iterator[Finding]:
    """Another language than the talk's, or a form of address that the manager does not use."""
    own = unquoted(sentence, said_before)
    if _is_other(own, ground):
        yield Finding(Fault.WRONG_LANGUAGE, sentence)
    formal = _FORMAL.search(own) if ground.language == "nl" else None
    if formal and not any(_FORMAL.search(words) for words in ground.managers):
        yield Finding(Fault.FORMAL_YOU, formal.group())


def _is_other(own: str, ground: Ground) -> bool:
    words = tell.words(own)
    if len(words) < _LEAST_TOLD:
        return False
    # A loanword that the situation itself uses tells nothing ("Lift of geen lift").
    ours = tell.common_words(ground.language)
    telling = [word for word in words if word in ours or word not in ground.told.words]
    if tell.language_of(" ".join(telling), ground.language) != ground.language:
        return True
    if len(words) < _SHORT and _is_plainly_ours(telling, ground.language):
        return False
    known = sum(word in tell.known_words() or word in ground.known.words for word in words)
    return known < tell.LEAST_KNOWN * len(words)


def _is_plainly_ours(words: list[str], ours: Language) -> bool:
    """Whether some words are of this language alone, and none of another."""
    told = {lang for lang in LANGUAGES for word in words if word in tell.telling_words(lang)}
    return told == {ours}
