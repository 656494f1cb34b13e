"""Faults in the words in which they are said most, and what is as near to them and none."""

import pytest

from rehearse.colleague.checks import Fault
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Move
from tests.colleague.replies import LIBRARY, first_finding, ground


def fault(reply: str, lang: Language, words: str = "", move: Move = Move.HOLD_OFF) -> Fault | None:
    finding = first_finding(reply, ground(LIBRARY.load("promised-raise", lang), move, words))
    return finding.fault if finding else None


@pytest.mark.parametrize(
    ("reply", "lang", "expected"),
    [
        ("Peter and I were in the lift.", "en", Fault.UNKNOWN_FACT),
        ("Peter’s wife works upstairs.", "en", Fault.UNKNOWN_FACT),
        ("Two of us heard it: Peter and me.", "en", Fault.UNKNOWN_FACT),
        ("Mr. Harris was in the lift.", "en", Fault.UNKNOWN_FACT),
        ("Bert van de vakbond zei dat ik dat mocht.", "nl", Fault.UNKNOWN_FACT),
        ("Dhr. Bakker haalde koffie.", "nl", Fault.UNKNOWN_FACT),
        ("Anna and I were in the lift.", "en", None),
        ("Will you? Mark my words.", "en", None),
        ("Anna en ik haalden koffie.", "nl", None),
    ],
)
def test_a_made_up_name_opens_no_sentence(
    reply: str, lang: Language, expected: Fault | None
) -> None:
    assert fault(reply, lang) is expected


def test_a_name_with_an_s_of_its_own_is_known() -> None:
    told = ground(LIBRARY.load("judged-unasked", "nl"))
    assert first_finding("Mevrouw Tas had de kachel aan.", told) is None


@pytest.mark.parametrize(
    ("reply", "lang"),
    [
        ("Wees niet zo hard voor jezelf.", "nl"),
        ("Je bent veel te streng voor jezelf.", "nl"),
        ("Niemand haat je.", "nl"),
        ("Je bent geen monster.", "nl"),
        ("Je bent een goede chef.", "nl"),
        ("Probeer het eens in de ik-vorm.", "nl"),
        ("You’re being too hard on yourself.", "en"),
        ("Nobody hates you.", "en"),
        ("You’re not a monster.", "en"),
        ("You’re a good person.", "en"),
        ("A proper apology names what was done.", "en"),
        ("It’d land better with a date in it.", "en"),
    ],
)
def test_comfort_and_coaching(reply: str, lang: Language) -> None:
    assert fault(reply, lang) is Fault.SWAPS_ROLES


@pytest.mark.parametrize(
    ("asked", "reply", "lang", "expected"),
    [
        ("You don’t hate me, do you?", "Of course I don’t.", "en", Fault.FORGIVES),
        ("Do you despise me?", "No, I don’t.", "en", Fault.FORGIVES),
        ("Zeg nou dat je me niet haat.", "Natuurlijk niet.", "nl", Fault.FORGIVES),
        ("Je hebt toch geen hekel aan me?", "Nee joh.", "nl", Fault.FORGIVES),
        ("Did Anna know?", "Of course I don’t.", "en", None),
        ("You’re not cross with me?", "I do normally laugh at those.", "en", None),
        ("Are you still cross?", "Yes.", "en", None),
        ("Haat je me?", "Nee, dat zeg ik niet.", "nl", None),
    ],
)
def test_a_no_forgives_who_asks_whether_they_are_hated(
    asked: str, reply: str, lang: Language, expected: Fault | None
) -> None:
    assert fault(reply, lang, asked) is expected


@pytest.mark.parametrize(
    ("reply", "lang", "expected"),
    [
        ("Je excuses zijn welkom, ik neem ze aan.", "nl", Fault.FORGIVES),
        ("Excuses aangenomen.", "nl", Fault.FORGIVES),
        ("Ik aanvaard het.", "nl", Fault.FORGIVES),
        ("Apology noted and accepted.", "en", Fault.FORGIVES),
        ("I accept it.", "en", Fault.FORGIVES),
        ("Dat neem ik aan.", "nl", None),
        ("Ik accepteer het nog niet.", "nl", None),
        ("It’s fine today, with the door shut.", "en", None),
        ("It’s fine.", "en", Fault.FORGIVES),
    ],
)
def test_an_apology_is_accepted_in_many_words(
    reply: str, lang: Language, expected: Fault | None
) -> None:
    assert fault(reply, lang) is expected


def test_keeping_quiet_is_a_mask() -> None:
    said = "You’re right. I’ll not mention it again."
    assert fault(said, "en", move=Move.INVITE_DRAMA) is None
    assert fault(said, "en", move=Move.CHALLENGE) is Fault.FORGIVES


@pytest.mark.parametrize(
    ("reply", "lang", "expected"),
    [
        ("Sighs. It was audit week.", "en", Fault.STAGE_DIRECTION),
        ("She shrugs. Fine.", "en", Fault.STAGE_DIRECTION),
        ("He looks away. Fine.", "en", Fault.STAGE_DIRECTION),
        ("A little laugh. Honestly.", "en", Fault.STAGE_DIRECTION),
        ("Zucht. Doe maar.", "nl", Fault.STAGE_DIRECTION),
        ("Ze haalt haar schouders op. Prima.", "nl", Fault.STAGE_DIRECTION),
        ("Looks fine. Silence, mostly.", "en", None),
        ("Anna knows. She laughs.", "en", None),
        ("Hij kijkt zo de hele dag.", "nl", None),
    ],
)
def test_a_gesture_without_a_name(reply: str, lang: Language, expected: Fault | None) -> None:
    assert fault(reply, lang) is expected


@pytest.mark.parametrize(
    ("reply", "lang", "expected"),
    [
        ("I don’t think the trust is there yet.", "en", Fault.OUT_OF_ROLE),
        ("We’re not at that point of trust yet.", "en", Fault.OUT_OF_ROLE),
        ("I’m not able to answer that in this conversation.", "en", Fault.OUT_OF_ROLE),
        ("Dat vertrouwen is er nog niet.", "nl", Fault.OUT_OF_ROLE),
        ("Daarvoor is het vertrouwen nog te laag.", "nl", Fault.OUT_OF_ROLE),
        ("In dit gesprek kan ik daar geen antwoord op geven.", "nl", Fault.OUT_OF_ROLE),
        ("I don’t trust it yet.", "en", None),
        ("Ik vertrouw het nog niet.", "nl", None),
    ],
)
def test_the_rule_is_no_reason(reply: str, lang: Language, expected: Fault | None) -> None:
    assert fault(reply, lang) is expected


@pytest.mark.parametrize(
    ("managers", "reply", "lang", "expected"),
    [
        ("Daar kan ik toch niks mee?", "Meestal zeg ik dan wat.", "nl", None),
        ("I haven’t said a word for nine weeks.", "I never said a word about you.", "en", None),
        ("I told Anna about you.", "I told Anna about you.", "en", Fault.TAKES_OVER),
        ("Ik zette je op de lijst.", "Ik zet je op de lijst.", "nl", Fault.TAKES_OVER),
    ],
)
def test_small_words_and_what_never_was_are_no_deed(
    managers: str, reply: str, lang: Language, expected: Fault | None
) -> None:
    assert fault(reply, lang, managers) is expected


@pytest.mark.parametrize(
    ("reply", "lang", "expected"),
    [
        ("Scheelt een omweg.", "nl", None),
        ("Scheve blikken, vooral.", "nl", None),
        ("Not like this.", "nl", Fault.WRONG_LANGUAGE),
        ("Das habe ich gewusst.", "nl", Fault.WRONG_LANGUAGE),
    ],
)
def test_a_short_sentence_with_a_word_of_ours_is_ours(
    reply: str, lang: Language, expected: Fault | None
) -> None:
    assert fault(reply, lang) is expected


def test_a_list_in_one_line_is_layout() -> None:
    assert fault("Two things: 1) rotas 2) a date", "en") is Fault.LAYOUT
    assert fault("At 1. Not later.", "en") is not Fault.LAYOUT


def test_a_polite_condition_forgives_nothing() -> None:
    assert fault("No, please don’t, if that’s all right.", "en", move=Move.LIMIT) is None
    assert fault("No, please. That’s all right.", "en", move=Move.LIMIT) is Fault.FORGIVES
