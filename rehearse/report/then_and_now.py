"""The same step in the manager's own words: the first time it mattered, and the latest."""

from collections.abc import Sequence

from rehearse.conversation.rubric import Frozen, Language, Level, Passage, Step
from rehearse.conversation.views import RehearsalView
from rehearse.language import sentences
from rehearse.report.reached import graded_turns

MOST_PAIRS = 3

LONG_QUOTE = 200
"""A sentence of more code points is only quoted where there is no shorter one as good."""


class Quote(Frozen):
    """A sentence the manager said, and where."""

    words: str
    language: Language
    rehearsal_id: str
    name: str
    n: int
    level: Level


class ThenAndNow(Frozen):
    """One step in the manager's own words: the first time it mattered, and the latest."""

    step: Step
    then: Quote
    now: Quote


def then_and_now(talks: Sequence[RehearsalView], needed: Sequence[Step]) -> tuple[ThenAndNow, ...]:
    """The steps that rose most; no sentence of the manager's is shown for two of them."""
    found = [pair for step in Step if (pair := _pair(step, talks))]
    found.sort(key=lambda pair: (pair.then.level - pair.now.level, pair.step not in needed))
    shown: list[ThenAndNow] = []
    for pair in found:
        words = {quote.words for other in shown for quote in (other.then, other.now)}
        if not words & {pair.then.words, pair.now.words}:
            shown.append(pair)
    return tuple(shown[:MOST_PAIRS])


def _pair(step: Step, talks: Sequence[RehearsalView]) -> ThenAndNow | None:
    """The first talk that touched a step and the latest, where the latest truly went further."""
    touching = [quotes for talk in talks if (quotes := _quotes(step, talk))]
    if len(touching) < 2 or not _went_further(touching[0], touching[-1]):
        return None
    then = next((quote for quote in touching[0] if quote.level < Level.CLEAR), touching[0][0])
    now = max(touching[-1], key=_says_most)
    return ThenAndNow(step=step, then=then, now=now) if now.level > then.level else None


def _went_further(first: Sequence[Quote], latest: Sequence[Quote]) -> bool:
    """Whether a talk beat another on a step: at its best, or by no longer working against it."""
    lowest, highest = (min(q.level for q in latest), max(q.level for q in latest))
    if lowest is Level.AGAINST:
        return False
    return highest > max(q.level for q in first) or min(q.level for q in first) is Level.AGAINST


def _says_most(quote: Quote) -> tuple[Level, bool, int]:
    return quote.level, len(quote.words) <= LONG_QUOTE, len(quote.words)


def _quotes(step: Step, talk: RehearsalView) -> list[Quote]:
    """Where a talk touched a step beyond doubt; a note that the manager disputes is left alone."""
    return [
        Quote(
            words=_whole_sentence(turn.text, score.evidence),
            language=grade.language,
            rehearsal_id=talk.id,
            name=talk.name,
            n=n,
            level=score.level,
        )
        for n, turn, grade in graded_turns(talk)
        if step not in turn.disputed
        and (score := grade[step]).evidence is not None
        and not score.doubt
    ]


def _whole_sentence(text: str, evidence: Passage) -> str:
    """The sentence that a passage stands in, or the sentences it spans."""
    spanned = [
        sentence
        for sentence in sentences.split(text)
        if sentence.start < evidence.end and evidence.start < sentence.end
    ]
    return text[spanned[0].start : spanned[-1].end] if spanned else evidence.text
