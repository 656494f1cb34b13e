"""``rehearse doctor``: looks whether all is well, and names the command that mends it."""

import importlib.util
import os
import platform
import stat
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import rehearse
from rehearse.assembly import database_place
from rehearse.called import commands
from rehearse.cli import doctor_models
from rehearse.cli.app import FIRST_PORT, free_port
from rehearse.cli.console import bold, faint, safe, wrapped
from rehearse.cli.door import Door
from rehearse.cli.findings import Finding, State, Tell
from rehearse.cli.speech import found_settings
from rehearse.conversation.rubric import Language
from rehearse.errors import RehearseError, SettingError
from rehearse.library import ScenarioLibrary
from rehearse.locale import phrase
from rehearse.resources import data_root
from rehearse.settings import Settings, Unusable


def run(lang: Language | None, *, live: bool = False) -> int:
    """Print everything found; 0 when all is well, 1 otherwise. ``live`` asks the model as well."""
    chosen, unusable = found_settings()
    language = lang or chosen.interface_language()

    def tell(key: str, **slots: object) -> str:
        return phrase(f"doctor.{key}", language, **commands(), **slots)

    print(f"\n{bold(tell('heading'))}\n")
    wrong = 0
    looked = _findings(chosen, language, tell, live=live)
    for finding in chain(_settings(unusable, language), looked):
        _print(finding, tell)
        wrong += finding.state is State.WRONG
    print(f"\n{tell('all_well') if not wrong else tell('to_mend', count=wrong)}")
    return 1 if wrong else 0


def _print(finding: Finding, tell: Tell) -> None:
    sign, word = finding.state.value
    label = tell(f"label.{finding.label}")
    state = "" if finding.state is State.WELL else f"{tell(f'state.{word}')}: "
    print(wrapped(f"{sign} {label}: {state}{safe(finding.text)}", "  ", ""), flush=True)
    if finding.fix:
        print(faint(wrapped(f"{tell('mend')} {safe(finding.fix)}", "  ")))


def _findings(chosen: Settings, language: Language, tell: Tell, *, live: bool) -> Iterator[Finding]:
    yield _version(tell)
    yield _language(chosen, language, tell)
    yield _folder(chosen, tell)
    yield from _database(chosen, language, tell)
    yield _situations(chosen, language, tell)
    yield _works("grader", _try_grader, tell)
    yield _works("encoder", _try_encoder, tell)
    yield from doctor_models.file(chosen, tell)
    yield from doctor_models.models(chosen, language, tell, live=live)
    yield _page(tell)
    yield _port(tell)


def _settings(unusable: Iterable[Unusable], language: Language) -> Iterator[Finding]:
    for wrong in unusable:
        yield Finding("setting", State.WRONG, SettingError(**vars(wrong)).message(language))


def _version(tell: Tell) -> Finding:
    text = (
        f"Rehearse {rehearse.__version__}, Python {platform.python_version()}, {platform.system()}"
    )
    return Finding("version", State.WELL, text)


def _language(chosen: Settings, language: Language, tell: Tell) -> Finding:
    source = "language_set" if chosen.language else "language_told"
    return Finding("language", State.WELL, tell(source, spoken=language))


def _folder(chosen: Settings, tell: Tell) -> Finding:
    folder = chosen.data_folder()
    there = next(p for p in (folder, *folder.absolute().parents) if not _missing(p))
    # In this order: what kind of thing it is cannot be asked of what may not be looked at.
    if os.access(there, os.W_OK | os.X_OK) and there.is_dir():
        text = str(folder) if there == folder else tell("folder_later", folder=folder)
        return Finding("folder", State.WELL, text)
    return Finding("folder", State.WRONG, tell("folder_shut", folder=there), tell("mend_folder"))


def _database(chosen: Settings, language: Language, tell: Tell) -> Iterator[Finding]:
    try:
        place = database_place(chosen)
        if place.file is not None and _missing(place.file):
            yield Finding("database", State.WELL, tell("database_later", where=place.where))
            return
        with Door(chosen) as door:
            warnings = door.app.warnings
    except RehearseError as error:
        yield Finding("database", State.WRONG, error.message(language))
        return
    yield Finding("database", State.WELL, place.where)
    for warning in warnings:
        yield Finding("database", State.NOTE, warning.message(language))
    if place.file is not None and os.name == "posix":
        yield _rights(place.file, tell)


def _missing(path: Path) -> bool:
    """Whether nothing is there; what may not be looked at is there, for nobody can use it."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _rights(file: Path, tell: Tell) -> Finding:
    mode = stat.S_IMODE(file.stat().st_mode)
    if not os.access(file, os.W_OK):
        return Finding("rights", State.WRONG, tell("rights_locked"), f"chmod 600 '{file}'")
    if mode & 0o077:
        return Finding("rights", State.WRONG, tell("rights_open"), f"chmod 600 '{file}'")
    return Finding("rights", State.WELL, tell("rights_own"))


def _situations(chosen: Settings, language: Language, tell: Tell) -> Finding:
    library = ScenarioLibrary(chosen.prompts_folder())
    try:
        ids = library.ids()
        for scenario_id in ids:
            for spoken in library.rules(scenario_id).languages:
                library.load(scenario_id, spoken)
    except RehearseError as error:
        fix = tell("mend_prompts") if chosen.prompts_dir else tell("mend_install")
        return Finding("situations", State.WRONG, error.message(language), fix)
    return Finding("situations", State.WELL, tell("situations", count=len(ids)))


def _works(label: str, attempt: Callable[[], None], tell: Tell) -> Finding:
    try:
        attempt()
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what was asked for
        text = tell("broken", kind=type(error).__name__)
        return Finding(label, State.WRONG, text, tell("mend_install"))
    return Finding(label, State.WELL, tell("works"))


def _try_encoder() -> None:
    rehearse._grader().warm()


def _try_grader() -> None:
    rehearse._grader()


def _page(tell: Tell) -> Finding:
    file = data_root() / "streamlit_app.py"
    if importlib.util.find_spec("streamlit") is None:
        return Finding("page", State.WRONG, tell("no_streamlit"), tell("mend_install"))
    if not file.is_file():
        return Finding("page", State.WRONG, tell("no_page", file=file), tell("mend_install"))
    return Finding("page", State.WELL, tell("page_there"))


def _port(tell: Tell) -> Finding:
    port = free_port()
    if port is None:
        return Finding("port", State.NOTE, tell("port_none"), tell("mend_port"))
    if port != FIRST_PORT:
        return Finding("port", State.WELL, tell("port_other", taken=FIRST_PORT, port=port))
    return Finding("port", State.WELL, tell("port_free", port=port))
