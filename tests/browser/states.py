"""The pages and the states that they are looked at in. A new one is one function with a name."""

from collections.abc import Callable
from datetime import date, time

from playwright.sync_api import FilePayload

from rehearse.conversation.keepsakes import MOST_KEPT, Preparation, Reflection
from rehearse.conversation.rubric import Language, Pillar
from rehearse.conversation.views import RehearsalView
from tests.browser.screen import BEGIN, Screen
from tests.browser.seeds import Seeds
from tests.browser.talks import (
    BLAME,
    CLUMSY,
    NAMES,
    NAMING,
    OWN_PART,
    QUESTION,
    SKILLED,
)
from tests.coaching.reviewed import files

State = Callable[[Screen, Seeds, Language], None]
"""Brings a window to a state; the seeds go into its app's data folder."""

SITUATION = "promised-raise"

WRITTEN: dict[Language, Preparation] = {
    "nl": Preparation(
        own_part="Zes weken niets gezegd, terwijl ik het wist.",
        goal="Dat Kim weer weet waar ik sta.",
        seen={
            Pillar.VALUABLE: "Alle roosters kloppen.",
            Pillar.CAPABLE: "Ziet fouten vóór ze gebeuren.",
        },
        planned_on=date(2031, 3, 14),
        planned_at=time(10, 30),
        ready=4,
    ),
    "en": Preparation(
        own_part="Six weeks of saying nothing, when I knew.",
        goal="That Kit knows where I stand again.",
        seen={
            Pillar.VALUABLE: "Every rota adds up.",
            Pillar.CAPABLE: "Sees mistakes before they happen.",
        },
        planned_on=date(2031, 3, 14),
        planned_at=time(10, 30),
        ready=4,
    ),
}


def start_new(screen: Screen, seeds: Seeds, language: Language) -> None:
    seeds.clear()
    screen.start()


def start_returning(screen: Screen, seeds: Seeds, language: Language) -> None:
    seeds.talk([OWN_PART[language]], language=language)
    screen.start()


def talk_opening(screen: Screen, seeds: Seeds, language: Language) -> None:
    view = seeds.talk(language=language, preparation=WRITTEN[language])
    screen.open("talk", rehearsal=view.id)
    screen.unfold("[data-testid=stExpander] summary")


def talk_noted(screen: Screen, seeds: Seeds, language: Language) -> None:
    """After turns for and against, all margin notes open."""
    turns = [OWN_PART[language], BLAME[language], QUESTION[language]]
    screen.open("talk", rehearsal=seeds.talk(turns, language=language).id)
    screen.unfold("details.notes > summary")


def talk_closed(screen: Screen, seeds: Seeds, language: Language) -> None:
    view = seeds.talk(CLUMSY[language], "moved-work", language)
    assert view.closed
    screen.open("talk", rehearsal=view.id)
    screen.page.wait_for_selector(".closed")


def talk_words_only(screen: Screen, seeds: Seeds, language: Language) -> None:
    written = WRITTEN[language].model_copy(update={"words_only": True})
    turns = [OWN_PART[language], BLAME[language]]
    view = seeds.talk(turns, language=language, preparation=written)
    screen.open("talk", rehearsal=view.id)
    screen.unfold("details.notes > summary")


def talk_again(screen: Screen, seeds: Seeds, language: Language) -> None:
    """A turn is said differently, for the second time, with its versions in view."""
    view = seeds.talk([OWN_PART[language]], language=language)
    seeds.say(view.turns[0].id, BLAME[language])
    screen.open("talk", rehearsal=view.id)
    screen.page.click("[class*=st-key-versions-] button")
    screen.page.wait_for_selector("[class*=st-key-all-versions-]")
    screen.page.click(".st-key-ways-1 [class*=st-key-again-] button")
    screen.page.wait_for_selector(".st-key-again-not")
    screen.settle()


def talk_checked(screen: Screen, seeds: Seeds, language: Language) -> None:
    """Words were checked and not said, their note is open, and a hint was asked for."""
    view = seeds.talk([OWN_PART[language]], language=language)
    seeds.check(view.leaf.id, BLAME[language])
    screen.open("talk", rehearsal=view.id)
    screen.page.click(".st-key-foot [data-testid=stBaseButton-tertiaryFormSubmit]")
    screen.page.wait_for_selector(".hint")
    screen.settle()
    screen.unfold(".st-key-turn-checked details.notes > summary")


def prepare(screen: Screen, seeds: Seeds, language: Language) -> None:
    seeds.clear()
    screen.open("prepare", situation=SITUATION, spoken=language)
    screen.unfold("[data-testid=stExpander] summary")


def prepare_again(screen: Screen, seeds: Seeds, language: Language) -> None:
    """With what was written the last time, and one field too full to be kept."""
    seeds.talk(language=language, preparation=WRITTEN[language])
    screen.open("prepare", situation=SITUATION, spoken=language)
    screen.page.locator("[class*=st-key-prep-] textarea").first.fill("x" * (MOST_KEPT + 1))
    screen.page.locator(BEGIN).first.click()
    screen.page.wait_for_selector(".notice")
    screen.settle()


def debrief(screen: Screen, seeds: Seeds, language: Language) -> None:
    """After a whole talk with a turn that was said twice, everything unfolded."""
    view = seeds.talk(
        [BLAME[language], *SKILLED[language]],
        language=language,
        preparation=WRITTEN[language],
        ended=True,
    )
    seeds.say(view.turns[1].id, QUESTION[language])
    seeds.keep(view.id, Reflection(ready=7, words=QUESTION[language]))
    screen.open("debrief", rehearsal=view.id, leaf=view.leaf.id)
    screen.unfold(".st-key-debrief summary")


def debrief_card(screen: Screen, seeds: Seeds, language: Language) -> None:
    """The card is being changed."""
    view = seeds.talk([OWN_PART[language]], language=language, ended=True)
    screen.open("debrief", rehearsal=view.id)
    screen.page.click(".st-key-paper-change button")
    screen.page.wait_for_selector(".st-key-paper-save")
    screen.settle()


def debrief_empty(screen: Screen, seeds: Seeds, language: Language) -> None:
    screen.open("debrief", rehearsal=seeds.talk(language=language).id)


def share(screen: Screen, seeds: Seeds, language: Language) -> None:
    """What would go, with a name and a number replaced; one of several versions."""
    view = seeds.talk([NAMING[language], BLAME[language]], language=language)
    seeds.say(view.turns[1].id, QUESTION[language])
    screen.open("share", rehearsal=view.id, leaf=view.leaf.id)
    screen.unfold(".st-key-share details.notes > summary")


def share_withdrawing(screen: Screen, seeds: Seeds, language: Language) -> None:
    view = seeds.talk([OWN_PART[language]], language=language)
    seeds.share(view)
    screen.open("share", rehearsal=view.id)
    screen.page.click("[class*=st-key-withdraw-] button")
    screen.page.wait_for_selector(".sure")
    screen.settle()


def debrief_reviewed(screen: Screen, seeds: Seeds, language: Language) -> None:
    """Two coaches have read along, all that is folded is open, and a file was no good."""
    view = seeds.talk([NAMING[language], BLAME[language]], language=language)
    shared = seeds.share(view, NAMES)
    for coach in ("Anna", "Wilhelmina van Oudenhoven-Terpstra"):
        seeds.review(shared, coach, BLAME[language], QUESTION[language])
    screen.open("debrief", rehearsal=view.id)
    screen.unfold(".st-key-debrief summary")
    no_review = FilePayload(name="a.json", mimeType="application/json", buffer=b"{}")
    screen.page.set_input_files(".st-key-coach-file input[type=file]", no_review)
    screen.page.wait_for_selector(".st-key-coach-file .notice")
    screen.settle()


def start_with_a_goal(screen: Screen, seeds: Seeds, language: Language) -> None:
    seeds.clear()
    view = seeds.talk([OWN_PART[language]], language=language)
    seeds.review(seeds.share(view), "Anna", BLAME[language], QUESTION[language])
    screen.start()
    screen.page.wait_for_selector(".st-key-goal")


def history_empty(screen: Screen, seeds: Seeds, language: Language) -> None:
    seeds.clear()
    screen.open("history")


def history(screen: Screen, seeds: Seeds, language: Language) -> None:
    """Several talks, one of them about to be erased."""
    seeds.clear()
    written = WRITTEN[language]
    seeds.talk([BLAME[language], OWN_PART[language]], language=language, preparation=written)
    seeds.talk(CLUMSY[language], "moved-work", language, ended=True)
    last = seeds.talk(SKILLED[language], language=language, preparation=written, ended=True)
    seeds.keep(last.id, Reflection(ready=8))
    seeds.talk(language=language)
    screen.open("history")
    screen.unfold("[data-testid=stExpander] summary")
    screen.page.click(f".st-key-delete-{last.id} button")
    screen.page.wait_for_selector(f".st-key-no-{last.id}")
    screen.settle()


def _shared(seeds: Seeds, language: Language) -> tuple[RehearsalView, str]:
    """A talk with turns for and against that was shared, its second turn marked as not right."""
    turns = [OWN_PART[language], BLAME[language], QUESTION[language]]
    view = seeds.talk(turns, language=language)
    seeds.dispute(view.spoken[1])
    return view, seeds.share(seeds.look(view.id))


def review_new(screen: Screen, seeds: Seeds, language: Language) -> None:
    """The first look at Review: nobody said yet who they are."""
    seeds.clear()
    screen.open("review")
    screen.page.wait_for_selector(".st-key-who-reviews")


def review_empty(screen: Screen, seeds: Seeds, language: Language) -> None:
    seeds.clear()
    screen.open("review", coach=seeds.coach())
    screen.page.wait_for_selector(".empty")


def _agreement(screen: Screen, seeds: Seeds, turns: int) -> None:
    """Open Agreement over so many turns that two coaches reviewed."""
    seeds.clear()
    for file in files(turns):
        seeds.take_in(file)
    screen.open("review", coach=seeds.coach())
    screen.page.click(".st-key-review-view button >> nth=1")
    screen.page.wait_for_selector(".st-key-agreement .meaning")
    screen.settle()


def review_agreement(screen: Screen, seeds: Seeds, language: Language) -> None:
    """There are figures for everything, and all of them are open."""
    _agreement(screen, seeds, turns=60)
    screen.unfold(".st-key-agreement details.agreed > summary")
    screen.unfold(".st-key-agreement .agreed-row summary")


def review_agreement_early(screen: Screen, seeds: Seeds, language: Language) -> None:
    _agreement(screen, seeds, turns=8)
    screen.unfold(".st-key-agreement details.agreed > summary")


def review_list(screen: Screen, seeds: Seeds, language: Language) -> None:
    view, share = _shared(seeds, language)
    anna = seeds.coach()
    seeds.take_over(anna, share, view.spoken[0])
    screen.open("review", coach=anna)
    screen.page.wait_for_selector(".flags")


def review_turn(screen: Screen, seeds: Seeds, language: Language) -> None:
    """A turn with a note marked as not right, half reviewed, with the guide open."""
    _, share = _shared(seeds, language)
    screen.open("reading", talk=share, coach=seeds.coach(), turn="2")
    screen.page.click(".st-key-step-worth [data-testid=stRadioOption] >> nth=0")
    screen.page.wait_for_selector(".st-key-step-worth [data-testid=stSelectbox]")
    screen.unfold(".st-key-on-request summary")


def review_blind(screen: Screen, seeds: Seeds, language: Language) -> None:
    _, share = _shared(seeds, language)
    screen.open("reading", talk=share, coach=seeds.coach(), turn="1", blind="yes")
    screen.page.wait_for_selector(".saw")


def review_end(screen: Screen, seeds: Seeds, language: Language) -> None:
    view, share = _shared(seeds, language)
    anna = seeds.coach()
    seeds.take_over(anna, share, view.spoken[0])
    screen.open("reading", talk=share, coach=anna, turn="end")
    screen.page.click(".st-key-hand-in-now button")
    screen.page.wait_for_selector(".works")
    screen.settle()


STATES: dict[str, State] = {
    "start, new": start_new,
    "start, returning": start_returning,
    "prepare": prepare,
    "prepare, again": prepare_again,
    "talk, opening": talk_opening,
    "talk, notes open": talk_noted,
    "talk, checked": talk_checked,
    "talk, said differently": talk_again,
    "talk, words only": talk_words_only,
    "talk, closed": talk_closed,
    "debrief": debrief,
    "debrief, card": debrief_card,
    "debrief, empty": debrief_empty,
    "debrief, reviewed": debrief_reviewed,
    "share": share,
    "share, withdrawing": share_withdrawing,
    "start, with a goal": start_with_a_goal,
    "history, empty": history_empty,
    "history": history,
    "review, new": review_new,
    "review, empty": review_empty,
    "review, agreement": review_agreement,
    "review, too early for agreement": review_agreement_early,
    "review, list": review_list,
    "review, turn": review_turn,
    "review, blind": review_blind,
    "review, end": review_end,
}
