"""Agreement as coaches see it: from nothing reviewed yet to figures for every step."""

import re

import pytest

from rehearse.conversation.rubric import LANGUAGES, Language, Step
from rehearse.locale import phrase, step_name
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from tests.coaching.reviewed import files
from tests.pages.conftest import Reader, Visit

NOT_ENOUGH: dict[Language, str] = {"nl": "te weinig om iets te zeggen", "en": "too few to say"}


def agreement(visit: Visit, ui: Language, turns: int = 0) -> Reader:
    """Agreement over so many turns that two coaches reviewed, as Rina opens it."""
    reader = visit()
    services = runtime()
    services.wait(services.app.reviewing.name_coach(LOCAL, "Rina"))
    for file in files(turns) if turns else ():
        services.wait(services.app.sharing.take_in(LOCAL, file))
    reader.at.query_params["ui"] = ui
    # Chosen on the control itself, it would be worded outside the page, in another language.
    reader.at.session_state["review-view"] = "agreement"
    reader.at.switch_page("rehearse/pages/review_page.py").run()
    assert not reader.at.exception
    return reader


def parts(reader: Reader) -> list[tuple[str, str]]:
    """Each part that opens: its heading, and what is in it."""
    found = re.findall(r'<details class="agreed".*?<h2>(.*?)</h2>', reader.html)
    inside = re.split(r'<details class="agreed"', reader.html)[1:]
    return list(zip(found, inside, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_is_reviewed_it_says_what_to_do(visit: Visit, language: Language) -> None:
    reader = agreement(visit, language)
    assert phrase("agreement.summary.nothing", language) in reader.html
    assert parts(reader) == []
    assert not reader.at.file_uploader


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_turns_give_counts_and_no_figure(visit: Visit, language: Language) -> None:
    reader = agreement(visit, language, turns=8)
    (_, beside), *_ = parts(reader)
    assert NOT_ENOUGH[language] in beside
    assert beside.count('class="agreed-row"') == 1
    assert "<table>" in beside
    values = re.findall(r"<dd>(.*?)</dd>", beside)
    assert values == ["–"] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_turns_give_each_step_a_line_with_its_figures(
    visit: Visit, language: Language
) -> None:
    reader = agreement(visit, language, turns=60)
    (_, beside), *others = parts(reader)
    headings = re.findall(r"<h3>(.*?)</h3>", beside)
    assert headings == [
        phrase("agreement.together", language),
        *(step_name(step, language) for step in Step),
    ]
    assert NOT_ENOUGH[language] not in beside
    comma = {"nl": ",", "en": r"\."}[language]
    number = rf"−?[01]{comma}\d\d"
    between = {"nl": "tot", "en": "to"}[language]
    figures = re.findall(rf"<dd>{number} \({number} {between} {number}\)</dd>", beside)
    assert len(figures) == 2 * len(headings)
    # Only one of the two chose without the grader's levels.
    assert [heading for heading, inside in others if "agreed-row" not in inside] == [
        phrase("agreement.part.coaches_blind.heading", language),
        phrase("agreement.meanings", language),
    ]


def test_what_two_coaches_chose_is_told_apart_from_the_grader(visit: Visit) -> None:
    reader = agreement(visit, "en", turns=60)
    told = dict(parts(reader))
    assert "2 coaches gave levels, in 60 turns altogether." in reader.html
    assert "Coach ↓ Grader →" in told["Coaches and grader"]
    assert "One coach ↓ Another coach →" in told["Coaches among themselves"]
    assert "November 2026" in told["Coaches and grader, by month"]
    assert "December 2026" in told["Coaches and grader, by month"]
    assert told["By version of the grader"].count("<h3>Grader on this computer") == 2


def test_nothing_but_all_levels_and_the_honest_ones_is_open_at_first(visit: Visit) -> None:
    inside = [part for _, part in parts(agreement(visit, "en", turns=60))]
    assert [part.startswith(" open>") for part in inside] == [True, True, *[False] * 7]
