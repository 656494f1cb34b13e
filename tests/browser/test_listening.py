"""What somebody hears who does not see the page: each thing once, and whole."""

import pytest

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.locale import phrase
from tests.browser.regions import announced, listen
from tests.browser.screen import LIVE, Open
from tests.browser.seeds import Seeds
from tests.browser.talks import LOCALES, SKILLED

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_heard_once(
    spoken_screen: Open, spoken_seeds: Seeds, language: Language
) -> None:
    reader = spoken_screen(LOCALES[language])
    reader.enter(spoken_seeds.talk(language=language).id)
    listen(reader.page)
    reader.send(SKILLED[language][0])
    reader.answered(1)
    reader.page.wait_for_timeout(500)
    told = [one.text for one in announced(reader.page)]
    name = reader.texts(".rail h1")[0]
    answer = reader.texts(".speech")[-1]
    assert told.count(phrase("page.talk.answering", language, name=name)) == 1
    assert [text.count(answer) for text in told if answer[:20] in text] == [1]
    for chip in reader.texts(".chips .chip"):
        assert sum(text.count(" ".join(chip.split())) for text in told) == 1
    assert not [text for text in told if SKILLED[language][0][:20] in text]
    assert len(told) <= 3, told


def test_what_goes_wrong_is_heard_at_once(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    reader.enter(seeds.talk().id)
    listen(reader.page)
    reader.send("   ")
    reader.page.wait_for_selector(".notice")
    reader.settle()
    told = announced(reader.page)
    assert [one.kind for one in told] == ["alert"]
    assert told[0].text == reader.texts(".notice")[0]


def test_what_is_kept_is_heard(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    reader.open("debrief", rehearsal=seeds.talk([SKILLED["en"][0]]).id)
    reader.page.wait_for_selector(LIVE, state="attached")
    listen(reader.page)
    reader.page.click(".st-key-readiness-scale button >> nth=6")
    kept = phrase("page.ready.kept", "en")
    reader.until(lambda: announced(reader.page))
    assert [(one.kind, one.text.startswith(kept)) for one in announced(reader.page)] == [
        ("status", True)
    ]
    # The page that one goes on to has a live region of its own.
    reader.page.click(".st-key-to-talk button")
    reader.in_talk()
