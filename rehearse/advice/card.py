"""A first draft of the card to take along: made of the manager's own sentences, nobody else's."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rehearse.advice.pointing import points_back
from rehearse.conversation.keepsakes import Card
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Drift, Language, Level, Step, StepScore, TurnGrade
from rehearse.conversation.scenario import Move
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import Cause
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.language import sentences
from rehearse.language.cues import sheet

LONGEST = 400
"""The longest sentence that still can be glanced at, in code points."""

_NO_BEGINNING = frozenset(
    {
        Signal.NO_SUBSTANCE,
        Signal.OTHER_LANGUAGE,
        Signal.TO_MACHINE,
        Signal.BREEZY,
        Signal.JOKE,
        Signal.FISHING,
        Signal.ASKS_FORGIVENESS,
        Signal.TEARS,
        Signal.THREAT,
        Signal.LEAVES,
    }
)
"""Signals of a turn that nobody would want to begin the real conversation with."""
_GREETS = frozenset({Signal.BREEZY, Signal.LOGISTICS, Signal.NO_SUBSTANCE})
"""Signals of a turn that comes before the real beginning."""
_FEWEST_WORDS = 5
"""Under this many words a sentence is a greeting rather than a beginning."""


@dataclass(frozen=True)
class _Said:
    """Whole sentences of a turn, taken for one step of it."""

    text: str
    sentences: frozenset[str]
    n: int
    turn: TurnView
    doubt: bool = False
    first_clear: bool = False
    """Whether the step was clear here for the first time on the path."""

    @property
    def reply(self) -> Reply | None:
        return self.turn.reply

    @property
    def harmless(self) -> bool:
        return self.turn.graded is not None and not self.turn.graded.harmful

    @property
    def asks(self) -> bool:
        return self.text.endswith("?")

    def shares(self, other: "_Said") -> bool:
        """Whether a sentence of it is one of the other's too."""
        return bool(self.sentences & other.sentences)


_Worth = Callable[[_Said], tuple[bool | int, ...]]
"""How well something said serves on the card: the largest is taken."""


def drafted(view: RehearsalView) -> Card:
    """The card as the talk suggests it; what was never said stays empty."""
    card = _filled(view, _clear(view, Step.RELIABLE), [])
    if card.commitment or view.settled.small_steps == 0:
        return card
    # Looking back speaks of an agreement, so it stands on the card: before what else was in it.
    agreed = max(_agreements(view), key=_commitment_worth, default=None)
    if agreed is None:
        return card
    return _filled(view, [], [agreed]).model_copy(update={"commitment": agreed.text})


def _filled(view: RehearsalView, promises: Iterable[_Said], taken: list[_Said]) -> Card:
    """The card; ``taken`` stands on it elsewhere already."""
    owned = [said for said in _clear(view, Step.OWN_PART) if not said.doubt]
    opening = _opening(view, owned, taken)
    taken = [*taken, opening] if opening else list(taken)
    own_part = _best(owned, _own_part_worth, taken)
    question = _best(_questions(view), _question_worth, taken)
    commitment = _best(promises, _commitment_worth, taken)
    return Card(
        opening=opening.text if opening else "",
        own_part=own_part or _prepared(view, taken),
        question=question,
        commitment=commitment,
    )


def _prepared(view: RehearsalView, taken: list[_Said]) -> str:
    """The own part as it was written beforehand, unless it was said and stands elsewhere."""
    written = view.keepsakes.preparation.own_part.strip()
    return "" if any(written == said.text for said in taken) else written


def _questions(view: RehearsalView) -> Iterator[_Said]:
    """Open questions that are about more than the day's work."""
    for said in _clear(view, Step.ASK):
        heard = said.turn.graded.signals if said.turn.graded else frozenset()
        if heard & {Signal.ASKS_IMPACT, Signal.ASKS_NEED} or Signal.LOGISTICS not in heard:
            yield said


def _own_part_worth(said: _Said) -> tuple[bool | int, ...]:
    return (said.harmless, said.first_clear, said.n)


def _question_worth(said: _Said) -> tuple[bool | int, ...]:
    """A question that the colleague told something in answer to; else the latest."""
    told = said.reply is not None and said.reply.told is not None
    return (not said.doubt, said.asks, told, said.harmless, said.n)


def _commitment_worth(said: _Said) -> tuple[bool | int, ...]:
    """What the colleague took up; else what was promised first, rather than what was added."""
    taken_up = said.reply is not None and said.reply.move is Move.SMALL_STEP
    return (not said.doubt, taken_up, said.harmless, said.first_clear, said.n)


def _best(found: Iterable[_Said], worth: _Worth, taken: list[_Said]) -> str:
    """What took a step best, if it is on the card nowhere else yet."""
    fitting = [said for said in found if not any(said.shares(other) for other in taken)]
    best = max(fitting, key=worth, default=None)
    if best is None:
        return ""
    taken.append(best)
    return best.text


def _opening(view: RehearsalView, owned: list[_Said], taken: list[_Said]) -> _Said | None:
    """How to begin: never with the only sentence that names the own part."""
    for said in _openings(view):
        free = not any(said.shares(other) for other in taken)
        if free and (not owned or any(not said.shares(other) for other in owned)):
            return said
    return None


def _openings(view: RehearsalView) -> Iterator[_Said]:
    """Sentences to begin with, the best first: of the first turn that is more than a greeting, as
    it leans least on what was said before; then of a later one that faced the sore point."""
    able = [turn for turn in view.spoken if _could_begin(turn)]
    for n, first in enumerate(view.spoken, start=1):
        if not _only_greets(first):
            if first in able:
                yield from filter(None, [_of_first_turn(n, first, view.language)])
            break
    for said in _clear(view, Step.FACE_IT):
        alone = not points_back(said.text, view.language)
        if said.turn in able and alone and not said.doubt and _begins(said.text, view.language):
            yield said


def _of_first_turn(n: int, turn: TurnView, language: Language) -> _Said | None:
    """How the talk began, if it came to the point, or near it."""
    grade = turn.graded
    if grade is None:
        return None
    scores = [grade[step] for step in (Step.OWN_PART, Step.FACE_IT)]
    if any(score.firmly_clear for score in scores):
        return _first_statement(n, turn, language)
    half = (score for score in scores if score.level is Level.PARTIAL and not score.doubt)
    found = filter(None, (_whole(n, turn, score) for score in half))
    return next((said for said in found if not points_back(said.text, language)), None)


def _untouched(grade: TurnGrade) -> bool:
    return all(score.level is Level.ABSENT for score in grade.scores)


def _only_greets(turn: TurnView) -> bool:
    grade = turn.graded
    return grade is not None and _untouched(grade) and bool(grade.signals & _GREETS)


def _could_begin(turn: TurnView) -> bool:
    """Whether the real conversation could begin with a turn like this."""
    grade = turn.graded
    if grade is None or grade.harmful or grade.drift is not Drift.NONE:
        return False
    empty_sorry = Signal.APOLOGY in grade.signals and not grade.any_clear
    return not empty_sorry and not grade.signals & _NO_BEGINNING


def _first_statement(n: int, turn: TurnView, language: Language) -> _Said | None:
    """The first sentence of a turn that a conversation can begin with, and that stands alone."""
    for sentence in sentences.split(turn.text):
        if _begins(sentence.text, language) and not points_back(sentence.text, language):
            fits = len(sentence.text) <= LONGEST
            return _Said(sentence.text, frozenset({sentence.text}), n, turn) if fits else None
    return None


def _begins(text: str, language: Language) -> bool:
    """Whether a conversation can begin with this: one speaks, and of oneself."""
    speaks = len(text.split()) >= _FEWEST_WORDS and not text.endswith("?")
    return speaks and sheet(language).hears("i_subject", text)


def _clear(view: RehearsalView, step: Step) -> Iterator[_Said]:
    """Everything that took a step clearly and works against none, in the order it was said."""
    for n, turn in enumerate(view.spoken, start=1):
        if turn.graded and turn.graded[step].level is Level.CLEAR:
            said = _whole(n, turn, turn.graded[step])
            if said is not None:
                yield said


def _agreements(view: RehearsalView) -> Iterator[_Said]:
    """Promises that the colleague took up. Words that may have done harm are among them: they were
    agreed on all the same."""
    for n, turn in enumerate(view.spoken, start=1):
        if turn.graded and turn.graded[Step.RELIABLE].level is Level.CLEAR:
            said = _whole(n, turn, turn.graded[Step.RELIABLE], agreed=True)
            if said is not None:
                yield said


def _whole(n: int, turn: TurnView, score: StepScore, *, agreed: bool = False) -> _Said | None:
    """The whole sentences that earned a score; None where they work against a step, or may have
    and were not ``agreed`` on."""
    passage = score.evidence
    if passage is None:
        return None
    touched = [
        sentence
        for sentence in sentences.split(turn.text)
        if sentence.start < passage.end and passage.start < sentence.end
    ]
    if not touched or not _usable(turn, touched[0].start, touched[-1].end, agreed=agreed):
        return None
    return _Said(
        text=turn.text[touched[0].start : touched[-1].end],
        sentences=frozenset(sentence.text for sentence in touched),
        n=n,
        turn=turn,
        doubt=score.doubt,
        first_clear=_first_clear(turn, score.step),
    )


def _usable(turn: TurnView, start: int, end: int, *, agreed: bool) -> bool:
    scores = turn.graded.scores if turn.graded else ()
    # In doubt or not: nobody takes words into the room that may have done harm.
    harms = [s for s in scores if (s.against if agreed else s.level is Level.AGAINST)]
    against = [s.evidence for s in harms if s.evidence]
    clean = all(found.end <= start or end <= found.start for found in against)
    return clean and end - start <= LONGEST


def _first_clear(turn: TurnView, step: Step) -> bool:
    causes = turn.change.causes if turn.change else ()
    return any(cause.cause is Cause.CLEAR and cause.step is step for cause in causes)
