"""What is set from outside, as the app takes it: what nobody can use is told, and stops nothing."""

from rehearse.errors import BadFile, RehearseError, SettingError
from rehearse.settings import Settings, env_file, usable


def set_outside() -> tuple[Settings, tuple[RehearseError, ...]]:
    """What is set, and a warning for each variable that counts as not set.

    A limit on cost that nobody can read lets no model take part: it would have none.

    Raises:
        BadFile: the file that settings stand in cannot be read.
    """
    try:
        chosen, wrong = usable()
    except UnicodeDecodeError as error:
        # Without what caused it: that holds the file's bytes, and so the keys.
        raise BadFile("file_not_utf8", file=env_file(), place=error.start) from None
    except OSError as error:
        trouble = error.strerror or type(error).__name__
        raise BadFile("file_unreadable", file=env_file(), trouble=trouble) from error
    told: list[RehearseError] = [SettingError(**vars(each)) for each in wrong]
    if chosen.model and any(each.variable == "REHEARSE_BUDGET" for each in wrong):
        chosen = chosen.model_copy(update={"model": None})
        told.append(RehearseError("setting_no_limit"))
    return chosen, tuple(told)
