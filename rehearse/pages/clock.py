"""Days and hours as the reader has them: in their own time zone, as the browser tells it."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from rehearse.report.dates import day_in_words


def zone() -> tzinfo:
    """The reader's time zone; UTC where the browser names none that is known here."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def today() -> date:
    """The day it is for the reader."""
    return datetime.now(zone()).date()


def day(moment: datetime, ui: Language) -> str:
    """The day of a moment, for the reader: ``26 november 2026``."""
    return day_in_words(moment.astimezone(zone()).date(), ui)


def short_day(moment: datetime, ui: Language) -> str:
    """The same where there is little room: ``26 nov``, with its year where that is not this one."""
    day = moment.astimezone(zone()).date()
    short = phrase("page.month.day", ui, day=day.day, month=phrase(f"page.month.{day.month}", ui))
    return short if day.year == today().year else f"{short} {day.year}"


def hour(moment: datetime, ui: Language) -> str:
    """The hour of a moment, for the reader: ``9.30``."""
    here = moment.astimezone(zone())
    return phrase("page.month.hour", ui, hour=here.hour, minute=f"{here.minute:02}")


def typed(ui: Language) -> str:
    """How a day is written in a field, as Streamlit's date field wants it told."""
    return phrase("page.month.typed", ui)
