"""A run written down: JUnit that a build server reads, Markdown that fits, HTML with every miss."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest

from evals import comparing, pairs, turns, written
from evals.cases import Split
from evals.report import Finding, Outcome, Part, Report
from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step
from tests.evals.fakes import LabelGrader
from tests.evals.test_pairs import WordGrader, alike
from tests.evals.test_turns import CASES, blind, quotes_the_wrong_words

NASTY = "<script>x</script> | `a` \x0b & 'b'"


@pytest.fixture
def report() -> Report:
    found = turns.report(CASES, Split.DEVELOPMENT, LabelGrader(CASES, blind(Step.ASK)))
    wrong = Outcome(part=Part.ATTACKS, kind="order", id="t1", lang="en", right=False, told=NASTY)
    failing = Finding(subject="turns/development/all/ask/kappa", message=f"too low {NASTY}")
    held = ("turns/development/all/ask/kappa", "turns/development/all/worth/kappa")
    return found + Report(outcomes=(wrong,), findings=(failing,), held=held)


def test_junit_holds_every_case_and_fails_by_the_floors_alone(report: Report) -> None:
    root = ElementTree.fromstring(written.as_junit(report))
    suites = {suite.get("name"): suite for suite in root}
    assert suites["turns/development"].get("tests") == str(len(CASES))
    missed = sum(case.levels[Step.ASK] != 0 for case in CASES)
    assert suites["turns/development"].get("skipped") == str(missed)
    assert suites["turns/development"].get("failures") == "0"
    assert suites["floors"].get("failures") == "1"
    (failure,) = suites["floors"].findall("testcase/failure")
    assert "<script>" in failure.get("message", "")
    assert "label" not in failure.get("message", "")


def test_a_finding_without_a_floor_is_in_junit_too(report: Report) -> None:
    found = report + Report(findings=(Finding(subject="rule, x", message="broken"),))
    root = ElementTree.fromstring(written.as_junit(found))
    assert [test.get("name") for test in root.findall("testsuite/testcase[failure]")] == [
        "turns/development/all/ask/kappa",
        "rule, x",
    ]


def test_all_that_fails_under_one_name_is_in_junit() -> None:
    rule = "rule, moved-work en normal"
    told = ("turn 2 tells a again", "turn 5 says b again", "turn 9 tells a again")
    found = Report(findings=tuple(Finding(subject=rule, message=each) for each in told))
    root = ElementTree.fromstring(written.as_junit(found))
    (failure,) = root.findall("testsuite/testcase[failure]/failure")
    assert failure.get("message") == "; ".join(told)


@pytest.mark.parametrize("said", ["a\u00a0b", "\U0001f468\u200d\U0001f469", "a\r\n\tb", "\ue000"])
def test_junit_shows_the_very_words_wherever_xml_can_hold_them(said: str) -> None:
    assert in_junit(said) == said


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_junit_is_xml_whatever_was_said(sign: str) -> None:
    assert in_junit(f"a{sign}b") == "a\ufffdb"


def in_junit(said: str) -> str | None:
    found = Report(findings=(Finding(subject="x", message=said),))
    root = ElementTree.fromstring(written.as_junit(found))
    (failure,) = root.findall("testsuite/testcase/failure")
    return failure.get("message")


def test_markdown_fits_and_says_what_fails_and_what_moved(report: Report) -> None:
    good = turns.report(CASES, Split.DEVELOPMENT, LabelGrader(CASES))
    moved = comparing.compare(comparing.stored(good), comparing.stored(report))
    text = written.as_markdown(report, moved)
    assert text.startswith("## Evals: not all holds")
    assert "| ask | 0.00 |" in text
    assert "### Worse, beyond noise\n\n- `turns/development/" in text
    assert "- and 10 more" in text
    assert "too low <script>x</script> \\| 'a' & 'b'" in text
    assert len(text) < 20_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markdown_of_one_language_has_the_figures_of_that(lang: Language) -> None:
    spoken = [case for case in CASES if case.lang == lang]
    report = turns.report(spoken, Split.DEVELOPMENT, LabelGrader(CASES))
    report += pairs.report_pairs([alike("2 a", "2 b", 1, lang)], (), (), WordGrader())
    text = written.as_markdown(report)
    assert f"| turns/development, {lang} | kappa |" in text
    assert "| own_part | 1.00 |" in text
    assert f"| pairs, {lang} | right | of |" in text
    assert "| steps_alike | 1 | 1 |" in text


def test_markdown_of_both_languages_has_the_figures_of_all_alone(report: Report) -> None:
    both = [alike("2 a", "2 b", n, lang) for n, lang in enumerate(LANGUAGES)]
    text = written.as_markdown(report + pairs.report_pairs(both, (), (), WordGrader()))
    assert re.findall(r"^\| (\w+(?:/\w+)?(?:, \w+)?) \| (?:kappa|right)", text, re.MULTILINE) == [
        "turns/development, all",
        "pairs",
    ]
    assert text.count("| steps_alike |") == 1


def test_html_shows_every_miss_as_text(report: Report) -> None:
    page = written.as_html(report)
    assert "<script>" not in page
    assert "://" not in page
    for case in CASES:
        if case.levels[Step.ASK]:
            assert case.id in page
    missed = next(case for case in CASES if case.levels[Step.ASK] is Level.CLEAR)
    (quoted,) = missed.evidence[Step.ASK]
    assert f"<b>ask</b>: label 2 (“{quoted}”), graded 0" in page
    assert f'<span class="id told">{missed.colleague_last}</span>' in page
    assert "<script>x</script> | `a`" in unescape(page)


def test_html_shows_quotes_that_readers_would_not_make_and_how_labels_met_grades() -> None:
    found = turns.report(CASES, Split.DEVELOPMENT, LabelGrader(CASES, quotes_the_wrong_words))
    page = written.as_html(found)
    assert "turns/development: 0 came out wrong" not in page
    assert "quotes beside what readers quote" in page
    assert "“all”, where readers quote" in page
    tens = "".join(f"<td>{n}</td>" for n in (10, 0, 0, 0))
    assert f"<tr><td>-1</td>{tens}</tr>" in page
