"""A sentence about a talk as a code with its slots: each reader gets it in their own language."""

from collections.abc import Iterator

from pydantic import Field

from rehearse.conversation.rubric import Frozen, Language, Pillar, Step
from rehearse.locale import phrase, step_name

_SHORTEST_RUN = 3
"""From this many turns in a row on, only the first and the last are named."""


class Sentence(Frozen):
    """``code`` is a key of the catalogue below ``report``.

    A slot called ``step`` holds a Step's value, one called ``pillar`` a Pillar's, and one called
    ``turns`` the numbers of turns, rising; they are told by their names, or as a list. Every other
    slot (``name``, ``n``) is told as it is.
    """

    code: str
    slots: dict[str, str | int | tuple[int, ...]] = Field(default_factory=dict)
    parts: dict[str, "Sentence"] = Field(default_factory=dict)
    """Clauses that stand in this sentence, by the name of their place in it."""


def tell(sentence: Sentence, language: Language) -> str:
    """The sentence in the reader's language."""
    text = _told(sentence, language)
    return text[:1].upper() + text[1:]


def pillar_name(pillar: Pillar, language: Language) -> str:
    """What a pillar is called: valuable, capable, responsible."""
    return phrase(f"report.pillar.{pillar.value}", language)


def asked_of(step: Step, language: Language) -> str:
    """What a step asks for, as a sentence: what somebody judges by where the grader would not."""
    what = phrase(f"steps.explained.{step.value}.what", language)
    return phrase("report.step_asks", language, what=what[:1].lower() + what[1:])


def _told(sentence: Sentence, language: Language) -> str:
    slots: dict[str, object] = dict(sentence.slots)
    if "step" in slots:
        slots["step"] = step_name(Step(str(slots["step"])), language)
    if "pillar" in slots:
        slots["pillar"] = pillar_name(Pillar(str(slots["pillar"])), language)
    if isinstance(numbers := slots.get("turns"), tuple):
        slots["turns"] = _turns(numbers, language)
    slots |= {place: _told(part, language) for place, part in sentence.parts.items()}
    return phrase(f"report.{sentence.code}", language, **slots)


def _turns(numbers: tuple[int, ...], language: Language) -> str:
    """``beurt 2``; ``beurt 2 en 8``; ``beurt 2, 4 t/m 9 en 12``."""
    *before, last = _runs(numbers, language)
    if not before:
        key = "one" if len(numbers) == 1 else "more"
        return phrase(f"report.turns.{key}", language, n=last)
    listed = phrase("report.turns.and", language, before=", ".join(before), last=last)
    return phrase("report.turns.more", language, n=listed)


def _runs(numbers: tuple[int, ...], language: Language) -> Iterator[str]:
    at = 0
    while at < len(numbers):
        end = at
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        if end - at + 1 >= _SHORTEST_RUN:
            yield phrase("report.turns.to", language, first=numbers[at], last=numbers[end])
        else:
            yield from (str(n) for n in numbers[at : end + 1])
        at = end + 1
