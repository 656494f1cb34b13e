"""The command line. ``commands.py`` is its whole surface; the other modules do the work.

Nothing heavy is imported before a command runs: ``rehearse --help`` has to answer at once.
"""

import errno
import os
import sys
from collections.abc import Sequence

__all__ = ["main"]

OK = 0
TROUBLE = 1
WRONG_USE = 2
INTERRUPTED = 130

_TAKES_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for trouble, 2 for wrong use."""
    from rehearse.cli import console

    console.prepare()
    words = [console.argument(word) for word in (sys.argv[1:] if arguments is None else arguments)]
    try:
        code = _run(words)
        # Where standard output was closed before we began, there is nothing to flush.
        print(end="", flush=True)
    except BrokenPipeError:
        # Whoever read us has seen enough.
        _say_no_more()
        return TROUBLE
    except OSError as error:
        # Whatever opens a file names it: what names none could not be printed.
        if error.filename is not None or error.errno not in _TAKES_NO_MORE:
            raise
        _say_no_more()
        return _unprinted(error, words)
    return code


def _say_no_more() -> None:
    """Let standard output go nowhere: the interpreter flushes once more on its way out."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unprinted(error: OSError, words: list[str]) -> int:
    from rehearse.cli.speech import CommandTrouble

    return _told(CommandTrouble("output_full", trouble=error.strerror), words)


def _run(words: list[str]) -> int:
    import typer

    from rehearse import called
    from rehearse.cli.commands import app

    command = typer.main.get_command(app)
    try:
        code = command.main(args=words, prog_name=called.rehearse(), standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - sorted out there; a mistake of ours goes on up
        return _told(error, words)
    return code if isinstance(code, int) else OK


def _told(error: Exception, words: list[str]) -> int:
    """Say a mishap in the reader's language. What is not for people is raised again."""
    import typer

    from rehearse.errors import RehearseError, WrongUse

    # Typer keeps the class of all its usage errors to itself; this is the public way to it.
    _, usage_error, *_ = typer.BadParameter.__mro__
    if not isinstance(error, (RehearseError, usage_error)):
        raise error
    from rehearse.cli.console import safe
    from rehearse.cli.speech import language_for
    from rehearse.cli.usage import explain

    language = language_for(words)
    if not isinstance(error, RehearseError):
        print(safe(explain(error, language, words), lines=True), file=sys.stderr)
        return WRONG_USE
    print(safe(error.message(language), lines=True), file=sys.stderr)
    return WRONG_USE if isinstance(error, WrongUse) else TROUBLE
