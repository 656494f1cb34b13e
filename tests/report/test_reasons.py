"""Why things stayed unsaid: one sentence for all that share a reason, and only for those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.report.layers import LayerUnsaid
from rehearse.report.reasons import reasons
from rehearse.report.telling import Sentence, tell

NAME = {"name": "Noor"}


def missing(code: str) -> Sentence:
    return Sentence(code=f"unsaid.missing.{code}", slots=NAME)


def since(n: int, code: str) -> Sentence:
    when = Sentence(code="unsaid.since", slots={"n": n})
    return Sentence(code="unsaid.not_opened", parts={"when": when, "missing": missing(code)})


def within(code: str, *turns: int) -> Sentence:
    when = Sentence(code="unsaid.in", slots={"turns": turns})
    return Sentence(code="unsaid.not_opened", parts={"when": when, "missing": missing(code)})


def passed(code: str, *turns: int) -> Sentence:
    return Sentence(code=f"unsaid.{code}", slots={**NAME, "turns": turns})


TOO_LITTLE = Sentence(code="unsaid.too_little_trust", slots=NAME)


def told(*whys: Sentence) -> list[str]:
    layers = [LayerUnsaid(layer=str(n), gist="", why=why) for n, why in enumerate(whys)]
    return [tell(reason, "nl") for reason in reasons(layers)]


@pytest.mark.parametrize(
    ("whys", "expected"),
    [
        ([TOO_LITTLE, TOO_LITTLE], ["Voor meer was er in dit gesprek nog niet genoeg vertrouwen."]),
        (
            [passed("told_other", 3), TOO_LITTLE, passed("told_other", 5)],
            [
                "In beurt 3 en 5 was er ruimte voor een deel ervan, "
                "maar Noor vertelde eerst iets anders.",
                "Voor de rest was er in dit gesprek nog niet genoeg vertrouwen.",
            ],
        ),
        (
            [within("asked.no_more", 6), within("gate_shut", 6)],
            [
                "In beurt 6 was er genoeg vertrouwen voor meer, "
                "maar toen hoorde de beoordelaar geen open vraag "
                "meer, en eerst moest ‘Eigen aandeel’ een keer duidelijk zijn."
            ],
        ),
        (
            [
                within("acknowledged_or_asked.no_more", 6),
                within("acknowledged.no_more", 6),
                within("asked.no_more", 6),
            ],
            [
                "In beurt 6 was er genoeg vertrouwen voor meer, "
                "maar toen hoorde de beoordelaar geen open vraag "
                "meer, en ook geen duidelijk eigen aandeel."
            ],
        ),
        (
            [since(4, "asked.never"), since(2, "asked.never")],
            [
                "Vanaf beurt 2 was er genoeg vertrouwen voor meer, "
                "maar een open vraag hoorde de beoordelaar niet."
            ],
        ),
        (
            [within("asked.never", 2), within("asked.never", 2, 4)],
            [
                "In beurt 2 en 4 was er genoeg vertrouwen voor meer, "
                "maar een open vraag hoorde de beoordelaar niet."
            ],
        ),
        (
            [within("asked.never", 1), since(3, "asked.never")],
            [
                "In beurt 1 was er genoeg vertrouwen voor een deel ervan, "
                "maar een open vraag hoorde de beoordelaar niet.",
                "Vanaf beurt 3 was er genoeg vertrouwen voor de rest, "
                "maar een open vraag hoorde de beoordelaar niet.",
            ],
        ),
    ],
)
def test_what_shares_a_reason_is_told_once(whys: list[Sentence], expected: list[str]) -> None:
    if any("gate_shut" in str(why) for why in whys):
        gate = Sentence(code="unsaid.missing.gate_shut", slots={**NAME, "step": "own_part"})
        shut = whys[1].model_copy(update={"parts": whys[1].parts | {"missing": gate}})
        whys = [whys[0], shut]
    assert told(*whys) == expected


def test_each_of_several_reasons_is_about_a_part_of_it() -> None:
    whys = (since(9, "asked.never"), passed("just_told", 8), TOO_LITTLE)
    layers = [LayerUnsaid(layer=str(n), gist="", why=why) for n, why in enumerate(whys)]
    assert [tell(reason, "en") for reason in reasons(layers)] == [
        "From turn 9 on there was enough trust for some of it, "
        "but the grader heard no open question.",
        "In turn 8 there was room for another part of it, "
        "but Noor had only just told you something else.",
        "There wasn’t enough trust for the rest in this conversation yet.",
    ]


CODES = st.sampled_from(["asked.never", "acknowledged.never", "after_harm"])
TURNS = st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True).map(sorted)
WHYS = st.lists(
    st.one_of(
        st.builds(since, st.integers(1, 6), CODES),
        st.builds(lambda code, turns: within(code, *turns), CODES, TURNS),
        st.builds(
            lambda code, turns: passed(code, *turns),
            st.sampled_from(["undone", "just_told"]),
            TURNS,
        ),
        st.just(TOO_LITTLE),
    ),
    max_size=4,
)


@given(WHYS)
def test_no_two_reasons_begin_alike_and_go_on_alike(whys: list[Sentence]) -> None:
    found = told(*whys)
    assert len(found) == len(set(found)) <= len(whys)
    assert bool(found) == bool(whys)
    # Of one moment everything that was missing is said in one sentence.
    begun = [sentence.partition(" was er genoeg ")[0] for sentence in found if "genoeg" in sentence]
    moments = [words for words in begun if words.split()[0] in ("In", "Vanaf")]
    assert len(moments) == len(set(moments))
