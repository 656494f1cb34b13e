"""What can go wrong between us and a model: few kinds, each with what to do next.

    ModelTrouble
    ├── KeyMissing      model_key_missing       no key is set; found before anything is sent
    ├── NoSuchProvider  model_provider_unknown  its name says not whose it is; nothing is sent
    ├── KeyRefused      model_key_refused       the provider does not take the key (401)
    ├── NotAllowed      model_not_allowed       the key may not use this model (403)
    ├── NoSuchModel     model_unknown           nobody knows a model of this name (404)
    ├── NotTaken        model_not_taken         the request is not taken as it is (400, 413, 422)
    ├── TooMany         model_busy              too much at once, or no credit left (429, 402)
    ├── ProviderDown    model_down              the provider's own trouble (5xx, 529)
    ├── Unreachable     model_unreachable       no connection
    ├── TooSlow         model_slow              the time limit of the call passed
    ├── BrokenOff       model_broken_off        it began and did not come to its end
    ├── NoAnswer        model_no_answer         nothing, or nothing of use
    ├── OnlyThought     model_only_thought      its room ran out before a word was said
    ├── Declined        model_declined          the model or its guard would not answer
    └── BudgetSpent     model_budget            the rehearsal's limit on cost is reached

Never holds a word of what was asked, of what came back, or of a provider's own message: those
quote both, and sometimes the key.
"""

from decimal import Decimal

from rehearse.errors import RehearseError


class ModelTrouble(RehearseError):
    """Why a model gave no answer. ``code`` is fixed for each kind."""

    code: str

    def __init__(self, model: str, **slots: object) -> None:
        self.model = model
        super().__init__(type(self).code, model=model, **slots)


class KeyMissing(ModelTrouble):
    """No key for the model's provider is set. Nothing was sent."""

    code = "model_key_missing"

    def __init__(self, model: str, variable: str) -> None:
        """``variable`` is the one of the environment that wants a key."""
        super().__init__(model, variable=variable)


class NoSuchProvider(ModelTrouble):
    """The model's name names no provider that is known. Nothing was sent."""

    code = "model_provider_unknown"

    def __init__(self, model: str, meant: str) -> None:
        """``meant``: how the name may have been meant, or an example of one."""
        super().__init__(model, meant=meant)


class KeyRefused(ModelTrouble):
    """The provider does not take the key."""

    code = "model_key_refused"


class NotAllowed(ModelTrouble):
    """The provider knows the key, and it may not use this model."""

    code = "model_not_allowed"


class NoSuchModel(ModelTrouble):
    """Neither litellm nor the provider knows a model of this name."""

    code = "model_unknown"


class NotTaken(ModelTrouble):
    """The provider does not take the request as it is: too long, or not a model to talk with."""

    code = "model_not_taken"


class TooMany(ModelTrouble):
    """The provider takes no more for now, or there is no credit left."""

    code = "model_busy"


class ProviderDown(ModelTrouble):
    """The provider has trouble of its own."""

    code = "model_down"


class Unreachable(ModelTrouble):
    """There is no connection to the provider."""

    code = "model_unreachable"


class TooSlow(ModelTrouble):
    """The time limit of the whole call passed."""

    code = "model_slow"


class BrokenOff(ModelTrouble):
    """The answer began and did not come to its end."""

    code = "model_broken_off"


class NoAnswer(ModelTrouble):
    """No answer, or none of use."""

    code = "model_no_answer"


class OnlyThought(ModelTrouble):
    """All of the allowance was spent before a word was said: on thinking, by the looks of it."""

    code = "model_only_thought"


class Declined(ModelTrouble):
    """The model, or a guard before it, would not answer."""

    code = "model_declined"


class BudgetSpent(ModelTrouble):
    """The rehearsal's limit on cost is reached. Nothing was sent."""

    code = "model_budget"

    def __init__(self, model: str, limit: Decimal) -> None:
        """``limit`` is in US dollars."""
        super().__init__(model, limit=f"{limit.normalize():f}")
