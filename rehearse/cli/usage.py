"""Wrong use of the command line, explained in the reader's language, never with their own words.

What was typed may be what someone means to say to a colleague; it does not belong in a message
that ends up in a log.
"""

from collections.abc import Sequence
from typing import Any, get_args

from rehearse import called
from rehearse.cli.speech import Speech
from rehearse.conversation.rubric import Language


def explain(error: Exception, language: Language, words: Sequence[str]) -> str:
    """What was wrong in these words, and the command that shows what is right."""
    say = Speech(language)
    context, command = getattr(error, "ctx", None), _command(words)
    named = f"{called.rehearse()} {command.name}" if command else called.rehearse()
    path = context.command_path if context else named
    return f"{_trouble(error, command, say)}\n{say('usage.see', command=f'{path} --help')}"


def _command(words: Sequence[str]) -> Any:
    """The command that words begin with; None where there is none. Some errors do not tell."""
    import typer

    from rehearse.cli.commands import app

    group: Any = typer.main.get_command(app)
    return group.commands.get(words[0]) if words else None


def _trouble(error: Any, command: Any, say: Speech) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _no_such_option(error, say)
    if kind == "MissingParameter":
        return say("usage.missing", name=_name(error))
    if kind == "BadParameter":
        return _bad_value(error, say)
    if kind == "BadOptionUsage":
        flag = _is_flag(error.option_name, command)
        return say("usage.no_value" if flag else "usage.needs_value", name=error.option_name)
    at_top = error.ctx is None or error.ctx.parent is None
    return say("usage.no_command") if at_top else say("usage.too_many")


def _is_flag(option: str, command: Any) -> bool:
    """Whether an option is one that takes no value; without a command all are."""
    if command is None:
        return True
    return any(one.is_flag for one in command.params if option in one.opts)


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
