"""A transformer is the same after it was stored."""

import numpy as np
import pytest

from rehearse.language import transformer
from rehearse.language.transformer import HEADS, Block, Packed, Transformer

WIDTH, INNER, WORDS, PLACES = 2 * HEADS, 48, 30, 16


def block(rng: np.random.Generator) -> Block:
    sizes = {
        "qkv": (WIDTH, 3 * WIDTH),
        "out": (WIDTH, WIDTH),
        "up": (WIDTH, INNER),
        "down": (INNER, WIDTH),
    }
    return Block(
        {name: rng.normal(0, 0.3, size).astype(np.float32) for name, size in sizes.items()},
        {name: rng.normal(0, 0.3, size[1]).astype(np.float32) for name, size in sizes.items()},
        {
            name: (
                rng.normal(1, 0.2, WIDTH).astype(np.float32),
                rng.normal(0, 0.2, WIDTH).astype(np.float32),
            )
            for name in transformer.NORMS
        },
    )


@pytest.fixture
def small() -> Transformer:
    rng = np.random.default_rng(0)
    return Transformer(
        Packed.of(rng.normal(0, 1, (WORDS, WIDTH))),
        rng.normal(0, 0.3, (PLACES, WIDTH)).astype(np.float32),
        (np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)),
        tuple(block(rng) for _ in range(2)),
    )


def test_packed_it_reads_almost_the_same(small: Transformer) -> None:
    again = transformer.unpack(transformer.pack(small))
    assert len(again.blocks) == len(small.blocks)
    assert again.longest == small.longest
    apart = again([5, 7, 9, 5]) - small([5, 7, 9, 5])
    assert np.sqrt((apart**2).mean()) < 0.05


def test_packed_twice_it_is_exactly_the_same(small: Transformer) -> None:
    once = transformer.unpack(transformer.pack(small))
    twice = transformer.unpack(transformer.pack(once))
    np.testing.assert_array_equal(once([1, 2, 3]), twice([1, 2, 3]))


def test_rounding_is_within_half_a_step() -> None:
    matrix = np.random.default_rng(1).normal(0, 2, (20, 50))
    steps = np.abs(matrix).max(axis=1, keepdims=True) / 127
    # Scales are half precision themselves: a thousandth more on the largest numbers.
    assert (np.abs(Packed.of(matrix).all() - matrix) <= 0.5 * steps + 127 * steps / 1000).all()


def test_a_row_of_nothing_stays_nothing() -> None:
    np.testing.assert_array_equal(Packed.of(np.zeros((2, 3))).all(), np.zeros((2, 3)))


def test_each_piece_is_read_beside_the_others_and_in_its_place(small: Transformer) -> None:
    alone, beside = small([4, 8])[0], small([4, 9])[0]
    assert np.abs(alone - beside).max() > 0.01
    assert np.abs(small([8, 4])[1] - alone).max() > 0.01


def test_rows_come_out_with_the_size_of_the_last_norm(small: Transformer) -> None:
    scale, shift = small.blocks[-1].norms["fed"]
    plain = (small([3, 1, 2, 6]) - shift) / scale
    np.testing.assert_allclose(plain.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(plain.std(axis=1), 1, atol=1e-4)


def test_texts_of_one_length_are_read_together_as_they_are_alone(small: Transformer) -> None:
    rng = np.random.default_rng(3)
    texts = rng.integers(0, len(small.words.whole), (5, 7)).tolist()
    for text, rows in zip(texts, small.on_many(texts), strict=True):
        assert rows == pytest.approx(small(text), abs=1e-4)
