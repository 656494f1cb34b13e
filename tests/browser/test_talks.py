"""The talks that these tests type end as they should, whatever the colleague begins with: the app
draws lots for that."""

from collections.abc import Iterator

import pytest

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Band
from rehearse.conversation.trust import band_of
from tests.browser.seeds import Seeds
from tests.browser.talks import CLUMSY, SKILLED

OPENINGS = 3


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeds]:
    seeds = Seeds(tmp_path_factory.mktemp("talks"))
    yield seeds
    seeds.close()


@pytest.mark.parametrize("opening", range(OPENINGS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clumsy_one_is_left(held: Seeds, language: Language, opening: int) -> None:
    view = held.talk(CLUMSY[language], "moved-work", language, opening=opening)
    assert [turn.text for turn in view.spoken] == list(CLUMSY[language])
    assert view.closed


@pytest.mark.parametrize("opening", range(OPENINGS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_skilled_one_is_trusted(held: Seeds, language: Language, opening: int) -> None:
    view = held.talk(SKILLED[language], "promised-raise", language, opening=opening)
    assert band_of(view.trust) is Band.HIGH
