"""An answer in pieces is restored as the whole one, and little is held back."""

from hypothesis import given
from hypothesis import strategies as st

from rehearse.privacy import StandIns

KNOWN = (
    StandIns()
    .listing(["Pieter de Vries", "Jo", "Anna"])
    .covering("a@b.nl, 06-12345678, +31 6 1234 5678, NL91 ABNA 0417 1643 00, pIETER")
)
STAND_INS = [form for entry in KNOWN.entries for form in (entry.stand_in, entry.stand_in.upper())]
answers = st.lists(
    st.one_of(
        st.sampled_from(STAND_INS),
        st.sampled_from(STAND_INS).map(lambda form: form[:3]),
        st.sampled_from([" ", "s", "S", ".", ".o", "'s ", "-", "+", "0", "a", "_", "\u0301", "²"]),
        st.text(max_size=3),
    ),
    max_size=12,
).map("".join)


@given(answers, st.data())
def test_wherever_the_stream_is_cut(answer: str, data: st.DataObject) -> None:
    restorer = KNOWN.restorer()
    shown, rest = "", answer
    while rest:
        length = data.draw(st.integers(1, len(rest)))
        shown += restorer.feed(rest[:length])
        rest = rest[length:]
    assert shown + restorer.flush() == KNOWN.restore(answer)


def test_only_what_may_become_a_stand_in_is_held_back() -> None:
    pieter = next(e.stand_in for e in KNOWN.entries if e.real == "Pieter")
    restorer = KNOWN.restorer()
    assert restorer.feed("Dat vond ") == "Dat vond "
    assert restorer.feed(pieter[:2]) == ""
    assert restorer.feed(pieter[2:]) == ""
    assert restorer.feed("s idee") == "Pieters idee"
    assert restorer.feed(" ook al een " + pieter[0]) == " ook al een "
    assert restorer.feed("xyz goed") == pieter[0] + "xyz goed"
    assert restorer.flush() == ""


def test_what_no_stand_in_begins_with_passes_at_once() -> None:
    restorer = StandIns().restorer()
    assert restorer.feed("Niets te verbergen") == "Niets te verbergen"
