"""What coaches made of a talk, beside the manager's grades and never over them."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from rehearse.coaching.review import Review, StepReview, TurnReview, differences, differs
from rehearse.coaching.shared import SharedTalk, SharedTurn, shared
from rehearse.conversation.rubric import Language, Level, Step
from rehearse.conversation.views import RehearsalView
from rehearse.locale import level_word, step_name
from rehearse.pages import clock, frame, retold, scripts
from rehearse.pages.marks import label, look_of, plain, sign, soft
from rehearse.pages.review_words import graded_as
from rehearse.pages.runtime import Runtime
from rehearse.pages.sharing import REVIEWS, say
from rehearse.report.document import Reviewed
from rehearse.service.rehearsing import LOCAL


@dataclass(frozen=True)
class Reading:
    """One review beside the talk it is of, as it is shown."""

    review: Review
    talk: SharedTalk
    withdrawn: bool
    ui: Language
    signs: bool
    """Whether signs and levels are in view."""

    @property
    def coach(self) -> str:
        return self.review.coach.name

    @property
    def levels(self) -> int:
        """How many levels the coach gave where the grader gave one too."""
        return sum(len(self.review.of(t.id).steps) for t in self.talk.turns if t.graded)

    @property
    def differing(self) -> int:
        return differences(self.talk, self.review)


def reviews(services: Runtime, view: RehearsalView, ui: Language, *, signs: bool) -> None:
    """Every review that was handed in of a rehearsal, one under another."""
    given = services.wait(services.app.sharing.reviews(LOCAL, view.id))
    if not given:
        return
    with st.container(key=REVIEWS):
        for one in given:
            _review(view, _reading(services, one, view, ui, signs))
    if st.query_params.get("at") == REVIEWS:
        frame.run_scripts("reviews", scripts.scroll_to(f".st-key-{REVIEWS}"))


def _reading(
    services: Runtime, given: Reviewed, view: RehearsalView, ui: Language, signs: bool
) -> Reading:
    talk = given.talk or _withdrawn(services, given, view.id)
    return Reading(given.review, talk, given.talk is None, ui, signs)


def _withdrawn(services: Runtime, given: Reviewed, rehearsal_id: str) -> SharedTalk:
    """The path that a coach read, in the words of the manager's own rehearsal."""
    looked = services.app.looking_back.look_back(LOCAL, rehearsal_id, given.leaf_id)
    return shared(services.wait(looked).view, given.review.share_id, given.review.begun_at)


def _review(view: RehearsalView, reading: Reading) -> None:
    review = reading.review
    st.html(
        f"{retold.heading(say('given.heading', coach=reading.coach), _facts(reading))}"
        f"{_overall(review)}{_goal(reading)}"
    )
    if reading.talk.leaf_id not in {turn.id for turn in view.turns}:
        st.html(soft(say("given.other_version")))
        if st.button(say("given.to_version"), key=f"version-of-{review.id}", type="tertiary"):
            frame.go("debrief", rehearsal=view.id, leaf=reading.talk.leaf_id, at=REVIEWS)
    turns = list(_turns(reading))
    if turns:
        with st.expander(label(_summary(reading))):
            st.html("".join(turns))


def _facts(reading: Reading) -> str:
    review = reading.review
    handed_in = review.handed_in_at or review.changed_at
    facts = [say("given.when", day=clock.day(handed_in, reading.ui))]
    if reading.signs and reading.levels:
        facts.append(_agreed(reading))
    if reading.talk.names_replaced:
        facts.append(say("given.replaced"))
    if reading.withdrawn:
        facts.append(say("given.withdrawn"))
    return " ".join(facts)


def _agreed(reading: Reading) -> str:
    same = reading.levels - reading.differing
    which = {0: "none", reading.levels: "all"}.get(same, "some")
    return say(f"given.agreed.{which}", coach=reading.coach, n=same, all=reading.levels)


def _overall(review: Review) -> str:
    return f'<p class="overall" dir="auto">{plain(review.overall)}</p>' if review.overall else ""


def _goal(reading: Reading) -> str:
    goal = reading.review.goal
    if goal is None:
        return ""
    step = f" · {step_name(goal.step, reading.ui)}" if goal.step else ""
    return (
        f'<div class="sheet goal"><p class="soft">{plain(say("given.goal") + step)}</p>'
        f'<p class="quote" dir="auto">{plain(goal.text)}</p></div>'
    )


def _summary(reading: Reading) -> str:
    """What unfolds: how often the coach saw it differently, and how many turns have a comment."""
    comments = sum(bool(turn.comment) for turn in reading.review.turns.values())
    told = []
    if reading.signs:
        told.append(_counted("given.differing", reading.differing))
    if comments:
        told.append(_counted("given.comments", comments))
    return say("given.by_turn", what=", ".join(told)) if told else say("given.by_turn_alone")


def _counted(key: str, n: int) -> str:
    which = {0: "none", 1: "one"}.get(n, "more")
    return say(f"{key}.{which}", n=retold.number(n, frame.language()))


def _turns(reading: Reading) -> Iterator[str]:
    """The turns about which the coach says something else than the grader, or something more."""
    for n, turn in enumerate(reading.talk.turns, start=1):
        given = reading.review.of(turn.id)
        rows = "".join(
            _correction(reading, turn, step, one)
            for step, one in given.steps.items()
            if _tells(turn, step, one)
        )
        if rows or given.comment:
            yield _turn(reading, n, turn, rows, given)


def _tells(turn: SharedTurn, step: Step, given: StepReview) -> bool:
    """Whether a coach's level is worth a line: it is another than the grader's, or the only one."""
    if turn.graded is None:
        return given.level is not Level.ABSENT
    return differs(turn, step, given)


def _turn(reading: Reading, n: int, turn: SharedTurn, rows: str, given: TurnReview) -> str:
    you = plain(frame.say("talk.you", n=n))
    lang = f'lang="{reading.talk.language}" dir="auto"'
    corrections = f'<ul class="corrections">{rows}</ul>' if rows else ""
    comment = (
        f'<p class="soft">{plain(say("given.comment", coach=reading.coach))}</p>'
        f'<p class="overall" dir="auto">{plain(given.comment)}</p>'
        if given.comment
        else ""
    )
    return (
        f'<section class="reviewed"><div class="you"><h3>{you}</h3>'
        f'<p class="said" {lang}>{plain(turn.text)}</p></div>{corrections}{comment}</section>'
    )


def _correction(reading: Reading, turn: SharedTurn, step: Step, given: StepReview) -> str:
    """One step: the grader's level, then the coach's, the words that earned it, who and when."""
    levels = ""
    if reading.signs:
        levels = (
            f'<p class="levels"><span>{plain(say("given.grader"))} '
            f"{_graders(turn, step, reading.ui)}</span> "
            f'<span><i class="then" aria-hidden="true">→</i> '
            f"{plain(say('given.coach', coach=reading.coach))} "
            f"{_level(given.level, reading.ui)}</span></p>"
        )
    quote = ""
    if given.passage:
        words = plain(frame.say("note.quote", words=given.passage.text))
        quote = f'<p class="quote" lang="{reading.talk.language}" dir="auto">{words}</p>'
    day, hour = clock.day(given.made_at, reading.ui), clock.hour(given.made_at, reading.ui)
    who = say(
        "given.blind" if given.blind else "given.who", coach=reading.coach, day=day, hour=hour
    )
    return (
        f"<li><p><b>{plain(step_name(step, reading.ui))}</b></p>{levels}{quote}"
        f'<p class="soft">{plain(who)}</p></li>'
    )


def _graders(turn: SharedTurn, step: Step, ui: Language) -> str:
    if turn.graded is None:
        return _signed("unscored", frame.say("chart.unscored"))
    score = turn.graded[step]
    # As on the coach's desk: which level it was read as is what the coach's stands beside.
    return _signed(look_of(score.level, score.doubt), graded_as(score, ui))


def _level(level: Level, ui: Language) -> str:
    return _signed(look_of(level, False), level_word(level, False, ui))


def _signed(look: str, word: str) -> str:
    return f'<span class="chip">{sign(look)}{plain(word)}</span>'
