"""The models that are configured: a rehearsal's players, and what there is to say about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from rehearse.colleague.checks import Sense
from rehearse.colleague.modelled import ModelledVoice
from rehearse.colleague.prompting import Prompter
from rehearse.colleague.telling import Telling
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.scenario import Scenario
from rehearse.grader.modelled import ModelGrader
from rehearse.grader.prompt import Prompt, load
from rehearse.language.encoder import Encode
from rehearse.models import Message, Model, ModelRequest, Purpose, Usage
from rehearse.models.private import PrivateModel
from rehearse.models.shown import OnlyShown
from rehearse.models.spending import Spending, Unlimited
from rehearse.models.trouble import ModelTrouble
from rehearse.prompts import filled
from rehearse.service.cast import Players

_PROBE_TOKENS = 400
"""One word, and room for a model that thinks first."""


@dataclass(frozen=True)
class Key:
    """What is known of a provider's key; never the key itself."""

    variable: str | None
    """Where it is looked for; None where none is needed, or only a call can tell."""
    there: bool


class ConfiguredModels:
    """The cast of every rehearsal that is not played by rules alone."""

    def __init__(
        self,
        voice: Model,
        reader: Model,
        prompts: Path,
        encode: Encode,
        sense: Sense,
        *,
        keys: Mapping[str, Key],
        lacks: Mapping[str, ModelTrouble],
        budget: Decimal | None = None,
        priced: Callable[[str], bool],
        api_base: str | None = None,
    ) -> None:
        """``voice`` finds the colleague's words, ``reader`` reads turns again; ``prompts``: the
        folder with what they are asked; ``sense``: hears what the colleague's words slip into;
        ``keys``: what is known of each model's key, by the model's name; ``lacks``: why one of them
        cannot take part, where that is clear at once; ``priced``: whether a price is known for a
        model of this name; ``api_base``: whose server, where it is one's own, as it can be shown.
        """
        self._voice, self._reader = voice, reader
        self._prompts = prompts
        self._prompter = Prompter(prompts)
        self._telling = Telling(encode)
        self._sense = sense
        self._budget = budget
        self._priced = priced
        self.keys = keys
        self.lacks = lacks
        self.api_base = api_base

    @property
    def name(self) -> str:
        """The model that finds the colleague's words."""
        return self._voice.name

    @property
    def reader_name(self) -> str:
        """The model that reads turns again."""
        return self._reader.name

    @property
    def lacking(self) -> ModelTrouble | None:
        """Why they cannot take part, where that is clear at once."""
        return next(iter(self.lacks.values()), None)

    @property
    def budget(self) -> Decimal | None:
        return self._budget

    @cached_property
    def unguarded(self) -> tuple[str, ...]:
        """The models for which the limit on cost is no guard, since their price is not known."""
        if self._budget is None:
            return ()
        return tuple(name for name in self.keys if not self._priced(name))

    def players(
        self,
        live: Live,
        scenario: Scenario,
        only_show: Callable[[ModelRequest], None] | None = None,
    ) -> Players:
        nobody = (*scenario.texts(), *live.let_through)

        def private(model: Model) -> PrivateModel:
            heard = OnlyShown(model.name, only_show) if only_show else model
            return PrivateModel(heard, live.names, nobody, scenario.language)

        voice = ModelledVoice(private(self._voice), self._prompter, self._telling, self._sense)
        return Players(voice, ModelGrader(private(self._reader), self._reading))

    @cached_property
    def _reading(self) -> Prompt:
        return load(self._prompts)

    async def test(self) -> Spending:
        """Ask each model for one word; returns what that took, which belongs to no rehearsal.

        Raises:
            ModelTrouble: one of them does not answer, and why.
            BadFile: the words that they are asked with cannot be read.
        """
        took: list[Usage] = []
        ask = Message(role="user", content=filled(self._prompts, "", "probe.md"))
        for model in {each.name: each for each in (self._voice, self._reader)}.values():
            request = ModelRequest(
                purpose=Purpose.PROBE,
                model=model.name,
                messages=(ask,),
                max_tokens=_PROBE_TOKENS,
            )
            async for _ in model.stream(request, Unlimited(took.append)):
                pass
        return Spending.of(took)
