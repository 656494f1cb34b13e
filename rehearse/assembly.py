"""The one place that wires settings, store, grader and colleague into the service."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pydantic import SecretStr

from rehearse.colleague import listening
from rehearse.colleague.checks import Sense
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import GradeResult, Language
from rehearse.conversation.scenario import Scenario
from rehearse.errors import RehearseError
from rehearse.grader import Grader, TurnContext, context
from rehearse.language.cues import plain_signs
from rehearse.language.encoder import shared
from rehearse.language.question_encoder import QuestionEncoder
from rehearse.library import ScenarioLibrary
from rehearse.models import library
from rehearse.models.counting import is_priced
from rehearse.models.keys import key_variables, missing_key, provider_of
from rehearse.models.lacking import lacking
from rehearse.models.names import without_secrets
from rehearse.service.configured import ConfiguredModels, Key
from rehearse.service.looking_back import LookingBack
from rehearse.service.pace import Pause, instant
from rehearse.service.purse import Purse
from rehearse.service.rehearsing import Rehearsing, now
from rehearse.service.reviewing import Reviewing
from rehearse.service.second_reading import SecondReadings
from rehearse.service.sharing import Sharing
from rehearse.service.taking_part import TakingPart
from rehearse.settings import Settings
from rehearse.store.engine import Place, place
from rehearse.store.store import Store

if TYPE_CHECKING:
    from rehearse.grader.local import LocalGrader
    from rehearse.models.through_litellm import LitellmModel


QUESTION_ENCODER = QuestionEncoder(context.below)
"""The process-wide encoder of questions."""
SENSE = Sense(context.load)
"""What hears, in this process, what a model's words slip into."""
_LEAVING_S = 1.0
"""How long whoever closes the app waits for a provider, in seconds."""


class LazyLocalGrader:
    """The local grader, loaded when the first turn is graded or when it is warmed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: LocalGrader | None = None

    @property
    def name(self) -> str:
        return self._loaded.name if self._loaded else "local"

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        return self.load().grade(turn, context)

    def load(self) -> "LocalGrader":
        from rehearse.grader.local import LocalGrader

        with self._lock:
            if self._loaded is None:
                self._loaded = LocalGrader.load()
            return self._loaded


@dataclass(frozen=True)
class App:
    """Everything wired, ready for a page or a command; closed by ``close`` or ``async with``."""

    rehearsing: Rehearsing
    looking_back: LookingBack
    taking_part: TakingPart
    sharing: Sharing
    reviewing: Reviewing
    library: ScenarioLibrary
    grader: Grader
    models: ConfiguredModels | None
    """The models that take part where a rehearsal allows it; None where none is configured."""
    settings: Settings
    warnings: tuple[RehearseError, ...]
    """What is not as it should be, though it works; each has a message to show."""
    _store: Store
    _lazy: LazyLocalGrader

    def warm(self, scenario_id: str | None = None, language: Language = "en") -> None:
        """Load encoder and grader, so that the first turn does not wait. Takes a second or two:
        call it from a thread. ``scenario_id``: the situation whose words are encoded as well.

        Raises:
            NotFound: no such situation, or not in this language.
            BadFile: its file is wrong.
        """
        shared.warm()
        self._lazy.load()
        if self.models is not None:
            library.litellm()
            SENSE.warm()
        if scenario_id is not None:
            scenario = self.library.load(scenario_id, language)
            shared.encode(compared_texts(scenario))
            listening.prepare(scenario, QUESTION_ENCODER.encode)

    async def close(self) -> None:
        """Let running turns come to their end where that takes no longer than a second, then close
        the database. A turn that waits for a provider is taken up when it is next opened."""
        await self.rehearsing.rest(_LEAVING_S)
        await library.let_go()
        self._store.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def build(settings: Settings | None = None, *, pause: Pause = instant) -> App:
    """Wire everything. Quick: models and situations are loaded when they are first needed.

    ``pause``: how fast the colleague speaks.

    Raises:
        StorageTrouble: the database cannot be used; the message says why and what to do.
    """
    chosen = settings or Settings()
    store = Store.open(chosen.database(), private=chosen.database_url is None)
    situations = ScenarioLibrary(chosen.prompts_folder())
    grader = LazyLocalGrader()
    colleague = ScriptedColleague(shared.encode, QUESTION_ENCODER.encode)
    cast = models(chosen)
    second = SecondReadings(store, Purse(store, cast, now), now)
    return App(
        rehearsing=Rehearsing(store, situations, grader, colleague, pause=pause, second=second),
        looking_back=LookingBack(store, situations),
        taking_part=TakingPart(store, grader, colleague, second),
        sharing=Sharing(store),
        reviewing=Reviewing(store),
        library=situations,
        grader=grader,
        models=cast,
        settings=chosen,
        warnings=store.warnings,
        _store=store,
        _lazy=grader,
    )


def database_place(settings: Settings) -> Place:
    """Where the database is that ``build`` would open; opens and makes nothing.

    Raises:
        StorageTrouble: it is no address, of a kind we do not speak, or its driver is missing.
    """
    return place(settings.database())


def models(settings: Settings) -> ConfiguredModels | None:
    """The models that these settings name; None where they name none. Loads and sends nothing."""
    voice, reader = settings.model, settings.reads_again()
    if voice is None or reader is None:
        return None
    in_file = settings.keys()

    def base(name: str) -> str | None:
        return api_base_for(name, settings)

    def known_of(name: str) -> Key:
        key, variables = _key_of(name, in_file), key_variables(name)
        missing = missing_key(name, base(name), key)
        held = (v for v in variables if v in in_file or os.environ.get(v))
        return Key(missing or next(held, None), there=missing is None)

    troubles = {name: lacking(name, base(name), _key_of(name, in_file)) for name in (voice, reader)}
    return ConfiguredModels(
        model(voice, base(voice), settings),
        model(reader, base(reader), settings),
        settings.prompts_folder(),
        shared.encode,
        SENSE,
        keys={name: known_of(name) for name in (voice, reader)},
        lacks={name: trouble for name, trouble in troubles.items() if trouble},
        budget=settings.budget,
        priced=is_priced,
        api_base=without_secrets(settings.api_base),
    )


def api_base_for(name: str, settings: Settings) -> str | None:
    """The server of one's own that a model of this name is asked at, where one is set: the address
    is that of the colleague's model, so another provider's gets neither it nor a key meant for it.
    """
    voice = settings.model
    if voice is None or provider_of(name) == provider_of(voice):
        return settings.api_base
    return None


def model(name: str, api_base: str | None, settings: Settings) -> "LitellmModel":
    """One model at this address, with the key that is set for it. Loads and sends nothing."""
    from rehearse.models.through_litellm import LitellmModel

    key = _key_of(name, settings.keys())
    return LitellmModel(
        name,
        settings.prompts_folder(),
        api_base=api_base,
        key=key,
        time_limit_s=settings.time_limit,
    )


def _key_of(name: str, in_file: Mapping[str, SecretStr]) -> SecretStr | None:
    """The key that the file holds; None where the environment has one, which goes before it."""
    variables = key_variables(name)
    if any(os.environ.get(variable) for variable in variables):
        return None
    return next((in_file[v] for v in variables if v in in_file), None)


def compared_texts(scenario: Scenario) -> list[str]:
    """Every text of a situation that a turn may be compared with."""
    words = scenario.words
    answered = [line.answers for lines in words.lines.values() for line in lines]
    mended = [rewrite.answers for options in words.rewrites.values() for rewrite in options]
    examples = [example for answers in (*answered, *mended) for example in answers]
    return [*examples, *(plain_signs(said.text) for said in scenario.utterances())]
