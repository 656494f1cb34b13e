"""Files that people hand to a command, and those it writes for them."""

import codecs
import contextlib
import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from rehearse.cli.speech import CommandError

STANDARD_INPUT = "-"

_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def raw_lines(name: str) -> Iterator[bytes]:
    """The lines of a file or of standard input as they come, parted at LF or CRLF only.

    Raises:
        CommandError: it cannot be read, or says that it is UTF-16 or UTF-32.
    """
    try:
        if name == STANDARD_INPUT:
            yield from _parted(_standard_input(), name)
        else:
            with Path(name).open("rb") as file:
                yield from _parted(file, name)
    except FileNotFoundError as error:
        raise CommandError("file_missing", file=name) from error
    except OSError as error:
        trouble = error.strerror or type(error).__name__
        raise CommandError("file_unreadable", file=name, trouble=trouble) from error


def _standard_input() -> BinaryIO:
    """Standard input; nothing, where it was closed before we began."""
    return sys.stdin.buffer if sys.stdin is not None else io.BytesIO()


def _parted(lines: Iterator[bytes], name: str) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        if number == 0:
            _refuse_other_encodings(line, name)
            line = line.removeprefix(codecs.BOM_UTF8)
        yield line.removesuffix(b"\n").removesuffix(b"\r")


def _refuse_other_encodings(first: bytes, name: str) -> None:
    for mark, encoding in _OTHER_ENCODINGS:
        if first.startswith(mark):
            raise CommandError("file_utf16", file=name, encoding=encoding)


def text_lines(name: str) -> list[str]:
    """All lines of a file or of standard input.

    Raises:
        CommandError: it cannot be read, or is not UTF-8.
    """
    lines, place = [], 0
    for raw in raw_lines(name):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            at = place + error.start
            raise CommandError("file_not_utf8", file=name, place=at) from error
        place += len(raw) + 1
    return lines


def whole(name: str, most: int) -> bytes:
    """The bytes of a file or of standard input, up to ``most``.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        if name == STANDARD_INPUT:
            return _standard_input().read(most)
        with Path(name).open("rb") as file:
            return file.read(most)
    except FileNotFoundError as error:
        raise CommandError("file_missing", file=name) from error
    except OSError as error:
        trouble = error.strerror or type(error).__name__
        raise CommandError("file_unreadable", file=name, trouble=trouble) from error


def refuse_to_overwrite(file: Path | None, *, force: bool) -> None:
    """Before any work is done for a file: whether it may be written, as far as that is known then.

    Raises:
        CommandError: it is there already, and not to be replaced by force; or it is no file that
            force could replace.
    """
    # What cannot be looked at counts as not there: writing then tells the trouble.
    if file is None or not os.path.lexists(file):
        return
    if not _ordinary(file):
        raise CommandError("file_no_file", file=file)
    if not force:
        raise CommandError("file_exists", file=file)


def _ordinary(file: Path) -> bool:
    """Whether what is there is a file of its own: no link, folder or device."""
    return stat.S_ISREG(file.lstat().st_mode)


def write_private(file: Path, data: bytes, *, force: bool) -> None:
    """Write a file that only its owner can read; an existing one is replaced only by force.

    Raises:
        CommandError: it is there already, or cannot be written.
    """
    try:
        if force and (not os.path.lexists(file) or _ordinary(file)):
            _replace(file, data)
        else:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            _fill(handle, file, data)
    except FileExistsError:
        raise CommandError("file_no_file" if force else "file_exists", file=file) from None
    except OSError as error:
        trouble = error.strerror or type(error).__name__
        raise CommandError("file_unwritable", file=file, trouble=trouble) from error


def _replace(file: Path, data: bytes) -> None:
    # Written beside it first, so that the old file stays whole when the disk is full.
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    _fill(handle, Path(name), data)
    try:
        Path(name).replace(file)
    except BaseException:
        _remove(Path(name))
        raise


def _fill(handle: int, file: Path, data: bytes) -> None:
    """Write a file that was just made; one that is not whole does not stay, for nobody sees that
    of it."""
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
    except BaseException:
        _remove(file)
        raise


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink()
