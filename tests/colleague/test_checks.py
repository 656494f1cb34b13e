"""The checks of a model's words, each in both languages, and how often they are wrong."""

from collections import Counter
from dataclasses import replace

import pytest

from rehearse.colleague import Exchange, Speech, ToAnswer
from rehearse.colleague.checks import Fault, Ground, check_reply
from rehearse.colleague.checks.sheet import word_sheet
from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import Reply, TurnRead
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Band, Difficulty, Move, Scenario
from tests.colleague.replies import (
    LIBRARY,
    Row,
    check_sentence,
    first_finding,
    ground,
    ground_of,
    rows,
)
from tests.conftest import graded


def fault(
    sentence: str, lang: Language, scenario: str = "promised-raise", **given: object
) -> Fault | None:
    on = ground(LIBRARY.load(scenario, lang), **given)  # type: ignore[arg-type]
    finding = first_finding(sentence, on)
    return finding.fault if finding else None


def flagged(part: str) -> list[tuple[Row, Fault]]:
    found = [(row, first_finding(row.reply, ground_of(row))) for row in rows("good")]
    return [(row, f.fault) for row, f in found if f and row.part == part]


@pytest.mark.parametrize("part", ["tune", "held", "near", "close"])
def test_good_replies_pass(part: str) -> None:
    wrong = flagged(part)
    count = sum(row.part == part for row in rows("good"))
    assert len(wrong) <= 0.03 * count, wrong


@pytest.mark.parametrize("code", sorted({row.code for row in rows("bad")}))
def test_a_fault_is_caught(code: str) -> None:
    """Under another code it is caught as well: the reply is not read."""
    meant = [row for row in rows("bad") if row.code == code]
    missed = [row.reply for row in meant if first_finding(row.reply, ground_of(row)) is None]
    floor = 0.75 if code == Fault.TAKES_OVER else 0.85
    assert len(meant) >= 6
    assert len(meant) - len(missed) >= floor * len(meant), missed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_of_these_is_caught(lang: Language) -> None:
    """Among hundreds a floor hides the one that somebody will read."""
    meant = [row for row in rows("bad") if row.part == "named" and row.lang == lang]
    missed = [row.reply for row in meant if first_finding(row.reply, ground_of(row)) is None]
    assert len(meant) >= 38
    assert not missed


def test_most_faults_have_their_own_code() -> None:
    found = [(row.code, first_finding(row.reply, ground_of(row))) for row in rows("bad")]
    other = Counter((code, f.fault) for code, f in found if f and f.fault != code)
    assert other.total() <= 0.05 * len(found), other


SAID: dict[Language, str] = {"nl": "de hele tijd", "en": "the whole time"}
"""What the manager said, for a line that repeats it."""


def spoken_lines(scenario: Scenario) -> list[tuple[Move, str, Band]]:
    words = scenario.words
    told = [(move, line.text, line.band) for move, lines in words.lines.items() for line in lines]
    for layer in words.layers.values():
        told.append((Move.REVEAL, layer.told.text, Band.MIDDLE))
        told.append((Move.HINT, layer.sideways.text, Band.LOW))
    return told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lines_of_the_situations_pass_though_no_plan_excuses_them(lang: Language) -> None:
    wrong, count = [], 0
    for scenario_id in LIBRARY.ids():
        scenario = LIBRARY.load(scenario_id, lang)
        for move, text, band in spoken_lines(scenario):
            count += 1
            said = text.replace("{said}", SAID[lang])
            if finding := first_finding(said, ground(scenario, move, band=band)):
                wrong.append((scenario_id, text, finding))
    assert count > 900
    assert len(wrong) <= 0.005 * count, wrong


@pytest.mark.parametrize(
    ("sentence", "lang", "expected"),
    [
        ("I had that from Anna.", "nl", Fault.WRONG_LANGUAGE),
        ("Dat had ik van Anna.", "en", Fault.WRONG_LANGUAGE),
        ("Das habe ich schon lange gewusst.", "nl", Fault.WRONG_LANGUAGE),
        ("Oké.", "en", None),
        ("Anna. Van Dam.", "nl", None),
        ("Ik zei: “it is what it is”, meer niet.", "nl", None),
    ],
)
def test_language(sentence: str, lang: Language, expected: Fault | None) -> None:
    assert fault(sentence, lang) is expected


def test_a_word_of_the_situation_is_of_its_language() -> None:
    assert fault("Lift of geen lift.", "nl", "unspoken-conflict") is None
    assert fault("That lift was never really broken.", "nl", "unspoken-conflict") is (
        Fault.WRONG_LANGUAGE
    )


def test_u_is_only_for_a_manager_who_says_it() -> None:
    assert fault("Dat heeft u gezegd.", "nl", words="Dat heb ik je gezegd.") is Fault.FORMAL_YOU
    assert fault("Dat heeft u gezegd.", "nl", words="Dat heb ik u gezegd.") is None
    assert fault("Anna zei: ‘Wilt u ook koffie?’ Zo gaat dat nu.", "nl") is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("*zucht*", Fault.STAGE_DIRECTION),
        ("(pauze) Anna.", Fault.STAGE_DIRECTION),
        ("**Anna.**", Fault.LAYOUT),
        ("- Anna.", Fault.LAYOUT),
        ("# Anna", Fault.LAYOUT),
        ("Anna 🙂.", Fault.LAYOUT),
        ("“Hm. Anna. Hm.”", Fault.LAYOUT),
    ],
)
def test_only_what_can_be_said(reply: str, lang: Language, expected: Fault) -> None:
    assert fault(reply, lang) is expected


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "marks", ["[]", "{}", "**", "~~", "__", "【】", "［］", "〔〕", "«»", "»«", "＊＊"]
)
@pytest.mark.parametrize("held", ["Anna", "hm"])
def test_marks_around_words_are_refused_whatever_they_hold(
    held: str, marks: str, lang: Language
) -> None:
    reply = f"Hm, {marks[0]}{held}{marks[1]}."
    assert fault(reply, lang) is Fault.STAGE_DIRECTION


@pytest.mark.parametrize("marks", ["()", "（）", "﹙﹚"])
@pytest.mark.parametrize(
    ("sentence", "lang", "expected"),
    [
        ("Die klus (die van maart) deed ik.", "nl", None),
        ("Die klus (zucht) deed ik.", "nl", Fault.STAGE_DIRECTION),
        ("Die klus (Kim kijkt weg) deed ik.", "nl", Fault.STAGE_DIRECTION),
        ("(Die van maart) Die klus deed ik.", "nl", Fault.STAGE_DIRECTION),
        ("Die klus deed ik (die van maart.", "nl", Fault.STAGE_DIRECTION),
        ("Die klus deed ik (met een zucht).", "nl", Fault.STAGE_DIRECTION),
        ("That job (the one in March) was mine.", "en", None),
        ("That job (sighs) was mine.", "en", Fault.STAGE_DIRECTION),
        ("That job (Kit looks away) was mine.", "en", Fault.STAGE_DIRECTION),
        ("That job was mine (quietly).", "en", Fault.STAGE_DIRECTION),
    ],
)
def test_a_round_bracket_holds_an_aside_or_a_gesture(
    marks: str, sentence: str, lang: Language, expected: Fault | None
) -> None:
    reply = sentence.replace("(", marks[0]).replace(")", marks[1])
    assert fault(reply, lang) is expected


@pytest.mark.parametrize(
    ("reply", "lang", "expected"),
    [
        ("Anna zegt: ‘Laat maar.’", "nl", Fault.STAGE_DIRECTION),
        ("Anna zei toen: ‘Laat maar.’", "nl", None),
        ("Anna zegt altijd: ‘Laat maar.’", "nl", None),
        ("Anna zegt tegen mij: ‘Laat maar.’", "nl", None),
        ("Anna kijkt op. ‘Stoor ik?’", "nl", Fault.STAGE_DIRECTION),
        ("‘Stoor ik?’ vraagt Anna.", "nl", Fault.STAGE_DIRECTION),
        ("‘Stoor ik?’ vroeg Anna.", "nl", None),
        ("Ze zucht: ‘Ja.’", "nl", Fault.STAGE_DIRECTION),
        ("Dat was Anna. Ze zucht: ‘Ja.’", "nl", None),
        ("Er wordt geklopt.", "nl", Fault.STAGE_DIRECTION),
        ("Er werd geklopt.", "nl", None),
        ("Anna says, ‘Never mind.’", "en", Fault.STAGE_DIRECTION),
        ("Anna said then, ‘Never mind.’", "en", None),
        ("Anna always says, ‘Never mind.’", "en", None),
        ("Anna looks up. ‘Am I interrupting?’", "en", Fault.STAGE_DIRECTION),
        ("‘Am I interrupting?’ asks Anna.", "en", Fault.STAGE_DIRECTION),
        ("‘Am I interrupting?’ asked Anna.", "en", None),
        ("A phone rings.", "en", Fault.STAGE_DIRECTION),
        ("A phone rang.", "en", None),
    ],
)
def test_a_scene_is_told_by_no_one_and_a_report_by_the_colleague(
    reply: str, lang: Language, expected: Fault | None
) -> None:
    assert fault(reply, lang) is expected


def test_a_quote_that_the_situation_holds_is_an_answer() -> None:
    assert fault("“Jammer hè, van je opslag.”", "nl") is None


def test_its_own_name_is_no_label() -> None:
    assert fault("Kit: It was Anna.", "en") is Fault.LAYOUT
    assert fault("Kim: Dat was Anna.", "nl") is Fault.LAYOUT


@pytest.mark.parametrize(
    ("sentence", "lang", "scenario"),
    [("Geeft niks, hoor.", "nl", "moved-work"), ("Honestly, it’s fine!", "en", "moved-work")],
)
def test_a_mask_is_no_forgiveness(sentence: str, lang: Language, scenario: str) -> None:
    assert fault(sentence, lang, scenario, band=Band.LOW) is None
    assert fault(sentence, lang, scenario, band=Band.HIGH) is Fault.FORGIVES
    assert fault(sentence, lang, "promised-raise", band=Band.LOW) is Fault.FORGIVES
    assert fault(sentence, lang, "promised-raise", move=Move.SETTLE) is None


@pytest.mark.parametrize(
    ("sentence", "lang"), [("Het lag ook aan mij.", "nl"), ("Sorry I was so cross.", "en")]
)
def test_only_a_mask_takes_the_blame(sentence: str, lang: Language) -> None:
    assert fault(sentence, lang, move=Move.CHALLENGE) is Fault.FORGIVES
    assert fault(sentence, lang, move=Move.SETTLE) is Fault.FORGIVES
    assert fault(sentence, lang, move=Move.WITHDRAW) is None
    assert fault(sentence, lang, "moved-work", band=Band.LOW) is None


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [("Daar komen we samen wel uit.", "nl"), ("We’ll sort it out together.", "en")],
)
def test_solving_it_together_is_for_what_is_settled(sentence: str, lang: Language) -> None:
    assert fault(sentence, lang, move=Move.CHALLENGE) is Fault.FORGIVES
    assert fault(sentence, lang, move=Move.SETTLE) is None


@pytest.mark.parametrize(
    ("sentence", "lang"), [("Ik vergeef het je.", "nl"), ("I trust you again.", "en")]
)
def test_not_even_a_settled_talk_forgives(sentence: str, lang: Language) -> None:
    assert fault(sentence, lang, move=Move.SETTLE) is Fault.FORGIVES


@pytest.mark.parametrize(
    ("asked", "reply", "lang"),
    [("Vergeef je me?", "Ja hoor.", "nl"), ("Do you forgive me?", "Yes. Course.", "en")],
)
def test_a_yes_forgives_where_that_is_asked(asked: str, reply: str, lang: Language) -> None:
    assert fault(reply, lang, words=asked) is Fault.FORGIVES
    assert fault(reply, lang, words="") is None


def test_what_the_plan_says_is_not_at_fault() -> None:
    said = "I really appreciate that."
    assert fault(said, "en") is Fault.SWAPS_ROLES
    assert fault(said, "en", plan="Well. I really appreciate that.") is None


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("Worst-case scenario, I’m late.", "en"),
        ("I followed your instructions to the letter.", "en"),
        ("You were very prompt about it.", "en"),
        ("Sit down if you feel like it.", "en"),
        ("That’s unheard of, round here.", "en"),
        ("I wouldn’t forgive the printer, either.", "en"),
        ("Ik wacht op je instructies, zoals altijd.", "nl"),
        ("Dat vergeet ik niet zo snel.", "nl"),
        ("Daar kan ik je niet bij helpen.", "nl"),
        ("Ik vertrouw Anna wel, hoor.", "nl"),
    ],
)
def test_what_only_looks_like_a_fault(sentence: str, lang: Language) -> None:
    assert fault(sentence, lang) is None


def test_a_ground_is_made_of_what_is_to_be_said() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    state = rehearsal.at_start(Difficulty.NORMAL)
    read = TurnRead(grade=graded(None), ends_in_question=False)
    rules = scenario.rules
    moment = Moment(state, read, rules, Difficulty.NORMAL, rules.temperament)
    plan = Reply(move=Move.GO_ON, text="It was audit week, too.", gesture=None, lines=(), told=None)
    talk = (Exchange("Hello.", "Morning."),)
    on = Ground.of(Speech(ToAnswer(scenario, moment, "Henry knows.", 0), plan, "Yes?", talk))
    assert (on.move, on.band, on.plan) == (Move.GO_ON, state.standing.band, plan.text)
    assert (on.managers, on.own) == (("Hello.", "Henry knows."), ("Yes?", "Morning."))


def test_what_another_said_is_not_the_colleagues() -> None:
    assert fault("Ik appreciate it? Nee.", "nl") is None
    assert fault("‘I forgive you,’ said Anna, and laughed.", "en") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_waiting_is_for_holding_off(lang: Language) -> None:
    waits = {"nl": "Neem de tijd.", "en": "Take your time."}[lang]
    assert fault(waits, lang, move=Move.HOLD_OFF) is None
    assert fault(waits, lang, move=Move.CHALLENGE) is Fault.SWAPS_ROLES


@pytest.mark.parametrize(
    ("sentence", "lang", "managers"),
    [
        ("Dan leg ik het de twaalfde voor.", "nl", "Ik leg het de twaalfde voor."),
        ("I’ll put it to the board, then.", "en", "I’ll put it to the board on the twelfth."),
    ],
)
def test_a_promise_stays_the_managers(sentence: str, lang: Language, managers: str) -> None:
    assert fault(sentence, lang, words=managers) is Fault.TAKES_OVER
    assert fault(sentence.replace("ik", "jij").replace("I’ll", "You’ll"), lang) is None


@pytest.mark.parametrize(
    ("sentence", "lang", "words", "expected"),
    [
        ("Vorige week dinsdag, van Anna.", "nl", "", None),
        ("Vorige week donderdag, van Anna.", "nl", "", Fault.UNKNOWN_FACT),
        ("Donderdag kan.", "nl", "Zullen we donderdag?", None),
        ("Om half zes zit ik in de auto.", "nl", "", Fault.UNKNOWN_FACT),
        ("Om half zes zit ik in de auto.", "nl", "Ik bel om half zes.", None),
        ("Zes weken.", "nl", "", None),
        ("Drie weken.", "nl", "", Fault.UNKNOWN_FACT),
        ("Twee dingen, en een keer of drie.", "nl", "", None),
        ("Driehonderdtwintig euro.", "nl", "", Fault.UNKNOWN_FACT),
        ("Driehonderdtwintig euro.", "nl", "Het was 320 euro.", None),
        ("Twaalf duizend euro.", "nl", "Het was 12000 euro.", None),
        ("Twaalf duizend euro.", "nl", "Het was 12 euro.", Fault.UNKNOWN_FACT),
        ("Het waren er zevenenzestig.", "nl", "", Fault.UNKNOWN_FACT),
        ("Dat zei Sandra ook.", "nl", "", Fault.UNKNOWN_FACT),
        ("Sandra zei dat ook.", "nl", "", Fault.UNKNOWN_FACT),
        ("En Sannes rooster dan?", "nl", "", Fault.UNKNOWN_FACT),
        ("En Sannes rooster dan?", "nl", "Ik sprak Sanne.", None),
        ("Honderd keer heb ik gekeken. Vijf minuten, meer niet.", "nl", "", None),
        ("On the twelfth. All right.", "en", "", None),
        ("On the fourteenth. All right.", "en", "", Fault.UNKNOWN_FACT),
        ("On the 14th. All right.", "en", "", Fault.UNKNOWN_FACT),
        ("May I go? I may be late.", "en", "", None),
        ("You said so in May.", "en", "", Fault.UNKNOWN_FACT),
        ("You said so in May.", "en", "Maybe I did.", Fault.UNKNOWN_FACT),
        ("You said so in May.", "en", "It was in May.", None),
        ("You said so in March.", "en", "", None),
        ("Half past four, then.", "en", "Shall we say half four?", None),
        ("Half past four, then.", "en", "", Fault.UNKNOWN_FACT),
        ("Thirty-eight of them.", "en", "", Fault.UNKNOWN_FACT),
        ("Three hundred pounds.", "en", "", Fault.UNKNOWN_FACT),
        ("£300.", "en", "It was three hundred pounds.", None),
        ("Seventeen per cent, was it?", "en", "", Fault.UNKNOWN_FACT),
        ("I told Henry that.", "en", "", Fault.UNKNOWN_FACT),
        ("I’ll take the tea, I’m not fussy. Two minutes.", "en", "", None),
        ("I’ve told you a hundred times.", "en", "", None),
    ],
)
def test_facts(sentence: str, lang: Language, words: str, expected: Fault | None) -> None:
    assert fault(sentence, lang, words=words) is expected


def test_what_was_said_earlier_is_known() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    earlier = Exchange(words="Henry knows.", reply="Since Thursday, I suppose.")
    on = Ground(scenario, Move.GO_ON, Band.LOW, "", "", "You wanted a word.", (earlier,))
    assert check_sentence("I had it from Henry, on Thursday.", "", on) is None


def test_what_is_still_to_be_told_is_not_known_yet() -> None:
    scenario = LIBRARY.load("unspoken-conflict", "en")
    guess = "There was something about a Monday."
    before = Ground(scenario, Move.GO_ON, Band.LOW, "", "", "", ())
    after = replace(before, layers=("the-desk",))
    found = check_sentence(guess, "", before)
    assert found is not None
    assert found.fault is Fault.UNKNOWN_FACT
    assert check_sentence(guess, "", after) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_length(lang: Language) -> None:
    word = {"nl": "wel ", "en": "well "}[lang]
    thirty = (word * 14 + ". ") * 3
    assert fault(thirty, lang) is None
    assert fault(thirty + word * 9, lang) is Fault.TOO_LONG
    assert fault(thirty + word * 9, lang, move=Move.REVEAL) is None
    assert fault(word * 33, lang) is Fault.TOO_LONG


def test_one_question_and_what_leads_on_to_it() -> None:
    assert fault("En morgen? Wat doe je dan als eerste?", "nl") is None
    assert fault("Is it the labels? Or something else?", "en") is None
    assert fault("Do you know that already? Does Anna know it too?", "en") is (
        Fault.TOO_MANY_QUESTIONS
    )
    assert fault("Wie? Waar? En hoe laat?", "nl") is Fault.TOO_MANY_QUESTIONS


def test_a_sentence_may_not_come_again_however_long_ago() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    told = "I went round the block without a coat."
    others = tuple(
        Exchange("", f"{noun} is what I saw.") for noun in ("Rain", "Snow", "Fog", "Mud")
    )
    on = Ground(scenario, Move.GO_ON, Band.LOW, "", "", "", (Exchange("", told), *others))
    finding = check_sentence(told, "", on)
    assert finding is not None
    assert finding.fault is Fault.REPEATS
    assert check_sentence("Yes.", "", on) is None


def test_a_reply_may_not_be_like_the_last_ones() -> None:
    on = ground(LIBRARY.load("promised-raise", "en"), last="I waited. Then I went home. By bus.")
    finding = check_reply("I waited. Then I went home, by bus.", on)
    assert finding is not None
    assert finding.fault is Fault.REPEATS


@pytest.mark.parametrize(
    ("managers", "reply", "lang"),
    [
        ("Ik liet je al die tijd gewoon wachten.", "Je liet me al die tijd gewoon wachten.", "nl"),
        ("I kept you waiting all that time.", "You kept me waiting all that time.", "en"),
    ],
)
def test_an_echo_is_no_answer(managers: str, reply: str, lang: Language) -> None:
    assert fault(reply, lang, words=managers) is Fault.ECHOES
    assert fault(" ".join(reply.split()[-3:]), lang, words=managers) is None


def test_a_finding_shows_the_words_it_is_about() -> None:
    on = ground(LIBRARY.load("promised-raise", "en"))
    finding = check_sentence("Well, it was Sandra who told me.", "", on)
    assert finding is not None
    assert (finding.fault, finding.words) == (Fault.UNKNOWN_FACT, "Sandra")


def test_both_languages_list_the_same_kinds_of_words() -> None:
    nl, en = (word_sheet(lang) for lang in LANGUAGES)
    assert set(nl.units) == set(en.units)
    assert nl.phrases.keys() == en.phrases.keys()
