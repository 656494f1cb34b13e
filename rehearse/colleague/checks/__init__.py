"""What a model's words for the colleague pass before anybody reads them.

Words in, a verdict out, and nothing else but the models that ``sense`` loads. The reply comes by
the sentence; each is checked in the light of those before it and then released, and at the end the
whole is looked at once.
"""

from collections.abc import Iterator

from rehearse.colleague.checks.faults import Fault, Finding
from rehearse.colleague.checks.ground import Ground
from rehearse.colleague.checks.known import unknown_fact
from rehearse.colleague.checks.length import length
from rehearse.colleague.checks.likeness import reply_likeness, sentence_likeness
from rehearse.colleague.checks.phrases import may_soothe, phrase
from rehearse.colleague.checks.quotes import inside_quotes, own_words
from rehearse.colleague.checks.sense import Sense
from rehearse.colleague.checks.spoken import form, language
from rehearse.language import sentences
from rehearse.language.cues import plain_signs

__all__ = [
    "Fault",
    "Finding",
    "Ground",
    "Sense",
    "check_reply",
    "sense",
    "sensed",
    "sentence_faults",
]


def sentence_faults(sentence: str, said_before: str, ground: Ground) -> Iterator[Finding]:
    """All that is wrong with one sentence; the same fault may come more than once.

    Args:
        said_before: what was released of this reply, "" for its first sentence.
    """
    yield from form(sentence, said_before, ground)
    for found in language(sentence, said_before, ground):
        yield found
        if found.fault is Fault.WRONG_LANGUAGE:
            # What its words mean in ours tells nothing.
            return
    yield from phrase(sentence, said_before, ground)
    looks = (
        _fact(sentence, ground),
        sentence_likeness(sentence, said_before, ground),
        length(f"{said_before} {sentence}", ground),
    )
    yield from filter(None, looks)


def sensed(sentence: str, said_before: str, ground: Ground, by: Sense) -> Finding | None:
    """What is wrong with a sentence by its sense, where no phrase in it is at fault. The scenario's
    own words for this reply never are.

    Raises:
        ValueError: the sense was learned beside another reader.
    """
    own = own_words(sentence, said_before)
    if not own or _plain(sentence) in _plain(ground.plan):
        return None
    before = [part.text for part in sentences.split(said_before)]
    fault = by.fault(own, before, ground.words)
    if fault is None or (fault is Fault.FORGIVES and may_soothe(ground)):
        return None
    return Finding(fault, sentence)


def _plain(text: str) -> str:
    return " ".join(plain_signs(text).lower().split())


def check_reply(text: str, ground: Ground) -> Finding | None:
    """What is wrong with a whole reply whose sentences passed: its length, its likeness to the last
    ones, quotation marks around it all (a quote that the situation holds is an answer)."""
    wrapped = inside_quotes(text)
    if wrapped and wrapped.strip(" .!?").lower() not in ground.known.text:
        return Finding(Fault.LAYOUT, text)
    return length(text, ground) or reply_likeness(text, ground)


def _fact(sentence: str, ground: Ground) -> Finding | None:
    unknown = unknown_fact(sentence, ground.known, ground.language)
    return Finding(Fault.UNKNOWN_FACT, unknown) if unknown else None
