"""What a coach made of a talk, as Markdown: within a report, and as a file of its own."""

from collections.abc import Iterator
from datetime import date

from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language
from rehearse.report.markdown_parts import NEW_LINE, facts, lined, meanings, plain, said, signed
from rehearse.report.report import LevelsTold, ReviewReport, ReviewTold, Speaking, TurnReviewed
from rehearse.report.review_wording import review_report


def review_as_markdown(talk: SharedTalk, review: Review, ui: Language, today: date) -> str:
    """One coach's review with the talk that it is of, in the reader's language."""
    told = review_report(talk, review, ui, today)
    return "\n\n".join([*_head(told), *_talk(told), *_last(told)]) + "\n"


def review_parts(review: ReviewTold, told: Speaking) -> Iterator[str]:
    """Who and when, what was said of the whole talk, and the goal."""
    yield facts(review.facts)
    if review.overall:
        yield NEW_LINE.join([f"**{told.say('review.overall')}**", lined(review.overall)])
    if review.goal:
        yield NEW_LINE.join([f"**{review.goal.label}**", lined(review.goal.text)])


def turn_parts(turn: TurnReviewed, coach: str, told: Speaking) -> Iterator[str]:
    """The levels that grader and coach gave a turn, side by side, and the comment."""
    if turn.remark:
        yield f"> {plain(turn.remark)}"
    if turn.levels:
        names = [told.say(f"review.{name}") for name in ("step", "grader", "coach")]
        rows = [[*names, ""], ["---"] * 4, *(_row(levels, told) for levels in turn.levels)]
        yield "\n".join(f"| {' | '.join(row)} |" for row in rows)
    quotes = [
        f"- **{levels.step}**: {plain(quote)}" for levels in turn.levels for quote in levels.quotes
    ]
    if quotes:
        yield "\n".join(quotes)
    if turn.comment:
        who = plain(told.say("review.comment", coach=coach))
        yield NEW_LINE.join([f"**{who}**", lined(turn.comment)])


def _row(levels: LevelsTold, told: Speaking) -> list[str]:
    coach = signed(levels.coach) if levels.coach else told.say("review.none")
    differs = f"**{told.say('review.differs')}**" if levels.differs else ""
    return [levels.step, signed(levels.grader), coach, differs]


def _head(told: ReviewReport) -> Iterator[str]:
    yield f"# {plain(told.title)}"
    yield facts(told.facts)
    yield f"## {plain(told.say('review.heading', coach=told.review.coach))}"
    yield from review_parts(told.review, told)
    yield f"## {told.say('review.situation')}"
    yield lined(told.brief)


def _talk(told: ReviewReport) -> Iterator[str]:
    yield f"## {told.say('heading.talk')}"
    yield said(told.opening, told)
    for turn in told.turns:
        yield f"**{plain(turn.who)}:** {lined(turn.text)}"
        yield from turn_parts(turn.reviewed, told.review.coach, told)
        if turn.reply:
            yield said(turn.reply, told)


def _last(told: ReviewReport) -> Iterator[str]:
    yield "---"
    yield f"## {told.say('heading.about')}"
    yield from told.closing
    yield meanings(told.meanings, told)
