"""What models are asked with: the templates of a prompts folder, or those that ship."""

from functools import cache
from pathlib import Path

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment

from rehearse.errors import BadFile
from rehearse.resources import data_root


def template(prompts: Path, part: str, file: str, *, trimmed: bool = False) -> Template:
    """A template of one part of a prompts folder, such as ``grader``; what the folder lacks, and
    what a template includes and the folder lacks, is taken from those that ship.

    ``trimmed``: a line that holds a tag alone leaves no empty line behind.

    Raises:
        BadFile: it cannot be read, or is no template.
    """
    place = prompts / part / file
    try:
        return _shelf(prompts, part, trimmed).get_template(file)
    except TemplateSyntaxError as error:
        raise _wrong(place, error) from error
    except UnicodeDecodeError as error:
        raise BadFile("file_not_utf8", file=place, place=error.start) from error
    # Not found is an OSError to jinja, without the system's words.
    except OSError as error:
        raise BadFile("file_unreadable", file=place, trouble=error.strerror or error) from error


def filled(prompts: Path, part: str, file: str, *, trimmed: bool = False, **values: object) -> str:
    """A template with these values in it, without blanks around.

    Raises:
        BadFile: it, or what it includes, cannot be read or is no template for these values.
    """
    wanted = template(prompts, part, file, trimmed=trimmed)
    place = prompts / part / file
    try:
        return wanted.render(values).strip()
    except TemplateNotFound as error:
        raise BadFile("file_unreadable", file=place, trouble=error) from error
    except TemplateError as error:
        raise _wrong(place, error) from error


def _wrong(place: Path, error: TemplateError) -> BadFile:
    """``place`` unless the error knows the file, which may be one that was included."""
    file = getattr(error, "filename", None) or place
    line = getattr(error, "lineno", "?")
    return BadFile("file_wrong", file=file, place=line, trouble=error.message)


@cache
def _shelf(prompts: Path, part: str, trimmed: bool) -> SandboxedEnvironment:
    """Keeps each template of a folder ready: to make one ready takes longer than to fill it. A
    change in one is seen at once; one that is added, at the next start."""
    # Prompts are no pages: nothing in them is escaped, and values are never templates.
    return SandboxedEnvironment(
        loader=FileSystemLoader([prompts / part, data_root() / "prompts" / part]),
        undefined=StrictUndefined,
        trim_blocks=trimmed,
        lstrip_blocks=trimmed,
    )
