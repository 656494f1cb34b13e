"""Days and hours in words: never in figures that two countries read differently."""

from datetime import date, datetime, time

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase


def day_in_words(day: date, ui: Language) -> str:
    """``26 november 2026``."""
    return phrase("dates.day", ui, day=day.day, month=_month(day, ui), year=day.year)


def weekday_in_words(day: date, ui: Language, *, today: date) -> str:
    """``vrijdag 27 november``; with its year where that is not this one."""
    key = "weekday_day" if day.year == today.year else "weekday_day_year"
    weekday = phrase(f"dates.weekday.{day.weekday()}", ui)
    slots = {"weekday": weekday, "day": day.day, "month": _month(day, ui), "year": day.year}
    return phrase(f"dates.{key}", ui, **slots)


def at_hour(told: str, hour: time, ui: Language) -> str:
    """A day that is told already, with the hour: ``26 november 2026, 9.30 uur``."""
    return phrase("dates.at", ui, date=told, hour=hour.hour, minute=f"{hour.minute:02}")


def moment_in_words(moment: datetime, ui: Language) -> str:
    """Day and hour where this computer stands: ``26 november 2026, 9.30 uur``."""
    here = moment.astimezone()
    return at_hour(day_in_words(here, ui), here.time(), ui)


def _month(day: date, ui: Language) -> str:
    return phrase(f"dates.month.{day.month}", ui)
