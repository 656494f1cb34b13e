"""Each sentence is read inside its turn, however long that is."""

import string
from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.grader import context
from rehearse.grader.context import MOST_HEARD, ContextCard, ContextReader, windows
from rehearse.grader.heads import head_names
from rehearse.language.pieces import BLANK, END, START, UNKNOWN, Pieces
from rehearse.language.transformer import Packed, Transformer
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root
from tests.language.test_transformer import WIDTH, block

LONGEST = 100
LETTERS = ["<s>", "<pad>", "</s>", "<unk>", BLANK, *string.ascii_lowercase, ".", ","]
SAID = ["it was me.", "i did say that, but you were late.", "what do you need."]
HEARD = "why now."


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    """Every letter a piece of its own."""
    return Pieces(LETTERS, np.full(len(LETTERS), -5, np.float32))


@pytest.fixture(scope="module")
def reader(pieces: Pieces) -> ContextReader:
    """A reader whose numbers were drawn by lot."""
    rng = np.random.default_rng(3)
    read = Transformer(
        Packed.of(rng.normal(0, 1, (len(LETTERS), WIDTH))),
        rng.normal(0, 0.3, (LONGEST, WIDTH)).astype(np.float32),
        (np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)),
        (block(rng), block(rng)),
    )
    heads = len(head_names())
    return ContextReader(
        pieces,
        read,
        rng.normal(0, 0.5, (WIDTH, heads)).astype(np.float32),
        rng.normal(0, 0.5, heads).astype(np.float32),
        ContextCard(data="lot", recipe="small", heads=head_names()),
    )


def test_windows_of_a_long_turn_hold_every_sentence_once_and_in_order(pieces: Pieces) -> None:
    turn = [f"{word} said so." for word in ("anna", "bob", "carol", "dirk", "eve")] * 8
    cut = list(windows(turn, HEARD, pieces, LONGEST))
    assert len(cut) > 3
    assert all(len(window.pieces) <= LONGEST for window in cut)
    for window in cut:
        assert len(window.pieces) == len(window.sentence_of)
    read = [
        (owner, piece)
        for window in cut
        for owner, piece in zip(window.sentence_of, window.pieces, strict=True)
        if owner >= 0
    ]
    assert read == [(n, piece) for n, text in enumerate(turn) for piece in pieces.cut(text)]


def test_every_window_begins_with_what_was_heard(pieces: Pieces) -> None:
    opening = (START, *pieces.cut(HEARD), END)
    for window in windows(SAID * 4, HEARD, pieces, LONGEST):
        assert window.pieces[: len(opening)] == opening
        assert window.pieces[-1] == END
        assert set(window.sentence_of[: len(opening)]) == {-1}


def test_of_a_long_answer_the_end_is_heard(pieces: Pieces) -> None:
    (window,) = windows(["yes."], "a" * 200 + "z", pieces, LONGEST)
    heard = window.pieces[1 : window.pieces.index(END)]
    assert len(heard) == MOST_HEARD
    assert pieces.pieces[heard[-1]] == "z"


def test_a_sentence_longer_than_a_window_is_cut_and_the_next_is_read(pieces: Pieces) -> None:
    cut = list(windows(["a" * 500, "yes."], HEARD, pieces, LONGEST))
    assert [max(window.sentence_of) for window in cut] == [0, 1]
    assert len(cut[0].pieces) == LONGEST


@pytest.fixture(scope="module")
def shipped() -> Pieces:
    return context.load().pieces


@pytest.mark.parametrize("lang", LANGUAGES)
def test_windows_hold_what_a_whole_text_is_cut_into(shipped: Pieces, lang: Language) -> None:
    words = ScenarioLibrary(data_root() / "prompts").load("promised-raise", lang).words
    said = [option.text for options in words.rewrites.values() for option in options]
    for text in (*said, words.happened, " ".join(said)):
        (window,) = windows([text], text, shipped, LONGEST)
        heard = shipped.cut(text)[-MOST_HEARD:]
        kept = shipped.cut(text)[: LONGEST - len(heard) - 3]
        assert window.pieces == (START, *heard, END, *kept, END)


def test_signs_that_stand_for_many_letters_are_read_no_further_than_a_window(
    shipped: Pieces,
) -> None:
    begun = process_time()
    long = "\ufdfa" * 20_000
    list(windows([long, f"{long}."], long, shipped, LONGEST))
    assert process_time() - begun < 2


def test_a_sentence_without_a_known_letter_still_has_a_row(
    pieces: Pieces, reader: ContextReader
) -> None:
    (window,) = windows([" "], "", pieces, LONGEST)
    assert window.pieces[window.sentence_of.index(0)] == UNKNOWN
    assert np.isfinite(reader.scores([" "], "")).all()


def test_a_sentence_is_scored_with_the_one_after_it_and_what_was_heard(
    reader: ContextReader,
) -> None:
    first = reader.scores(SAID, HEARD)[0]
    changed = reader.scores([SAID[0], "no, it was you.", SAID[2]], HEARD)[0]
    assert np.abs(first - changed).max() > 0.01
    assert np.abs(first - reader.scores(SAID, "go away.")[0]).max() > 0.01


def test_a_turn_of_many_windows_has_a_row_for_every_sentence(reader: ContextReader) -> None:
    found = reader.scores(SAID * 10, HEARD)
    assert found.shape == (len(SAID) * 10, len(head_names()))
    assert (found != 0).any(axis=1).all()


def test_a_reader_comes_back_from_its_file(reader: ContextReader) -> None:
    again = context.from_bytes(reader.to_bytes())
    assert again.card == reader.card
    assert again.pieces.pieces == reader.pieces.pieces
    np.testing.assert_allclose(again.scores(SAID, HEARD), reader.scores(SAID, HEARD), atol=0.15)
    assert again.to_bytes() == context.from_bytes(again.to_bytes()).to_bytes()


def test_a_reader_tuned_for_other_heads_is_refused(reader: ContextReader) -> None:
    other = replace(reader, card=ContextCard(data="lot", recipe="small", heads=("step:old",)))
    with pytest.raises(ValueError, match="python -m evals train"):
        context.from_bytes(other.to_bytes())
