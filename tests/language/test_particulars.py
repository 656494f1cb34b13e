"""The words that say exactly when, how long or how often, in both languages."""

import pytest

from rehearse.conversation.rubric import Language
from rehearse.language.particulars import particular


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("I knew since the summer, and I never told you.", "en", "since the summer"),
        ("I took the stairs for three weeks so as not to pass you.", "en", "three weeks"),
        ("Three times I had your number on the screen.", "en", "three times"),
        ("Alan rang me in February and I put it off.", "en", "in February"),
        ("On Friday morning I walked straight past you.", "en", "Friday morning"),
        ("I’ve known for half a year.", "en", "half a year"),
        ("I'll take that sentence out by Friday at noon.", "en", "by Friday at noon"),
        ("Tomorrow at nine I'll tell the board.", "en", "tomorrow at nine"),
        ("I've had it since March, since the summer really.", "en", "since the summer"),
        ("I'll read it tonight, and tomorrow at nine I'll say.", "en", "tomorrow at nine"),
        ("I could have done that nine weeks ago.", "en", "nine weeks ago"),
        ("Dat had ik negen weken geleden moeten zeggen.", "nl", "negen weken geleden"),
        ("İİİİİİİİİİ rang me on Friday.", "en", "Friday"),
        ("I may have said so.", "en", None),
        ("I marched past your desk.", "en", None),
        ("I did it myself.", "en", None),
        ("Ik wist het al sinds de zomer.", "nl", "al sinds de zomer"),
        ("Ik heb drie weken lang niks gezegd.", "nl", "drie weken lang"),
        ("Zeker twee keer liep ik je kamer voorbij.", "nl", "twee keer"),
        ("Ik heb gisteren pas bladzijde twee gezien.", "nl", "gisteren"),
        ("Al een halfjaar doe ik alsof het goed gaat.", "nl", "al een halfjaar"),
        ("In februari belde Alan, en ik heb niks gezegd.", "nl", "in februari"),
        ("Ik bel je vrijdag om half vijf.", "nl", "vrijdag om half vijf"),
        ("Morgenochtend zeg ik het tegen Jeroen.", "nl", "morgenochtend"),
        ("Goedemorgen, fijn dat je er bent.", "nl", None),
        ("Dat had ik zelf moeten zeggen.", "nl", None),
    ],
)
def test_when_how_long_and_how_often(
    sentence: str, language: Language, expected: str | None
) -> None:
    assert particular(sentence, language) == expected
