"""Addresses and numbers are found; dates, sums and hours are none."""

import pytest

from rehearse.privacy.kinds import Kind, fictitious, found
from rehearse.privacy.stand_ins import StandIns


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("bel 06-12345678.", "06-12345678"),
        ("06 12 34 56 78", "06 12 34 56 78"),
        ("(06) 1234 5678", "(06) 1234 5678"),
        ("tel.0612345678", "0612345678"),
        ("+31 6 12345678", "+31 6 12345678"),
        ("+31 (0)20 123 45 67", "+31 (0)20 123 45 67"),
        ("0031612345678", "0031612345678"),
        ("020-1234567,", "020-1234567"),
        ("0475/12.34.56", "0475/12.34.56"),
        ("07700 900123", "07700 900123"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("020 7946 0958", "020 7946 0958"),
        ("(415) 555-2671", "(415) 555-2671"),
        ("+49 30 901820", "+49 30 901820"),
        *((mixed, mixed) for mixed in ("06-12-34 56 78", "06/12/34 56 78", "06-12-3456 78")),
        *((mixed, mixed) for mixed in ("06.12.34 56 78", "06-12-34\u00a056-78", "06-12-34-56-78")),
        *((nothing, None) for nothing in ("1.500 euro", "€ 250", "12-03-2026", "2026", "14:30")),
        *((nothing, None) for nothing in ("01-02-2026 14:30", "05/06/26", "09.00-17.00 uur")),
        *((nothing, None) for nothing in ("05-06-26 14:30", "05-06-26 9:15", "01-02-2026 2 keer")),
        *(
            (nothing, None)
            for nothing in ("€ 1.250.000,00", "0,25%", "1011 AB", "2019-2024", "3-2")
        ),
        *(
            (nothing, None)
            for nothing in ("factuur 20260312", "+10%", "1.000.000.000", "100 000 000")
        ),
    ],
)
def test_phone_numbers(text: str, number: str | None) -> None:
    expected = [(Kind.PHONE, number)] if number else []
    assert list(found(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("Mail pieter.de-vries+werk@sub.bedrijf.co.uk.", Kind.EMAIL, None),
        ("<0612345678@bedrijf.nl>", Kind.EMAIL, "0612345678@bedrijf.nl"),
        ("naar NL91ABNA0417164300 graag", Kind.ACCOUNT, "NL91ABNA0417164300"),
        ("GB29 NWBK 6016 1331 9268 19", Kind.ACCOUNT, "GB29 NWBK 6016 1331 9268 19"),
    ],
)
def test_addresses_are_one_thing(text: str, kind: Kind, form: str | None) -> None:
    assert list(found(text)) == [(kind, form or "pieter.de-vries+werk@sub.bedrijf.co.uk")]


def test_addresses_without_a_gap_are_one() -> None:
    """Where an address ends in a sign, none is looked for from there on: it would stay."""
    text = "Mail aan jan@firma.nl+els@firma.nl."
    assert list(found(text)) == [(Kind.EMAIL, "jan@firma.nl+els@firma.nl")]
    assert StandIns().covering(text).hide(text).text == "Mail aan person1@example.org."


@pytest.mark.parametrize("run", ["a", "1", ".", "a.", "-", "a@", "@", "a@a", "a@a.a@"])
def test_what_never_comes_to_be_an_address_is_read_once(run: str) -> None:
    """Read anew from each of its signs, it would take minutes."""
    text = f"{run * 200_000}@ jan@firma.nl"
    assert list(found(text))[-1] == (Kind.EMAIL, "jan@firma.nl")


def test_no_address_in_what_only_has_its_sign() -> None:
    assert list(found("@pieter, 3 @ 5 euro, pieter@bedrijf")) == []


@pytest.mark.parametrize(
    "number",
    [
        *("nl20 ingb 0001 2345 67", "nl20ingb0001234567", "NL20-INGB-0001-2345-67"),
        *("NL20.INGB.0001.2345.67", "Nl20 Ingb 0001234567", "NL20\u00a0INGB  0001 234 567"),
        *("de89 3704 0044 0532 0130 00", "GB29 NWBK 601613 31926819", "be68 5390 0754 7034"),
        *("mt84 malt 0110 0001 2345 mtlc ast0 01s", "NO93-8601-1117-947"),
        # Mistyped: a sign too few, and another last one.
        *("NL20 INGB 0001 2345 6", "nl20 ingb 0001 2345 68"),
    ],
)
def test_account_numbers_however_they_are_typed(number: str) -> None:
    text = f"Op {number} graag, en niet op die van 12 juni."
    assert list(found(text)) == [(Kind.ACCOUNT, number)]
    assert StandIns().covering(text).hide(text).text.endswith(" graag, en niet op die van 12 juni.")


@pytest.mark.parametrize(
    "text",
    [
        *("I SIGNED OFF THE FY24 PLAN WITHOUT TELLING YOU.", "OK24 HOUR WORK", "AB12CDEFGHIJ"),
        *("NO24 HOUR PLAN, DONE", "no10 abcd efgh ijk", "BE24 for once in your life, 12 345 678"),
    ],
)
def test_words_are_no_account_number(text: str) -> None:
    assert list(found(text)) == []


def test_one_account_number_behind_what_could_have_been_another() -> None:
    text = "NO24 you go NL20 INGB 0001 2345 67"
    assert list(found(text)) == [(Kind.ACCOUNT, "NL20 INGB 0001 2345 67")]


def test_a_shape_has_so_many_stand_ins_and_no_more() -> None:
    assert list(fictitious(Kind.PHONE, "06-1")) == [f"06-{n}" for n in range(1, 10)]
    assert list(fictitious(Kind.PHONE, "06")) == []
