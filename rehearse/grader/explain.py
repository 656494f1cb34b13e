"""Why a level was given, and what could have been said instead.

A reason is a code of the ``reasons`` catalogue with the manager's own word in its slot. A rewrite
is made of the manager's own words where cutting them mends them, else it is one of the situation's
rewrites that was written for words like these; where neither is known there is none.
"""

import re
from collections.abc import Sequence

from rehearse.conversation.rubric import Language, Level, Passage, Reason, Step
from rehearse.conversation.scenario import Rewrite, Scenario
from rehearse.language.cues import plain_signs, sheet
from rehearse.language.encoder import Encode

REWRITE_FLOOR = 0.45
"""Likeness under which a rewrite was not written for what was said."""

Case = tuple[str, tuple[str, ...]]
"""A reason's code, and the cues of which one must be heard; the first that fits is the reason."""

_CASES: dict[tuple[Step, Level], tuple[Case, ...]] = {
    (Step.WORTH, Level.CLEAR): (("clear_say", ("your_say",)),),
    (Step.WORTH, Level.PARTIAL): (
        ("partial_say", ("your_say",)),
        ("partial_use", ("order", "but")),
        ("partial_general", ("regard", "quality")),
        ("partial_ask", ("ask_need",)),
    ),
    (Step.WORTH, Level.AGAINST): (
        ("against_position", ("threat",)),
        ("against_over", ("take_over",)),
    ),
    (Step.OWN_PART, Level.PARTIAL): (
        ("partial_excuse", ("but",)),
        ("partial_if", ("sorry_if",)),
        ("partial_better", ("could_better",)),
        ("partial_sorry", ("sorry",)),
    ),
    (Step.OWN_PART, Level.AGAINST): (
        ("against_feelings", ("sorry_feel", "sorry_if")),
        ("against_both", ("but_you",)),
        ("against_excuse", ("excuse",)),
    ),
    (Step.I_MESSAGE, Level.AGAINST): (
        ("against_feel", ("feel_that_you",)),
        ("against_always", ("always",)),
    ),
    (Step.ASK, Level.CLEAR): (("clear", ("ask_impact", "ask_need")), ("clear_fact", ("ask_fact",))),
    (Step.ASK, Level.PARTIAL): (
        ("partial_leading", ("judge_agree",)),
        ("partial_narrow", ("ask_fact",)),
        ("partial_yesno", ("yesno",)),
    ),
    (Step.ASK, Level.AGAINST): (("against_loaded", ("loaded_why",)),),
    (Step.CLARITY, Level.CLEAR): (("clear_ask", ("ask_need",)),),
    (Step.CLARITY, Level.AGAINST): (("against_threat", ("threat",)),),
    (Step.FACE_IT, Level.CLEAR): (("clear_stay", ("stay", "open_question")),),
    (Step.FACE_IT, Level.PARTIAL): (
        ("partial_small", ("minimise",)),
        ("partial_agree", ("agree",)),
    ),
    (Step.FACE_IT, Level.AGAINST): (
        ("against_leave", ("leave",)),
        ("against_small", ("minimise",)),
    ),
    (Step.RELIABLE, Level.CLEAR): (("clear_honest", ("honest_limit",)),),
    (Step.RELIABLE, Level.AGAINST): (("against_hollow", ("hollow", "if_word")),),
}
_PLAIN = {Level.CLEAR: "clear", Level.PARTIAL: "partial", Level.AGAINST: "against"}

# Only the first of a run of signs or blanks is tried: else a long run is read once for each of it.
_PAUSE = r"(?<![,;–—-])[,;–—-]++\s++"
_NO_PAUSE = r"(?<![\s,;–—-])\s++"
_PRONOUN = r"i|we|he|she|they|it|there|ik|wij|hij|zij|ze|jij|er"
_SUBJECT = (
    r"(?:(?!(?:not|also|niet|ook)\b)\S++\s++)?"
    rf"(?:{_PRONOUN}|you|this|that|these|those|the|a|my|our|your|things|everything|everyone|nobody|"
    r"people|je|u|het|dat|dit|deze|die|de|een|mijn|onze|ons|jouw|alles|iedereen|niemand|mensen)\b"
)
"""What a clause begins with, at once or behind one word ("maar toen kwam het", "but then I")."""
_TO_THE_END = r"[^,;?]*$"
"""Behind the clause of a subordinating word: else the main clause goes on behind it."""
_CONCESSION = re.compile(
    rf"{_PAUSE}(?:maar|alleen|but|except|only)\s++{_SUBJECT}.*$|"
    rf"{_PAUSE}(?:hoewel|al(?=\s+moet\s+ik\b)|although|(?:even\s+)?though)\s++{_SUBJECT}{_TO_THE_END}|"
    rf"{_NO_PAUSE}(?:maar|but)\s++(?:{_PRONOUN})\b.*$|"
    rf"{_NO_PAUSE}(?:hoewel|al(?=\s+moet\s+ik\b)|although|(?:even\s+)?though)\s++"
    rf"(?:moet\s+)?(?:{_PRONOUN})\b{_TO_THE_END}",
    re.IGNORECASE | re.DOTALL,
)
_ONLY = r"(?:(?:maar|but)\s+)?(?:(?:alleen|only)\s+)?"
_CONDITION = re.compile(
    rf"{_PAUSE}{_ONLY}(?:als|mits|tenzij|zodra|zolang|if|unless|provided|once|as\s+long\s+as|"
    rf"assuming)\s++{_SUBJECT}{_TO_THE_END}|"
    rf"(?<!\beven)(?<!\balso)(?<!\bas)(?<!\bwhat)(?<!\book)(?<!\bzelfs)(?<!\bnet){_NO_PAUSE}{_ONLY}"
    rf"(?:als|tenzij|zodra|if|unless|as\s+long\s+as)\s++(?:{_PRONOUN}|you|things|je|u|het|dat|alles)\b"
    rf"{_TO_THE_END}",
    re.IGNORECASE | re.DOTALL,
)
"""Without a pause before them only words that are no adverbs ("at once", "alleen gelaten")."""
_UNFINISHED = re.compile(
    r"\b(?:not (?:only|just)|niet (?:alleen|slechts))\b|[\"“”„«»()‘]|"
    r"\b(?:a|the|and|or|de|een|en|only|as)$|"
    r"\b(?:zo|even|net|hetzelfde|dezelfde)(?:\s+\S+)?$|"
    r"\b(?:ask|tell|see|know|check|hear|wonder|out|decide|weten)(?:\s+\S+)?$|"
    r"\b(?:that|because|dat|omdat|die)\s+"
    r"(?:i|you|we|he|she|it|they|ik|je|jij|jou|wij|hij|zij|ze|het|er|u)(?:\s+(?:je|jou|het|u))?$",
    re.IGNORECASE,
)
"""What a cut may not leave: "niet alleen" without its "maar ook", half a quote, the beginning of a
comparison, of a question in a sentence ("to see if") or of a clause."""
_CASUAL = re.compile(r"\b(?:je|jij|jou|jouw)\b", re.IGNORECASE)
_FEWEST_WORDS = 5
_BEHIND_BUT = re.compile(r"^.*\b(?:maar|but)\b", re.IGNORECASE | re.DOTALL)
"""All up to the last "but": who owns up behind it makes no excuse there."""

_PLEADS = re.compile(
    r"\b(?:maar|but) (?:je|jij|u|you) (?:moet|must|have to|need to|(?:'ve|have) got to) "
    r"(?:\w+ )?(?:begrijpen|weten|snappen|zien|understand|know|see|realise|realize)\b",
    re.IGNORECASE,
)
"""Asks for understanding; it does not bring up what the other did."""


def reason(step: Step, level: Level, evidence: Passage, language: Language) -> Reason:
    """Why the step was given this level, by what is heard in the words that earned it."""
    cues = sheet(language)
    spoken = plain_signs(evidence.text)
    untrue = set()
    if cues.hears("own_fault", _BEHIND_BUT.sub("", spoken)):
        untrue.add("partial_excuse")
    if _PLEADS.search(spoken):
        untrue.add("against_both")
    for code, names in _CASES.get((step, level), ()):
        if code in untrue:
            continue
        for name in names:
            found = cues.patterns[cues.names.index(name)].search(spoken)
            if found:
                word = evidence.text[found.start() : found.end()]
                return Reason(code=f"{step}.{code}", slots={"word": word})
    return Reason(code=f"{step}.{_PLAIN[level]}")


def rewrite(
    step: Step,
    level: Level,
    evidence: Passage,
    turn: str,
    language: Language,
    scenario: Scenario | None,
    encode: Encode,
) -> str | None:
    """What could have been said instead, or None where it would ignore what was said.

    ``turn``: all that was said, by which a manager is formal or not.
    """
    if level is Level.CLEAR:
        return None
    own = _own_words(step, evidence.text, language)
    if own is not None:
        return own
    if scenario is None or scenario.language != language:
        return None
    formal = language == "nl" and _is_formal(evidence.text, turn)
    return _written_for(scenario.words.rewrites.get(step, ()), evidence.text, formal, encode)


def _is_formal(said: str, turn: str) -> bool:
    """Whether words are said in the polite form: by themselves, else by the turn they stand in.
    Who says both there tells of somebody else's "u"."""
    hears = sheet("nl").hears
    return hears("formal_you", said) or (hears("formal_you", turn) and not _CASUAL.search(turn))


def _own_words(step: Step, said: str, language: Language) -> str | None:
    """The manager's own sentence without the clause that takes it back, if a clear and whole one
    is left."""
    cues = sheet(language)
    if step is Step.OWN_PART:
        kept = _CONCESSION.sub("", said)
        whole = cues.hears("own_fault", kept) and cues.hears("i_subject", kept)
    elif step is Step.RELIABLE:
        kept = _CONDITION.sub("", said)
        whole = cues.hears("commit", kept) and cues.hears("date", kept)
        whole = whole and not cues.hears("guarantee", kept)
    else:
        return None
    if kept == said or not whole or len(kept.split()) < _FEWEST_WORDS or _UNFINISHED.search(kept):
        return None
    if cues.hears("but_you", kept) or cues.hears("sorry_feel", kept) or cues.hears("hollow", kept):
        return None
    return kept.rstrip(" ,;:-–—") + "."


def _written_for(options: Sequence[Rewrite], said: str, formal: bool, encode: Encode) -> str | None:
    examples = [(example, option) for option in options for example in option.answers]
    if not examples:
        return None
    vectors = encode([said, *(example for example, _ in examples)])
    likeness = vectors[1:] @ vectors[0]
    nearest = int(likeness.argmax())
    if likeness[nearest] < REWRITE_FLOOR:
        return None
    chosen = examples[nearest][1]
    return chosen.formal if formal else chosen.text
