"""What ``rehearse doctor`` finds of models: where they are set, their names and keys, an answer."""

import asyncio
import os
import stat
from collections.abc import Iterator

from rehearse import assembly
from rehearse.cli import console
from rehearse.cli.findings import Finding, State, Tell
from rehearse.conversation.rubric import Language
from rehearse.errors import RehearseError
from rehearse.models import library
from rehearse.models.keys import provider_of
from rehearse.models.lacking import unknown_provider
from rehearse.models.names import written_whole
from rehearse.models.spending import Spending
from rehearse.report import played
from rehearse.service.configured import ConfiguredModels
from rehearse.settings import Settings, env_file

_PATIENCE_S = 30.0
"""How long each model may take to answer here, unless ``REHEARSE_TIME_LIMIT`` is set: that allows
what its owner knows it to need."""


def file(chosen: Settings, tell: Tell) -> Iterator[Finding]:
    """The file that settings and keys stand in, where there is one or should be."""
    found = env_file()
    if not found.exists():
        if os.environ.get("REHEARSE_ENV_FILE"):
            yield Finding("file", State.WRONG, tell("file_missing", file=found), tell("mend_file"))
    elif os.name == "posix" and chosen.keys() and stat.S_IMODE(found.stat().st_mode) & 0o077:
        yield Finding("file", State.WRONG, tell("file_open", file=found), f"chmod 600 '{found}'")
    elif found.is_file():
        yield Finding("file", State.WELL, str(found))


def models(chosen: Settings, language: Language, tell: Tell, *, live: bool) -> Iterator[Finding]:
    """Who takes part, whether their names and keys are right, and, where asked for, whether they
    answer."""
    cast = assembly.models(chosen)
    if cast is None:
        yield _nobody(chosen, tell)
        return
    names = tuple(dict.fromkeys((cast.name, cast.reader_name)))
    found = [_model(name, cast, language, tell) for name in names]
    if cast.api_base and not cast.api_base.startswith(("http://", "https://")):
        found.append(Finding("address", State.WRONG, tell("address_bare", address=cast.api_base)))
    if cast.unguarded:
        text = tell("budget_unguarded", models=", ".join(cast.unguarded))
        found.append(Finding("budget", State.NOTE, text))
    yield from found
    if not live:
        yield Finding("answer", State.WELL, tell("not_asked"))
    elif any(each.state is State.WRONG for each in found):
        yield Finding("answer", State.NOTE, tell("not_asked_yet"))
    else:
        yield _answer(chosen, language, tell, len(names))


def _nobody(chosen: Settings, tell: Tell) -> Finding:
    if not chosen.grader_model:
        return Finding("model", State.WELL, tell("no_model"))
    return Finding("model", State.NOTE, tell("only_a_reader"), tell("mend_reader"))


def _model(name: str, cast: ConfiguredModels, language: Language, tell: Tell) -> Finding:
    if trouble := cast.lacks.get(name) or unknown_provider(name, cast.api_base):
        return Finding("model", State.WRONG, trouble.message(language))
    if "/" not in name:
        text = tell("model_bare", model=name, provider=provider_of(name))
        meant = written_whole(name, cast.api_base)
        return Finding("model", State.NOTE, text, tell("mend_bare", meant=meant))
    return Finding("model", State.WELL, tell("model_set", model=name))


def _answer(chosen: Settings, language: Language, tell: Tell, count: int) -> Finding:
    """Whether the models answer; says meanwhile that, and how long at most, it waits for that."""
    limit_s = chosen.time_limit
    if "time_limit" not in chosen.model_fields_set:
        limit_s = min(limit_s, _PATIENCE_S)
    cast = assembly.models(chosen.model_copy(update={"time_limit": limit_s}))
    assert cast is not None
    console.progress(tell("asking", seconds=f"{limit_s * count:.0f}"))
    try:
        took = asyncio.run(_asked(cast))
    except RehearseError as trouble:
        return Finding("answer", State.WRONG, trouble.message(language))
    finally:
        console.progress("")
    return Finding("answer", State.WELL, f"{tell('answers')}. {played.spent(took, language)}")


async def _asked(cast: ConfiguredModels) -> Spending:
    try:
        return await cast.test()
    finally:
        await library.let_go()
