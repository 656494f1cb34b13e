"""What is told of a model that plays along: why it did not, and what it took."""

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from rehearse.models.spending import Spending

_TROUBLE = "model_"
"""How the codes of a model's trouble begin; what else a reply has instead is a check's."""


def is_trouble(instead: str) -> bool:
    """Whether it was trouble with the model that a reply stands instead of, and no check."""
    return instead.startswith(_TROUBLE)


def why_instead(instead: str, name: str, language: Language) -> str:
    """Why a line written beforehand stands where a model should have found the words."""
    if not is_trouble(instead):
        return phrase("live.instead.check", language, name=name)
    why = phrase(f"live.why.{instead}", language)
    return phrase("live.instead.trouble", language, why=why)


def spent(took: Spending, language: Language) -> str:
    """What the calls of a rehearsal took, in a sentence."""
    cost = phrase("live.cost", language, amount=f"{took.cost:.3f}")
    if took.unpriced == took.calls:
        unpriced = "unpriced_one" if took.calls == 1 else "unpriced"
        return phrase(f"live.spent.{unpriced}", language, calls=took.calls)
    if took.unpriced:
        return phrase(
            "live.spent.some_unpriced",
            language,
            calls=took.calls,
            cost=cost,
            unpriced=took.unpriced,
        )
    many = "one" if took.calls == 1 else "more"
    return phrase(f"live.spent.{many}", language, calls=took.calls, cost=cost)
