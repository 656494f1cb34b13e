"""Rehearse the conversation that repairs a colleague's trust.

The small public Python API::

    import rehearse

    grade = rehearse.grade("I should have told you in March.", lang="en")

Importing the package is cheap: what reads a turn is loaded by the first call.
"""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearse.conversation.rubric import Language, NotScored, TurnGrade
    from rehearse.grader.local import LocalGrader
    from rehearse.library import ScenarioLibrary

__all__ = ["__version__", "grade"]

__version__: str
"""The version of the installed distribution, ``rehearse-trust``."""


def grade(
    text: str,
    *,
    lang: "Language | None" = None,
    scenario: str | None = None,
    colleague_last: str | None = None,
) -> "TurnGrade | NotScored":
    """Score one turn of a manager against the seven steps, on this machine, without a network.

    Args:
        text: the manager's words, as said.
        lang: ``"nl"`` or ``"en"``; without it, told from the words.
        scenario: the id of a built-in situation, so that rewrites speak of it.
        colleague_last: what the colleague said just before.

    Returns:
        The grade, or a ``NotScored`` with its reason for words that cannot be scored (empty, or
        over 20,000 code points).

    Raises:
        ValueError: a language other than these two.
        rehearse.errors.NotFound: no such situation, or not in this language.
        rehearse.errors.BadFile: a file of the situation is wrong.
    """
    from rehearse.conversation.rubric import LANGUAGES, TurnGrade
    from rehearse.grader import TurnContext

    if lang is not None and lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}, or None")
    # Half a surrogate pair is no text to pydantic; a stand-in as long keeps all offsets true.
    text = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    context = TurnContext(language=lang, colleague_last=colleague_last)
    if scenario is None:
        return _grader().grade(text, context)
    spoken = lang
    if spoken is None:
        # A situation's words are in one language: the turn's own words tell which.
        read = _grader().grade(text, context)
        spoken = read.language if isinstance(read, TurnGrade) else None
        if spoken not in _situations().rules(scenario).languages:
            return read
    return _grader().grade(
        text, replace(context, language=spoken, scenario=_situations().load(scenario, spoken))
    )


@cache
def _grader() -> "LocalGrader":
    """The local grader, loaded once a process."""
    from rehearse.grader.local import LocalGrader

    return LocalGrader.load()


@cache
def _situations() -> "ScenarioLibrary":
    """The situations that turns of their own may be graded in."""
    from rehearse.library import ScenarioLibrary
    from rehearse.settings import usable

    # A limit on cost that nobody can read, say, is no matter for a grade.
    chosen, _ = usable()
    return ScenarioLibrary(chosen.prompts_folder())


def __getattr__(name: str) -> str:
    # Asked for seldom, and reading the metadata costs more than the rest of the import.
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("rehearse-trust")
        except PackageNotFoundError:
            # Run straight from the source, never installed.
            return "0+uninstalled"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
