"""The wording of the card: for tomorrow, or for whenever it is."""

from datetime import date, time

import pytest

from rehearse.conversation.keepsakes import Card, Keepsakes, Preparation
from rehearse.conversation.rubric import Language
from rehearse.report.card_words import card_words
from tests.report.documents import CARD, TODAY, document, kept, view

FRIDAY = date(2026, 11, 27)


def planned(day: date | None, hour: time | None = time(9, 30)) -> Keepsakes:
    return Keepsakes(preparation=Preparation(planned_on=day, planned_at=hour))


@pytest.mark.parametrize(
    ("language", "today", "title"),
    [
        ("nl", TODAY, "Morgen, met Noor"),
        ("en", TODAY, "Tomorrow, with Noor"),
        ("nl", FRIDAY, "Met Noor"),
        ("en", date(2026, 11, 25), "With Noor"),
    ],
)
def test_tomorrow_is_said_only_the_day_before(language: Language, today: date, title: str) -> None:
    assert card_words(document(), language, today).title == title


@pytest.mark.parametrize(
    ("day", "hour", "dutch", "english"),
    [
        (FRIDAY, time(9, 30), "Vrijdag 27 november, 9.30 uur", "Friday 27 November, 9.30"),
        (FRIDAY, time(14), "Vrijdag 27 november, 14.00 uur", "Friday 27 November, 14.00"),
        (FRIDAY, None, "Vrijdag 27 november", "Friday 27 November"),
        (date(2027, 1, 4), None, "Maandag 4 januari 2027", "Monday 4 January 2027"),
        (None, time(9, 30), None, None),
    ],
)
def test_the_day_is_told_in_words(
    day: date | None, hour: time | None, dutch: str | None, english: str | None
) -> None:
    told = document(view=view(keepsakes=planned(day, hour)))
    assert card_words(told, "nl", TODAY).when == dutch
    assert card_words(told, "en", TODAY).when == english


def test_the_rows_are_the_manager_s_own_words_in_order() -> None:
    rows = card_words(document(), "en", TODAY).rows
    assert [(row.label, row.text, row.due) for row in rows] == [
        ("How I begin", CARD.opening, None),
        ("My own part", CARD.own_part, None),
        ("What I ask", CARD.question, None),
        ("What I promise", CARD.commitment, "By Thursday 10 December"),
    ]
    assert card_words(document(), "nl", TODAY).rows[-1].due == "Uiterlijk donderdag 10 december"


def test_an_empty_card_keeps_its_rows() -> None:
    rows = card_words(document(card=Card()), "nl", TODAY).rows
    assert [(row.text, row.due) for row in rows] == [("", None)] * 4


def test_the_closing_line_names_the_colleague() -> None:
    told = document(view=view(keepsakes=kept()))
    assert card_words(told, "en", TODAY).closing == (
        "If Noor goes quiet, I wait. I don’t fill the silence."
    )
