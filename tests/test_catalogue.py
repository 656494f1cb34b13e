"""The phrases that page and command line share are there for every step and level."""

import pytest

from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step
from rehearse.locale import between_levels, catalogue, level_word, step_name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_and_level_has_a_name_of_its_own(language: Language) -> None:
    names = [step_name(step, language) for step in Step]
    words = [level_word(level, False, language) for level in Level]
    assert len(set(names)) == len(names)
    assert len({*words, level_word(Level.CLEAR, True, language)}) == len(words) + 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", [Level.AGAINST, Level.PARTIAL, Level.CLEAR])
def test_a_level_in_doubt_says_between_which_two_it_lies(level: Level, language: Language) -> None:
    assert level_word(level, False, language) in between_levels(level, language)


def test_all_languages_have_the_same_keys() -> None:
    first, *others = (set(catalogue(language)) for language in LANGUAGES)
    assert all(keys == first for keys in others)
