"""Words that are checked before they are said, and hints."""

from tests.pages.conftest import Reader, Visit
from tests.pages.talk.reading import spoken


def test_words_that_were_only_checked_follow_a_talk_that_went_on_in_another_tab(
    talk: Reader, visit: Visit
) -> None:
    other = visit(**talk.address)
    talk.say("mine, in this tab")
    other.check("mine, and longer, in the other")
    assert other.box == "mine, and longer, in the other"
    assert "gone on in another window" in other.html
    assert other.aloud == ""
    other.at.run()
    assert other.box == "mine, and longer, in the other"
    assert "gone on in another window" not in other.html
    other.check("mine, and longer, in the other")
    assert other.aloud.startswith("Checked, not said yet")


def test_words_outlive_asking_for_a_hint_where_a_talk_went_on_in_another_tab(
    talk: Reader, visit: Visit
) -> None:
    other = visit(**talk.address)
    talk.say("mine, in this tab")
    other.at.text_area[0].input("half a sentence")
    other.press("A hint")
    assert other.box == "half a sentence"
    assert "gone on in another window" in other.html


def test_words_that_were_checked_where_the_colleague_has_left_meanwhile_are_still_seen(
    talk: Reader, visit: Visit
) -> None:
    other = visit(**talk.address)
    for n in range(3):
        talk.say(f"denied {n}")
    other.check("mine after all")
    for _ in range(2):
        assert "Kit has ended the conversation." in other.html
        assert [(box.label, box.value) for box in other.at.text_area] == [
            ("You had typed this; it was not said", "mine after all")
        ]
        other.at.run()
    other.press("Say turn 3 differently")
    assert other.box == "mine after all"


def test_checked_words_are_read_and_not_said(talk: Reader, visit: Visit) -> None:
    talk.check("denied")
    assert "Checked, not said yet" in talk.html
    assert "Kit has not heard this." in talk.html
    assert "I kept &lt;quiet&gt;." in talk.html
    assert talk.box == "denied"
    assert talk.aloud == "Checked, not said yet: Own part against."
    assert spoken(talk) == []
    reloaded = visit(**talk.address)
    assert "Checked, not said yet" in reloaded.html
    assert reloaded.box == "denied"
    talk.say("mine, rather")
    assert "Checked, not said yet" not in talk.html
    assert spoken(talk) == ["mine, rather"]


def test_nothing_to_check_is_said_so(talk: Reader) -> None:
    talk.check(" ")
    assert "no words" in talk.html
    assert "Checked, not said yet" not in talk.html


def test_a_hint_is_there_for_who_asks_until_the_next_turn(talk: Reader) -> None:
    assert 'class="sheet hint"' not in talk.html
    talk.at.text_area[0].input("half a sentence")
    talk.press("A hint")
    first = talk.html.partition('class="sheet hint"')[2].partition("</p>")[0]
    assert len(first) > 40
    assert talk.box == "half a sentence"
    # No button without a use while the hint stands there.
    assert "A hint" not in talk.buttons
    talk.check("half a sentence more")
    assert first in talk.html
    talk.say("mine")
    assert 'class="sheet hint"' not in talk.html
    talk.press("A hint")
    assert talk.html.partition('class="sheet hint"')[2].partition("</p>")[0] != first
