"""What a form or a word of a turn gives away: signals, and words aimed at the scorer."""

import re

from rehearse.conversation.rubric import Language
from rehearse.conversation.signals import QUESTIONS, Signal
from rehearse.language import questions, reproach, tell
from rehearse.language.cues import sheet
from rehearse.language.features import TurnFeatures

_ACKNOWLEDGING = re.compile(
    r"(?>(?:h*+m[hm]*+|(?:ah)++a?|okay|oké|oke|ok|oh|o|ja|nee|nou|tja|juist|precies|goed|prima|"
    r"snap ik|right|yes|yeah|no|sure|fine|well|i see|got it|uh|eh|er|um|euh)[\s.,!…?-]*+)++",
    re.IGNORECASE,
)
"""Each word is read one way only, so that no long hum takes for ever: of words that begin alike the
longest stands first."""


_GREETING = re.compile(
    r"(?i:hallo|hoi|hi|hiya|hey|hello|hé|dag|goeie ?morgen|goede ?morgen|goedemiddag|morning|"
    r"good (?:morning|afternoon))(?:,? [A-Z]\w+)?[\s.,!]*"
)
_SHORT = 6
"""Words up to which a sentence is only what its plainest word says."""
_CODE_SIGNS = re.compile(r"[{}\[\]<>=;|\\$#_^~`]")
_QUERY = re.compile(
    r"^(?>.*?\b(?:SELECT|DELETE|INSERT|UPDATE|DROP)\b).*\b(?:FROM|INTO|SET|TABLE)\b", re.MULTILINE
)

_BY_CUE = {
    "sorry": Signal.APOLOGY,
    "to_machine": Signal.TO_MACHINE,
    "forgive": Signal.ASKS_FORGIVENESS,
    "tears": Signal.TEARS,
}
"""Signals that are as good as said when their cue is heard."""


def told_by_rule(turn: str, language: Language, found: TurnFeatures) -> set[Signal]:
    """Signals that a form or a word gives away, whatever the heads think."""
    cues = sheet(language)
    heard = {signal for cue, signal in _BY_CUE.items() if cues.hears(cue, turn)}
    for n, sentence in enumerate(found.sentences):
        if "?" not in sentence.text:
            continue
        if found.hears(n, "ask_impact"):
            heard.add(Signal.ASKS_IMPACT)
        elif found.hears(n, "ask_need"):
            heard.add(Signal.ASKS_NEED)
        elif found.hears(n, "ask_fact"):
            heard.add(Signal.ASKS_FACT)
        elif found.hears(n, "logistics") and _is_short(sentence.text):
            heard.add(Signal.LOGISTICS)
    said_in_passing = len(found.sentences) == 1 and "?" not in turn and _is_short(turn)
    if _GREETING.fullmatch(turn.strip()):
        heard.add(Signal.NO_SUBSTANCE)
    elif said_in_passing and cues.hears("breezy", turn) and not cues.hears("sorry", turn):
        heard.add(Signal.BREEZY)
    if looks_like_code(turn):
        heard.add(Signal.TO_MACHINE)
    elif tell.is_foreign(turn) and not reproach.heard(turn, language):
        heard.add(Signal.OTHER_LANGUAGE)
    if _ACKNOWLEDGING.fullmatch(turn.strip()) or not any(ch.isalnum() for ch in turn):
        heard.add(Signal.NO_SUBSTANCE)
    return heard


def without_words_to_machine(turn: str, language: Language, found: TurnFeatures) -> str:
    """The turn with blanks for what is aimed at the scorer; whole, where nothing else is said.

    What announces itself to the scorer ("I-message coming up: ...") goes as far as its colon.
    """
    rest = list(turn)
    for n, sentence in enumerate(found.sentences):
        if found.hears(n, "to_machine") or looks_like_code(sentence.text):
            end = sentence.start + (_announces(sentence.text, language) or len(sentence.text))
            rest[sentence.start : end] = " " * (end - sentence.start)
    left = "".join(rest)
    return left if any(ch.isalnum() for ch in left) else turn


def _announces(text: str, language: Language) -> int:
    """How much of a sentence only says to the scorer what is coming; 0 where it does not."""
    before, colon, after = text.partition(": ")
    hears = sheet(language).hears
    aimed = colon and hears("to_machine", before) and not hears("to_machine", after)
    return len(before) + 1 if aimed else 0


def asks_to_go_on(found: TurnFeatures, language: Language) -> bool:
    """Whether the turn ends in nothing but an encouragement to tell more."""
    last = found.sentences[-1:]
    return any(questions.MORE in questions.kinds(one.text, language) for one in last)


def beside_small_talk(
    signals: frozenset[Signal], turn: str, idle: list[tuple[int, int]], *, does_nothing: bool
) -> frozenset[Signal]:
    """What is heard in a turn with small talk, which asks for nothing: a turn that does nothing
    else is breezy. ``idle``: where the small talk stands."""
    rest = list(turn)
    for start, end in idle:
        rest[start:end] = " " * (end - start)
    asks = signals if "?" in rest else signals - QUESTIONS
    return asks | {Signal.BREEZY} if does_nothing else asks


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT


def looks_like_code(turn: str) -> bool:
    """Whether more of the text is brackets and operators than people ever type to each other."""
    signs = len(_CODE_SIGNS.findall(turn))
    return bool(_QUERY.search(turn)) or signs > max(3, 0.06 * len(turn))
