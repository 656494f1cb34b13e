"""The margin note: which words, which letters, which levels."""

import re
from pathlib import Path

import pytest

from rehearse import pages
from rehearse.conversation.rubric import Level, Passage, Reason, Step, StepScore, TurnGrade
from rehearse.pages.note import in_words, note, notes, said

TURN = "I kept quiet. What was that like?"
QUIET = Passage(text="I kept quiet.", start=0, end=13)
ASKED = Passage(text="What was that like?", start=14, end=33)


def score(step: Step, level: Level, at: Passage, doubt: bool = False) -> StepScore:
    reason = Reason(code=f"{step.value}.{'against' if level < 0 else 'clear'}")
    return StepScore(step=step, level=level, evidence=at, reason=reason, doubt=doubt)


def grade(*scores: StepScore) -> TurnGrade:
    found = {s.step: s for s in scores}
    all_seven = tuple(found.get(s, StepScore(step=s, level=Level.ABSENT)) for s in Step)
    return TurnGrade(grader="test", language="en", scores=all_seven)


THREE = grade(
    score(Step.ASK, Level.CLEAR, ASKED),
    score(Step.OWN_PART, Level.CLEAR, QUIET),
    score(Step.FACE_IT, Level.AGAINST, QUIET, doubt=True),
)


def test_steps_stand_in_the_order_of_the_turn_doubts_last_and_share_a_passage() -> None:
    html = note(THREE, "en", "en")
    assert re.findall(r'<p class="step">.*?<b>(.*?)</b>.*?<sup>(.)</sup>', html) == [
        ("Own part", "a"),
        ("Asking", "b"),
        ("Facing it", "a"),
    ]
    assert html.count("“I kept quiet.”") == 1
    assert said(TURN, THREE) == (
        '<mark class="clear">I kept quiet.</mark><sup class="letter">a</sup> '
        '<mark class="clear">What was that like?</mark><sup class="letter">b</sup>'
    )


def test_letters_run_in_the_order_in_which_the_notes_stand() -> None:
    doubt_before = grade(
        score(Step.FACE_IT, Level.CLEAR, QUIET, doubt=True), score(Step.ASK, Level.CLEAR, ASKED)
    )
    assert re.findall(r"<sup>(.)</sup>", note(doubt_before, "en", "en")) == ["a", "b"]
    letters = r'</mark><sup class="letter">(.)</sup>'
    assert re.findall(letters, said(TURN, doubt_before)) == ["b", "a"]
    # Where a coach reads, what was marked as not right comes first.
    asked = {Step.FACE_IT}
    assert re.findall(r"<sup>(.)</sup>", notes(doubt_before, "en", "en", first=asked)) == ["a", "b"]
    assert re.findall(letters, said(TURN, doubt_before, first=asked)) == ["a", "b"]


def test_notes_about_one_passage_stand_together_though_another_begins_where_it_does() -> None:
    whole = Passage(text=TURN, start=0, end=len(TURN))
    three = grade(
        score(Step.WORTH, Level.CLEAR, QUIET),
        score(Step.OWN_PART, Level.CLEAR, whole),
        score(Step.FACE_IT, Level.CLEAR, QUIET),
    )
    assert re.findall(r"<sup>(.)</sup>", note(three, "en", "en")) == ["a", "a", "b"]


def test_a_level_in_doubt_is_not_told_as_a_level() -> None:
    html = note(THREE, "en", "en")
    assert "between ‘against’ and ‘not touched’" in html
    assert 'class="sign against"' not in html
    assert in_words(THREE, "en") == "Own part clear, Asking clear, Facing it open to doubt"


@pytest.mark.parametrize("level", [Level.AGAINST, Level.PARTIAL, Level.CLEAR])
def test_a_doubt_says_why_it_says_no_more_and_what_to_judge_by(level: Level) -> None:
    html = note(grade(score(Step.OWN_PART, level, QUIET, doubt=True)), "en", "en")
    assert html.count("grader isn’t sure about this") == 1
    assert "the step asks for: you say what you did or left undone yourself" in html
    assert re.findall(r'class="sign (\w+)"', html) == ["doubt"]


MANY_DOUBTS = grade(
    score(Step.WORTH, Level.PARTIAL, QUIET, doubt=True),
    score(Step.OWN_PART, Level.CLEAR, QUIET, doubt=True),
    score(Step.FACE_IT, Level.CLEAR, QUIET, doubt=True),
    score(Step.ASK, Level.CLEAR, ASKED, doubt=True),
)


def test_many_doubts_stand_together_by_passage_and_level() -> None:
    html = note(MANY_DOUBTS, "en", "en")
    assert "the step asks for" not in html
    assert html.count('<p class="quote"') == 2
    steps = [
        re.sub(r"<.*?>", "", found) for found in re.findall(r'<p class="step">(.*?)</p>', html)
    ]
    assert steps == [
        "Seeing worth: between ‘not touched’ and ‘partly’&nbsp;a",
        "Own part, Facing it: between ‘partly’ and ‘clear’&nbsp;a",
        "Asking: between ‘partly’ and ‘clear’&nbsp;b",
    ]
    only_words = note(MANY_DOUBTS, "en", "en", words_only=True)
    assert "between" not in only_words
    assert "<b>Own part</b>, <b>Facing it</b>" in only_words


def test_a_doubt_is_drawn_without_the_ink_of_success() -> None:
    css = (Path(pages.__file__).parent / "look.css").read_text("utf-8")
    (drawn,) = re.findall(r"^\.sign\.doubt \{(.*)\}$", css, re.MULTILINE)
    assert "dotted var(--soft)" in drawn
    assert "blue" not in drawn


def test_clay_is_only_for_what_worked_against_a_step() -> None:
    css = (Path(pages.__file__).parent / "look.css").read_text("utf-8")
    inked = [line.split("{")[0] for line in css.splitlines() if "var(--clay" in line]
    assert inked
    assert all(".against" in rule for rule in inked)


def test_the_reader_s_language_and_the_conversation_s_are_apart() -> None:
    html = note(THREE, "nl", "en")
    assert "Eigen aandeel" in html
    assert '<p class="quote" lang="en" dir="auto">' in html


def test_a_grade_that_may_still_change_says_so() -> None:
    assert "provisional" in note(THREE, "en", "en", final=False)
    assert "provisional" not in note(THREE, "en", "en")
