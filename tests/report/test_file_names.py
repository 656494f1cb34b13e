"""File names that every system takes, whatever a situation is called."""

import re
from datetime import datetime

import pytest

from rehearse.report.file_names import card_file_name, file_name, shared_file_name
from tests.report.documents import document, view


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("De beloofde opslag", "de-beloofde-opslag-2026-11-26.pdf"),
        ("Coördinatie, één keer!", "coordinatie-een-keer-2026-11-26.pdf"),
        ("../../etc/passwd\x00", "etc-passwd-2026-11-26.pdf"),
        ('C:\\a|b?"*<>', "c-a-b-2026-11-26.pdf"),
        ("con", "con-2026-11-26.pdf"),
        ("你好", "gesprek-2026-11-26.pdf"),
        ("", "gesprek-2026-11-26.pdf"),
    ],
)
def test_a_name_says_which_talk_and_when(title: str, name: str) -> None:
    assert file_name(document(view=view(title=title)), "nl", "pdf") == name


def test_a_long_title_makes_no_long_name() -> None:
    name = file_name(document(view=view(title="x" * 5_000)), "en", "html")
    assert re.fullmatch(r"x{60}-2026-11-26\.html", name)


def test_the_card_has_a_name_of_its_own() -> None:
    assert card_file_name(document(), "nl") == "blaadje-de-beloofde-opslag-2026-11-26.pdf"
    assert card_file_name(document(), "en") == "page-de-beloofde-opslag-2026-11-26.pdf"


def test_the_file_of_a_shared_talk_names_nothing_that_is_in_it() -> None:
    moment = datetime(2026, 11, 26, 14, 5).astimezone()
    assert shared_file_name(moment, "nl") == "gesprek-om-mee-te-lezen-2026-11-26-1405.json"
    assert shared_file_name(moment, "en") == "conversation-to-review-2026-11-26-1405.json"
