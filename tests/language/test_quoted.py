"""Quotation marks: whose words are they?"""

import pytest

from rehearse.conversation.rubric import Language
from rehearse.language.quoted import borrowed, lies_in


@pytest.mark.parametrize(
    ("turn", "language", "words"),
    [
        (
            "The workshop had us practise 'I let you down and I am sorry for it'. Right.",
            "en",
            "I let you down and I am sorry for it",
        ),
        ("If I said “I read your letters out loud”, would that help?", "en", None),
        ("I told Colin 'you are not quite up to it', with Priya there.", "en", ""),
        ("You said ‘I never get to choose’, and I walked on.", "en", ""),
        ("It’s what I didn’t do, that’s the thing, isn’t it.", "en", ""),
        ("In de cursus staat 'ik zie wat jij hier elke dag doet'. Nou ja.", "nl", None),
        ("Ik zei tegen Ans: 'dat kan jij toch niet', waar iedereen bij stond.", "nl", ""),
        ("'t Is zo dat ik 's avonds 't nieuws hoorde en jou niet belde.", "nl", ""),
    ],
)
def test_what_is_not_ones_own(turn: str, language: Language, words: str | None) -> None:
    """None: something is borrowed, whichever words; empty: nothing is."""
    found = [turn[start:end] for start, end in borrowed(turn, language)]
    if words:
        assert found == [words]
    else:
        assert bool(found) is (words is None)


def test_a_passage_lies_in_a_quote_when_much_of_it_does() -> None:
    assert lies_in(0, 40, [(20, 38)])
    assert not lies_in(0, 20, [(20, 38)])
    assert not lies_in(0, 22, [(20, 60)])
