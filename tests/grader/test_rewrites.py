"""What could have been said instead: the manager's own words, or written for words like these."""

import re
from pathlib import Path
from time import process_time

import pytest

from rehearse.conversation.rubric import Language, Level, Passage, Step
from rehearse.grader.explain import reason, rewrite
from rehearse.language.encoder import shared
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root

ADDRESSED = re.compile(r"\b(?:je|jij|jou|jouw|u|uw)\b", re.IGNORECASE)
LIBRARY = ScenarioLibrary(Path(data_root()) / "prompts")


def quote(text: str) -> Passage:
    return Passage(text=text, start=0, end=len(text))


@pytest.mark.parametrize(
    ("step", "language", "said", "mended"),
    [
        (
            Step.OWN_PART,
            "nl",
            "Ik had het je moeten zeggen, maar het budget ging dicht.",
            "Ik had het je moeten zeggen.",
        ),
        (
            Step.OWN_PART,
            "en",
            "I should have told you myself, but the budget was frozen.",
            "I should have told you myself.",
        ),
        (
            Step.RELIABLE,
            "en",
            "I'll ring you on Friday, if things calm down.",
            "I'll ring you on Friday.",
        ),
        (
            Step.OWN_PART,
            "en",
            "I should have told you that you only had a week, but I was busy.",
            "I should have told you that you only had a week.",
        ),
        (
            Step.OWN_PART,
            "en",
            "It was my mistake that I left you with only two days, but the deadline was tight.",
            "It was my mistake that I left you with only two days.",
        ),
        (
            Step.OWN_PART,
            "en",
            "Sorry, I should have told you the only thing you asked about, but then I froze.",
            "Sorry, I should have told you the only thing you asked about.",
        ),
        (
            Step.OWN_PART,
            "en",
            "I should have told you myself but I was scared.",
            "I should have told you myself.",
        ),
        (
            Step.OWN_PART,
            "en",
            "I should have told you myself, even though I was scared.",
            "I should have told you myself.",
        ),
        (
            Step.OWN_PART,
            "nl",
            "Ik had het je moeten zeggen en ik heb je al die tijd alleen gelaten, maar ik was op.",
            "Ik had het je moeten zeggen en ik heb je al die tijd alleen gelaten.",
        ),
        (
            Step.OWN_PART,
            "nl",
            "Het is mijn fout dat ik jou alleen liet staan in die vergadering, maar ik schrok.",
            "Het is mijn fout dat ik jou alleen liet staan in die vergadering.",
        ),
        (
            Step.OWN_PART,
            "nl",
            "Ik had het je zelf moeten zeggen, alleen had ik het druk.",
            "Ik had het je zelf moeten zeggen.",
        ),
        (
            Step.RELIABLE,
            "en",
            "I'll call you on Monday at once if I can.",
            "I'll call you on Monday at once.",
        ),
        (
            Step.RELIABLE,
            "en",
            "I'll call you on Monday, but only if I can.",
            "I'll call you on Monday.",
        ),
        (
            Step.RELIABLE,
            "nl",
            "Vrijdag bel ik je om tien uur als het lukt.",
            "Vrijdag bel ik je om tien uur.",
        ),
    ],
)
def test_the_clause_that_takes_it_back_is_cut(
    step: Step, language: Language, said: str, mended: str
) -> None:
    assert rewrite(step, Level.PARTIAL, quote(said), said, language, None, shared.encode) == mended


@pytest.mark.parametrize(
    ("step", "language", "said"),
    [
        (Step.OWN_PART, "en", "I should have told you, not only Sam, but I was scared."),
        (Step.OWN_PART, "en", "I should have told you that I was the only one who knew."),
        (Step.OWN_PART, "nl", "Het is mijn fout dat ik, hoewel ik het wist, al die tijd niks zei."),
        (Step.OWN_PART, "nl", "Het is mijn fout dat ik jou alleen liet staan in die vergadering."),
        (Step.OWN_PART, "en", 'I should have told you "I knew in March, but I was scared".'),
        (Step.OWN_PART, "en", "It was my mistake that I knew in March, but said nothing."),
        (Step.RELIABLE, "en", "I'll call you on Monday at once."),
        (Step.RELIABLE, "en", "I'll call you on Monday even if I have no answer."),
        (Step.RELIABLE, "en", "I'll call you on Monday to see if it works."),
        (Step.RELIABLE, "en", "I'll call you on Monday and, if I can, bring the figures."),
        (Step.RELIABLE, "nl", "Vrijdag bel ik je om tien uur, net als vorige week."),
        (Step.RELIABLE, "nl", "Vrijdag bel ik je zo vroeg als ik kan."),
        (Step.RELIABLE, "nl", "Vrijdag bel ik je op, ook als ik niks weet."),
    ],
)
def test_words_that_cutting_would_break_are_left_alone(
    step: Step, language: Language, said: str
) -> None:
    assert rewrite(step, Level.PARTIAL, quote(said), said, language, None, shared.encode) is None


@pytest.mark.parametrize("run", [" ", ",", " ,", "\t-"])
def test_a_long_run_of_signs_is_read_once(run: str) -> None:
    said = f"I'll ring you on Friday{run * 10_000}x, if things calm down."
    begun = process_time()
    rewrite(Step.RELIABLE, Level.PARTIAL, quote(said), said, "en", None, shared.encode)
    assert process_time() - begun < 1


def test_without_known_facts_there_is_no_rewrite() -> None:
    said = "Zo erg was het nou ook weer niet."
    assert (
        rewrite(Step.FACE_IT, Level.AGAINST, quote(said), said, "nl", None, shared.encode) is None
    )


def test_a_clear_step_needs_none() -> None:
    scenario = LIBRARY.load("promised-raise", "nl")
    said = "Hoe was dat voor jou?"
    assert rewrite(Step.ASK, Level.CLEAR, quote(said), said, "nl", scenario, shared.encode) is None


@pytest.mark.parametrize("scenario_id", LIBRARY.ids())
@pytest.mark.parametrize(
    ("around", "formal"),
    [
        ("{}", False),
        ("{} Hebt u daar last van?", True),
        ("Neem me dat niet kwalijk. {} Dat weet u.", True),
        ("Ik snap je. Die klant zei: ‘Hebt u dat gezien?’ {}", False),
    ],
)
def test_who_says_u_is_answered_in_u(scenario_id: str, around: str, formal: bool) -> None:
    scenario = LIBRARY.load(scenario_id, "nl")
    options = scenario.words.rewrites[Step.FACE_IT]
    said = next(a for o in options for a in o.answers if not ADDRESSED.search(a))
    turn = around.format(said)
    found = rewrite(Step.FACE_IT, Level.AGAINST, quote(said), turn, "nl", scenario, shared.encode)
    assert found in {option.formal if formal else option.text for option in options}


def test_words_that_hold_u_themselves_are_formal_whatever_stands_beside_them() -> None:
    scenario = LIBRARY.load("promised-raise", "nl")
    options = scenario.words.rewrites[Step.FACE_IT]
    said = f"{options[0].answers[0].rstrip('.')}, dat weet u."
    turn = f"Dat zei je al. {said}"
    found = rewrite(Step.FACE_IT, Level.AGAINST, quote(said), turn, "nl", scenario, shared.encode)
    assert found in {option.formal for option in options}


def test_a_reason_names_the_word_that_did_it() -> None:
    said = quote("Ik had het moeten zeggen, maar het budget ging dicht.")
    assert reason(Step.OWN_PART, Level.PARTIAL, said, "nl").slots == {"word": "maar"}


@pytest.mark.parametrize(
    ("said", "language", "code"),
    [
        ("Hoe laat was je toen thuis?", "nl", "ask.clear_fact"),
        ("Who did you hear it from in the end?", "en", "ask.clear_fact"),
        ("Hoe was dat voor je?", "nl", "ask.clear"),
        ("Which bit of it hurt most?", "en", "ask.clear"),
    ],
)
def test_a_question_of_fact_is_not_said_to_leave_room_for_any_answer(
    said: str, language: Language, code: str
) -> None:
    assert reason(Step.ASK, Level.CLEAR, quote(said), language).code == code


@pytest.mark.parametrize(
    ("step", "level", "language", "words", "code"),
    [
        # What stands behind "but" is the owning up, not the excuse.
        ("own_part", 1, "en", "It was busy, but I should have told you.", "partial"),
        ("own_part", 1, "en", "I was wrong, but it was busy.", "partial_excuse"),
        # Asking for understanding brings up nothing that the other did.
        ("own_part", -1, "nl", "Maar je moet begrijpen, het kwam van boven.", "against"),
        ("own_part", -1, "nl", "Maar jij had ook kunnen bellen.", "against_both"),
        # A "but" alone makes nothing smaller.
        ("face_it", 1, "en", "It was about the desk, but I walked on.", "partial"),
        ("face_it", 1, "nl", "Het viel toch wel mee, met dat bureau.", "partial_small"),
        # An open question is neither a narrow one nor one that yes or no would settle.
        ("ask", 1, "en", "What's in those folders?", "partial"),
        ("ask", 1, "en", "Have you read it?", "partial_yesno"),
        ("ask", 1, "nl", "Wie heeft het je verteld?", "partial_narrow"),
    ],
)
def test_a_reason_says_what_is_so(
    step: str, level: int, language: Language, words: str, code: str
) -> None:
    assert reason(Step(step), Level(level), quote(words), language).code == f"{step}.{code}"
