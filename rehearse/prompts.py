"""What models are asked with: the templates of a prompts folder, or those that ship."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from traceback import extract_tb

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError
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
    try:
        return _shelf(prompts, part, trimmed).get_template(file)
    except TemplateError as error:
        raise _wrong(prompts / part / file, error) from error


def filled(prompts: Path, part: str, file: str, *, trimmed: bool = False, **values: object) -> str:
    """A template with these values in it, without blanks around.

    Raises:
        BadFile: it, or what it includes, cannot be read or is no template for these values.
    """
    wanted = template(prompts, part, file, trimmed=trimmed)
    try:
        return wanted.render(values).strip()
    except TemplateError as error:
        raise _wrong(prompts / part / file, error) from error


def _wrong(file: Path, error: TemplateError) -> BadFile:
    """What is wrong, in the template and line where it is: those of one that ``file`` includes, if
    it is there."""
    places = [
        (Path(frame.filename), str(frame.lineno))
        for frame in extract_tb(error.__traceback__)
        if frame.filename.endswith(file.suffix)
    ]
    wrong, line = places[-1] if places else (file, "?")
    return BadFile("file_wrong", file=wrong, place=line, trouble=error.message)


class _Shelf(FileSystemLoader):
    """Templates of one's own before those that ship. One that cannot be read is told by its own
    name, whichever other includes it."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        own, *ships = (Path(folder) / template for folder in self.searchpath)
        file = next((each for each in (own, *ships) if each.exists()), own)
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise BadFile("file_not_utf8", file=file, place=error.start) from error
        # Not found is an OSError to jinja, without the system's words.
        except OSError as error:
            raise BadFile("file_unreadable", file=file, trouble=error.strerror or error) from error


@cache
def _shelf(prompts: Path, part: str, trimmed: bool) -> SandboxedEnvironment:
    """Keeps each template of a folder ready: to make one ready takes longer than to fill it. A
    change in one is seen at once; one that is added, at the next start."""
    # Prompts are no pages: nothing in them is escaped, and values are never templates.
    return SandboxedEnvironment(
        loader=_Shelf([prompts / part, data_root() / "prompts" / part]),
        undefined=StrictUndefined,
        trim_blocks=trimmed,
        lstrip_blocks=trimmed,
    )
