"""What it costs to check a model's sentence before it is shown, beside encoding that sentence."""

import statistics
from functools import partial

from benchmarks.table import Figure, Section, milliseconds, times
from benchmarks.timing import pairs, ratio
from rehearse.language.encoder import Encoder
from tests.colleague.replies import Row, check_sentence, ground_of, rows


def measure(*, quick: bool) -> Section:
    """Checks against encoding, for replies as a strong model would give them."""
    encoder = Encoder()
    encoder.warm()
    checked: list[float] = []
    encoded: list[float] = []
    for number, row in enumerate(rows("good")[: 20 if quick else None]):
        _one(row, number, encoder, checked, encoded)
    return Section(
        "Checking a sentence against encoding it",
        "Replies of one or two sentences, each checked and encoded by turns; what is known of its\n"
        "situation was read before. Medians.",
        (
            Figure("checking", milliseconds(statistics.median(checked)), "2 ms at most, if quiet"),
            Figure("checking / encoding", times(ratio(checked, encoded))),
        ),
    )


def _one(
    row: Row, number: int, encoder: Encoder, checked: list[float], encoded: list[float]
) -> None:
    check = partial(check_sentence, row.reply, "", ground_of(row))
    check()
    # An even number of rounds: each goes first in half of them.
    first, second = pairs(check, partial(encoder.encode, [row.reply]), 2, encoder.forget)
    checked.append(first[number % 2])
    encoded.append(second[number % 2])
