"""From a quote to its passage: in the manager's own letters, or there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.conversation.rubric import Language
from rehearse.grader.evidence import SentTurn, find, without_its_no

TURN = "Ik had het je moeten zeggen.\nIk dacht: “morgen wel”, en ‘morgen’ werd maart."


def sent(words: str) -> SentTurn:
    return SentTurn(words, words)


def quoted(quote: str, words: str = TURN) -> str | None:
    passage = find(quote, sent(words))
    if passage is not None:
        assert words[passage.start : passage.end] == passage.text
    return passage.text if passage else None


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ("Ik had het je moeten zeggen.", "Ik had het je moeten zeggen."),
        ('"Ik had het je moeten zeggen"', "Ik had het je moeten zeggen"),
        ("“morgen wel”", "“morgen wel”"),
        ("  moeten zeggen.  ", "moeten zeggen."),
        ("…moeten zeggen…", "moeten zeggen"),
        ("moeten zeggen. Ik dacht", "moeten zeggen.\nIk dacht"),
        ("\"morgen wel\", en 'morgen' werd maart", "“morgen wel”, en ‘morgen’ werd maart"),
        ("ik had het", "Ik had het"),
        ("En ‘morgen’ werd maart", "en ‘morgen’ werd maart"),
        ("morgen werd", None),
    ],
)
def test_a_quote_is_taken_for_the_words_it_copies(quote: str, passage: str | None) -> None:
    assert quoted(quote) == passage


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "   ",
        "…",
        "“”",
        ".",
        "Ik had het je ... zeggen",
        "Ik had … moeten zeggen",
        "Ik had het u moeten zeggen",
        "I should have told you",
        "k had het",
        "had het j",
        "morgen wel, en maart",
    ],
)
def test_what_is_not_in_the_turn_in_one_piece_is_no_quote(quote: str) -> None:
    assert quoted(quote) is None


def test_of_several_places_the_first_is_meant() -> None:
    passage = find("sorry", sent("Dat sorrygedoe. sorry, en nog eens sorry"))
    assert passage is not None
    assert passage.start == 16


def test_what_fits_but_for_its_signs_has_to_fit_one_place_alone() -> None:
    assert quoted("it's", "it’s so. It’s not.") is None
    assert quoted("it's so", "it’s so. It’s not.") == "it’s so"


def test_half_a_surrogate_pair_is_never_evidence() -> None:
    words = "I lied \ud83d to you"
    shown = words.replace("\ud83d", "\ufffd")
    turn = SentTurn(words, shown)
    assert find("lied \ufffd to", turn) is None
    found = find("I lied", turn)
    assert found is not None
    assert found.text == "I lied"


def test_letters_that_grow_when_they_are_made_small_do_not_shift_the_passage() -> None:
    assert quoted("she's there", "İİİ She’s there") == "She’s there"


@given(st.text(max_size=60), st.text(max_size=30))
def test_whatever_is_accepted_is_letter_for_letter_in_the_turn(words: str, quote: str) -> None:
    passage = find(quote, sent(words))
    if passage is not None:
        assert words[passage.start : passage.end] == passage.text


@given(st.text(alphabet="aB ’'“\"….,\n-–", max_size=30), st.data())
def test_any_whole_words_of_a_turn_are_found(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    quote = words[start:end]
    inside = any(
        0 < at < len(words) and words[at - 1].isalnum() and words[at].isalnum()
        for at in (start, end)
    )
    if inside or not any(ch.isalnum() for ch in quote):
        return
    passage = find(quote, sent(words))
    assert passage is not None
    assert passage.text == quote.strip()


@pytest.mark.parametrize(
    ("language", "words", "quote", "opposite"),
    [
        ("nl", "Ik zeg niet dat het jouw schuld was.", "jouw schuld was", True),
        ("nl", "Ik zeg niet dat het jouw schuld was.", "niet dat het jouw schuld was", False),
        ("nl", "Ik kan niet beloven dat het vrijdag klaar is.", "vrijdag klaar is", True),
        ("nl", "Ik beloof het je niet.", "Ik beloof het je", True),
        ("nl", "Ik beloof het je. Niet nu.", "Ik beloof het je.", False),
        ("nl", "Ik deed het niet, en dat was mijn fout.", "dat was mijn fout", False),
        ("nl", "Nooit gevraagd. Ik had je moeten bellen.", "Ik had je moeten bellen", False),
        ("en", "I can’t promise it will be done on Friday.", "done on Friday", True),
        ("en", "It is not that I was wrong", "I was wrong", True),
        ("en", "Don’t you think you are overdoing it?", "you are overdoing it", False),
        ("nl", "Ik schreef het op zonder iets te vragen.", "Ik schreef het op", False),
        ("en", "I never asked, so I was wrong", "I was wrong", False),
        ("en", "I don't want you to think it was your fault.", "it was your fault", True),
        ("en", "I was never proud of lying to you.", "lying to you", True),
        ("nl", "Ik had niet de moed in een or te zeggen dat ik loog.", "ik loog", True),
        ("nl", "Ik vroeg het niet of ik durfde het niet, want ik loog", "ik loog", False),
        ("nl", "Ik zei het niet want ik loog", "ik loog", False),
        ("en", "I never asked but I was wrong", "I was wrong", False),
    ],
)
def test_words_that_leave_out_their_no_say_the_opposite(
    language: Language, words: str, quote: str, opposite: bool
) -> None:
    passage = find(quote, sent(words))
    assert passage is not None
    assert without_its_no(passage, sent(words), language) is opposite
