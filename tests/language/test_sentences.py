"""Sentences: where they end, and that their places hold."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.language.sentences import beginning, ending, ends_in_question, split


@pytest.mark.parametrize(
    ("turn", "parts"),
    [
        ("Eén zin", ["Eén zin"]),
        ("Sorry. Dat had ik moeten zeggen.", ["Sorry.", "Dat had ik moeten zeggen."]),
        ("What? No... I mean it!", ["What?", "No...", "I mean it!"]),
        (
            "Ik sprak dhr. Jansen om 10.30 uur. Daarna jou.",
            ["Ik sprak dhr. Jansen om 10.30 uur.", "Daarna jou."],
        ),
        ("eerste regel\ntweede regel", ["eerste regel", "tweede regel"]),
        ('Ik zei: "Doe maar." En toen niks.', ['Ik zei: "Doe maar."', "En toen niks."]),
        ("Klaar.Toch niet.", ["Klaar.", "Toch niet."]),
        ("...", ["..."]),
        ("Ja 🙏", ["Ja 🙏"]),
    ],
)
def test_where_sentences_end(turn: str, parts: list[str]) -> None:
    assert [part.text for part in split(turn)] == parts


@given(st.text(max_size=300))
def test_a_sentence_stands_in_the_turn_letter_for_letter(turn: str) -> None:
    end = 0
    for part in split(turn):
        assert turn[part.start : part.end] == part.text
        assert part.start >= end
        end = part.end


@given(st.text(alphabet="ab .?!\n", max_size=200))
def test_no_letter_is_lost(turn: str) -> None:
    kept = "".join(part.text for part in split(turn))
    assert [ch for ch in kept if ch.isalnum()] == [ch for ch in turn if ch.isalnum()]


@pytest.mark.parametrize(
    ("turn", "asks"),
    [
        ("Hoe was dat voor jou?", True),
        ("Wat heb je nodig?'", True),
        ("Dat snap je toch?", False),
        ("We're fine, right?", False),
        ("Right?", False),
        ("Everything OK?", True),
        ("Is that right?", True),
        ("Wie zei dat? Anna zeker.", False),
        ("Waarom niet?", True),
        ("Wat weet je?", True),
        ("Zag je dat niet?", True),
        ("Wil je erbij zijn, of liever niet?", True),
        ("What do you know?", True),
        ("Who is he?", True),
        ("Why don't you?", True),
        ("You believe me, don’t you?", False),
        ("Dat is vervelend, niet?", False),
        ("Waarom toch?", True),
        ("Ja, maar wat wil je nou toch?", True),
        ("Waarom zou je, toch?", False),
        ("Wat een gedoe toch?", False),
        ("Wat vervelend hè?", False),
    ],
)
def test_a_tag_is_no_question(turn: str, asks: bool) -> None:
    assert ends_in_question(turn) is asks


@pytest.mark.parametrize("end", ["", ".", "!", "...", " 🙂", '."'])
@pytest.mark.parametrize(
    ("turn", "asks"),
    [
        ("Tell me more about that", True),
        ("I wasn't there. So, tell me what she said", True),
        ("Vertel eens", True),
        ("Oké. Leg me eens uit hoe dat ging", True),
        ("Zeg maar wat je nodig hebt", True),
        ("Tell me about it", False),
        ("Vertel mij wat", False),
        ("I should have asked you to tell me more", False),
        ("Leg het daar maar neer", False),
    ],
)
def test_what_asks_to_be_told_asks(turn: str, end: str, asks: bool) -> None:
    assert ends_in_question(turn + end) is asks
    assert not ends_in_question(f"{turn}. Sorry.")


@pytest.mark.parametrize(
    "end",
    [
        "!",
        "!!!",
        " 🙂",
        " 🙏🏽",
        " :)",
        " :-(",
        " ;P",
        " :D",
        " xD",
        " <3",
        "…",
        "...",
        ' ”»"',
        "\u00a0",
        "*",
    ],
)
@pytest.mark.parametrize(
    ("turn", "asks"),
    [
        ("Wat deed dat met je?", True),
        ("What did that do to you?", True),
        ("Waarom toch?", True),
        ("Dat snap je toch?", False),
        ("We're fine, right?", False),
    ],
)
def test_signs_behind_a_question_change_nothing(turn: str, asks: bool, end: str) -> None:
    assert ends_in_question(turn + end) is asks
    assert not ends_in_question(f"{turn}{end} Sorry.")


@pytest.mark.parametrize("run", ["?", "!", "?!", " ", ", ", "waar", "wat ", " toch", ", wat toch"])
def test_what_a_long_turn_ends_in_is_seen_at_once(run: str) -> None:
    begun = process_time()
    ends_in_question(f"Wat{run * 5000}x toch, ?")
    assert process_time() - begun < 1


@pytest.mark.parametrize("run", ["\n", " \n", "\n\t"])
@pytest.mark.parametrize(
    ("turn", "asks"),
    [("Je komt{}nee?", False), ("Je komt{}nou?", True), ("Zo.{}Waarom toch?", True)],
)
def test_lines_left_blank_are_read_once(turn: str, asks: bool, run: str) -> None:
    """Read anew from each of them, they would take minutes."""
    assert ends_in_question(turn.format(run * 200_000)) is asks


def test_a_long_turn_costs_no_more_than_sixty_sentences() -> None:
    assert len(split("Ja. " * 5000)) <= 60


@pytest.mark.parametrize("sign", [".", "…", "!?", ")."])
def test_a_long_run_of_signs_is_read_once(sign: str) -> None:
    turn = sign * 10_000 + "x"
    begun = process_time()
    assert [part.text for part in split(turn)] == [turn]
    assert process_time() - begun < 1


@pytest.mark.parametrize(
    ("text", "most", "begins", "ends"),
    [
        ("Short.", 10, "Short.", "Short."),
        ("One two. Three four. Five six.", 22, "One two. Three four.", "Three four. Five six."),
        ("one two three four", 9, "one two", "four"),
        ("one two three four", 7, "one two", "four"),
        ("one two three four", 10, "one two", "three four"),
        ("x" * 30, 10, "x" * 10, "x" * 10),
    ],
)
def test_a_long_text_is_cut_between_words(text: str, most: int, begins: str, ends: str) -> None:
    assert beginning(text, most) == begins
    assert ending(text, most) == ends
