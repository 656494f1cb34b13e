"""Days are the reader's own: in their zone, and in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from rehearse.pages import clock

LATE = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)


@pytest.fixture
def in_amsterdam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "zone", lambda: timezone(timedelta(hours=1)))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 27))


@pytest.mark.usefixtures("in_amsterdam")
def test_a_late_hour_is_the_next_day_for_who_lives_east() -> None:
    assert clock.day(LATE, "nl") == "27 november 2026"
    assert clock.short_day(LATE, "en") == "27 Nov"
    assert clock.hour(LATE, "nl") == clock.hour(LATE, "en") == "0.30"


@pytest.mark.usefixtures("in_amsterdam")
def test_only_another_year_is_named_where_there_is_little_room() -> None:
    assert clock.short_day(LATE - timedelta(days=365), "nl") == "27 nov 2025"
