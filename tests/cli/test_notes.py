"""What the terminal shows of a turn: doubts that do not lecture, and an answer without words."""

import pytest

from rehearse.cli import notes
from rehearse.cli.speech import speech
from rehearse.conversation.rubric import Language
from tests.cli.conftest import Command

CHAT = ("chat", "--scenario", "promised-raise", "--lang", "en", "--turns", "-")


def test_many_doubts_share_their_quote_and_the_word_about_whose_judgement_counts(
    command: Command,
) -> None:
    turn = "I kept quiet. [own_part=2? face_it=2? worth=1? ask=2]"
    shown = command(*CHAT, stdin=turn.encode()).out
    assert shown.count("“I kept quiet.”") == 1
    assert shown.count("Your own judgement") == 1
    firm, together, alone = (
        shown.index(line)
        for line in (
            "● Asking: clear",
            "◌ Own part, Facing it: open to doubt\n      between ‘partly’ and ‘clear’",
            "◌ Seeing worth: open to doubt\n      between ‘not touched’ and ‘partly’",
        )
    )
    assert firm < min(together, alone)


@pytest.mark.parametrize(("spoken", "told"), [("nl", "(zegt niets)"), ("en", "(says nothing)")])
@pytest.mark.parametrize("dots", ["...", "…"])
def test_an_answer_without_words_is_told_as_that(spoken: Language, told: str, dots: str) -> None:
    assert notes.spoken("Kim", dots, "sips", spoken).splitlines() == ["Kim:  (sips)", f"  {told}"]
    assert notes.answer("Well...", spoken) == "  Well..."


def test_an_answer_that_was_stopped_at_once_is_no_empty_line() -> None:
    assert notes.spoken("Kim", "", None, "nl") == "Kim:\n  (komt niet aan het woord)"
    assert notes.spoken("Kim", "", None, "en") == "Kim:\n  (doesn’t get to speak)"


def test_a_level_without_doubt_says_nothing_of_judgement() -> None:
    say = speech("en")
    score = {"step": "ask", "level": 2, "doubt": False, "evidence": "Why?", "reason": "Open."}
    grade = {"not_scored": None, "scores": [score | {"rewrite": None}], "drift": "none"}
    assert notes.grade_lines(grade, say) == ["    ● Asking: clear", "      “Why?”", "      Open."]


def test_trust_grew_by_what_was_clear_and_not_by_a_doubt_beside_it() -> None:
    causes = [
        {"cause": "in_doubt", "step": "worth", "points": 3},
        {"cause": "clear", "step": "own_part", "points": 10},
    ]
    (line,) = notes.why_lines(13, causes, speech("en"))
    assert "Own part" in line
    assert "Seeing worth" not in line
    (line,) = notes.why_lines(3, causes[:1], speech("en"))
    assert "Seeing worth" in line


def test_trust_that_fell_by_a_doubt_is_told_as_that() -> None:
    causes = [{"cause": "against_in_doubt", "step": "ask", "points": -3}]
    (line,) = notes.why_lines(-3, causes, speech("en"))
    assert "Trust fell a little: perhaps your words worked against: Asking." in line
    causes.append({"cause": "against", "step": "own_part", "points": -20})
    (line,) = notes.why_lines(-23, causes, speech("en"))
    assert "Own part" in line
    assert "Asking" not in line


def test_that_a_step_done_before_adds_nothing_is_said_where_nothing_moved() -> None:
    again = [{"cause": "partial_again", "step": "own_part"}]
    grew = [{"cause": "clear", "step": "ask"}, *again]
    (line,) = notes.why_lines(0, again, speech("en"))
    assert "counts again" in line
    (line,) = notes.why_lines(10, grew, speech("en"))
    assert "counts again" not in line
