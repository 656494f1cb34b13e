"""A sentence about a talk as a code with its slots: each reader gets it in their own language."""

from pydantic import Field

from rehearse.conversation.rubric import Frozen, Language, Pillar, Step
from rehearse.locale import phrase, step_name


class Sentence(Frozen):
    """``code`` is a key of the catalogue below ``report``.

    A slot called ``step`` holds a Step's value and one called ``pillar`` a Pillar's; both are told
    by their names. Every other slot (``name``, ``n``) is told as it is.
    """

    code: str
    slots: dict[str, str | int] = Field(default_factory=dict)


def tell(sentence: Sentence, language: Language) -> str:
    """The sentence in the reader's language."""
    slots = dict(sentence.slots)
    if "step" in slots:
        slots["step"] = step_name(Step(str(slots["step"])), language)
    if "pillar" in slots:
        slots["pillar"] = pillar_name(Pillar(str(slots["pillar"])), language)
    return phrase(f"report.{sentence.code}", language, **slots)


def pillar_name(pillar: Pillar, language: Language) -> str:
    """What a pillar is called: valuable, capable, responsible."""
    return phrase(f"report.pillar.{pillar.value}", language)
