"""Whether a sentence stands alone, or points back at something that was said before it."""

import re

from rehearse.conversation.rubric import Language

_POINTING: dict[Language, re.Pattern[str]] = {
    "nl": re.compile(
        r"(?:(?:en|maar|ja|nee|want),? )?(?:dat|dit|die|het|daar\w*)\s+"
        r"(?:is|was|waren|heb|hebt|heeft|had|hadden|kan|kon|zou|zal|moet|moest|mag|mocht|wil|wilde|"
        r"doe|doet|deed|ga|gaat|ging|kom|komt|kwam|hoort|hoorde|klopt|klopte|ligt|lag|blijft|bleef|"
        r"weet|wist|zeg|zei|neem|nam|maakt|maakte|wordt|werd|raakt|raakte|begrijp|snap)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:(?:and|but|yes|no|because),? )?(?:that|this|it|those|these)"
        r"(?:[\u2019']s|[\u2019']ll|[\u2019']d|\s+(?:is|was|were|are|has|had|have|will|would|"
        r"should|could|can|must|may|might|came|comes|went|goes|did|does|belongs?|belonged|"
        r"happened|hurts?|stays?|stayed|still|never|wasn[\u2019']t|isn[\u2019']t))\b",
        re.IGNORECASE,
    ),
}
"""A sentence that begins with a pronoun as its subject, or as what it is about."""

_NAMED_AFTER_ALL: dict[Language, re.Pattern[str]] = {
    "nl": re.compile(
        r"\b(?:gaat|ging) (?:\w+ )?(?:over|om)\b"
        r"|\b(?:dat|wat|hoe|toen|omdat) (?:ik|je|jij|we|wij|het|er|de)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\babout\b|\b(?:that|what|how|when|because) (?:I|you|we|it|there|the)\b", re.IGNORECASE
    ),
}
"""It is said in the sentence itself what the pronoun stands for: it was wrong *that I ...*"""


def points_back(sentence: str, language: Language) -> bool:
    """Whether it says *that* or *it* of something it does not name, and so means nothing alone."""
    found = _POINTING[language].match(sentence.lstrip())
    return found is not None and not _NAMED_AFTER_ALL[language].search(sentence, found.end())
