"""What the app shows as an example is read as just that: anybody may try it."""

from functools import cache

import pytest

from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step, TurnGrade
from rehearse.grader import TurnContext
from rehearse.grader.local import LocalGrader
from rehearse.locale import phrase


@cache
def grader() -> LocalGrader:
    return LocalGrader.load()


def level(words: str, step: Step, context: TurnContext) -> Level:
    grade = grader().grade(words, context)
    assert isinstance(grade, TurnGrade)
    return next(score.level for score in grade.scores if score.step is step)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("shown", [Level.CLEAR, Level.AGAINST])
def test_an_example_of_a_step_has_the_level_it_is_shown_for(
    language: Language, step: Step, shown: Level
) -> None:
    words = phrase(f"steps.explained.{step.value}.{shown.name.lower()}", language)
    assert level(words, step, TurnContext(language=language)) is shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", [Step.OWN_PART, Step.FACE_IT])
def test_the_sample_turn_on_start_earns_its_chips(language: Language, step: Step) -> None:
    heard = phrase("page.sample.heard", language)
    context = TurnContext(language=language, colleague_last=heard)
    assert level(phrase("page.sample.said", language), step, context) is Level.CLEAR
