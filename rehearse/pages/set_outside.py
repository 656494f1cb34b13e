"""What is set from outside, as the app takes it: what nobody can use is told, and stops nothing."""

from rehearse.errors import RehearseError, SettingError
from rehearse.settings import Settings, usable


def set_outside() -> tuple[Settings, tuple[RehearseError, ...]]:
    """What is set, and a warning for each variable that counts as not set.

    A limit on cost that nobody can read lets no model take part: it would have none.

    Raises:
        BadFile: the file that settings stand in cannot be read.
    """
    chosen, wrong = usable()
    told: list[RehearseError] = [SettingError(**vars(each)) for each in wrong]
    if chosen.model and any(each.variable == "REHEARSE_BUDGET" for each in wrong):
        chosen = chosen.model_copy(update={"model": None})
        told.append(RehearseError("setting_no_limit"))
    return chosen, tuple(told)
