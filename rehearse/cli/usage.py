"""Wrong use of the command line, explained in the reader's language, never with their own words.

What was typed may be what someone means to say to a colleague; it does not belong in a message
that ends up in a log.
"""

from typing import Any, get_args

from rehearse import called
from rehearse.cli.speech import Speech
from rehearse.conversation.rubric import Language


def explain(error: Exception, language: Language) -> str:
    """What was wrong, and the command that shows what is right."""
    say = Speech(language)
    context = getattr(error, "ctx", None)
    path = context.command_path if context else called.rehearse()
    return f"{_trouble(error, say)}\n{say('usage.see', command=f'{path} --help')}"


def _trouble(error: Any, say: Speech) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _no_such_option(error, say)
    if kind == "MissingParameter":
        return say("usage.missing", name=_name(error))
    if kind == "BadParameter":
        return _bad_value(error, say)
    if kind == "BadOptionUsage":
        return say("usage.needs_value", name=error.option_name)
    at_top = error.ctx is None or error.ctx.parent is None
    return say("usage.no_command") if at_top else say("usage.too_many")


def _no_such_option(error: Any, say: Speech) -> str:
    meant = ", ".join(sorted(error.possibilities or ()))
    known = say("usage.no_option")
    return f"{known} {say('usage.meant', options=meant)}" if meant else known


def _bad_value(error: Any, say: Speech) -> str:
    choices = [str(choice) for choice in get_args(_annotation(error.param))]
    if choices:
        return say("usage.choose", name=_name(error), choices=", ".join(choices))
    low, high = getattr(error.param, "min", None), getattr(error.param, "max", None)
    if low is not None and high is not None:
        return say("usage.between", name=_name(error), low=low, high=high)
    return say("usage.bad_value", name=_name(error))


def _annotation(parameter: Any) -> Any:
    """What a parameter was declared as; None where Typer does not tell."""
    return getattr(getattr(parameter, "type_descriptor", None), "annotation", None)


def _name(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "?")
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name.upper())
