"""What is told of a model that takes part: who does what, why it did not, and what it took."""

from decimal import Decimal

from rehearse.conversation.rubric import Language, TurnGrade
from rehearse.conversation.views import RehearsalView
from rehearse.grader.contract import model_of
from rehearse.locale import decimal, phrase
from rehearse.models.spending import Spending
from rehearse.models.trouble import BudgetSpent

_TROUBLE = "model_"
"""How the codes of a model's trouble begin; what else a reply has instead is a check's."""


def who(key: str, model: str, reader: str, language: Language, **slots: object) -> str:
    """A phrase about who finds the words and who grades: ``key`` where one model does both, and
    where each has its own the one that ends in ``_two``."""
    two = "" if model == reader else "_two"
    return phrase(f"live.{key}{two}", language, model=model, reader=reader, **slots)


def read_by(grade: TurnGrade, language: Language) -> str | None:
    """Which model read and graded a turn; None where none did."""
    model = model_of(grade.grader)
    return model and phrase("live.reading.by", language, model=model)


def along(view: RehearsalView) -> bool:
    """Whether a model had a part in what stands on this path, or was to have one."""
    replies = [turn.reply for turn in view.spoken if turn.reply]
    if any(reply.source == "model" or reply.instead for reply in replies):
        return True
    return any(turn.graded and model_of(turn.graded.grader) for turn in view.spoken)


def played_by(view: RehearsalView, language: Language) -> str:
    """By whom the colleague was played on this path."""
    found = any(turn.reply and turn.reply.source == "model" for turn in view.spoken)
    if found:
        return phrase("export.about.took_part", language, name=view.name)
    return phrase("export.about.played", language, name=view.name)


def graded_by(view: RehearsalView, language: Language) -> str | None:
    """Who graded the turns of this path; None where no model had a part in it."""
    if not along(view):
        return None
    graders = [turn.graded.grader for turn in view.spoken if turn.graded]
    found = [model for grader in graders if (model := model_of(grader))]
    names = ", ".join(dict.fromkeys(found))
    if not found:
        return phrase("export.about.graded_here", language)
    if len(found) == len(graders):
        return phrase("export.about.graded_by", language, model=names)
    return phrase(
        "export.about.graded_partly", language, model=names, n=len(found), all=len(graders)
    )


def is_trouble(instead: str) -> bool:
    """Whether it was trouble with the model that a reply stands instead of, and no check."""
    return instead.startswith(_TROUBLE)


def why_instead(instead: str, name: str, language: Language, limit: Decimal | None = None) -> str:
    """Why a line written beforehand stands where a model should have found the words. ``limit``:
    what a rehearsal may cost now."""
    if not is_trouble(instead):
        return phrase("live.instead.check", language, name=name)
    return phrase("live.instead.trouble", language, why=why(instead, language, limit))


def why(trouble: str, language: Language, limit: Decimal | None = None) -> str:
    """What kept a model from answering; ``limit`` as for ``why_instead``."""
    if trouble == BudgetSpent.code and limit is not None:
        return phrase("live.why.model_budget_of", language, limit=cost(limit, language))
    return phrase(f"live.why.{trouble}", language)


def cost(dollars: Decimal, language: Language) -> str:
    """An amount of US dollars, with the decimals that it is given in."""
    return phrase("live.cost", language, amount=decimal(f"{dollars:f}", language))


def spent(took: Spending, language: Language) -> str:
    """What the calls of a rehearsal took, in two sentences: how many and what they cost, and what
    was read and written for it."""
    return f"{_cost_of(took, language)} {_read_for(took, language)}"


def _read_for(took: Spending, language: Language) -> str:
    read, written = took.prompt_tokens, took.answer_tokens
    return phrase("live.spent.tokens", language, read=read, written=written)


def _cost_of(took: Spending, language: Language) -> str:
    took_in_all = cost(took.cost.quantize(Decimal("0.001")), language)
    if took.unpriced == took.calls:
        unpriced = "unpriced_one" if took.calls == 1 else "unpriced"
        return phrase(f"live.spent.{unpriced}", language, calls=took.calls)
    if took.unpriced:
        return phrase(
            "live.spent.some_unpriced",
            language,
            calls=took.calls,
            cost=took_in_all,
            unpriced=took.unpriced,
        )
    many = "one" if took.calls == 1 else "more"
    return phrase(f"live.spent.{many}", language, calls=took.calls, cost=took_in_all)
