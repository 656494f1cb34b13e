"""What a manager shares of a rehearsal: one path of it, as it stood then."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import (
    Frozen,
    GradeResult,
    Language,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.scenario import Utterance
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.privacy import Hidden, StandIns, first_names
from rehearse.privacy.words import WORD, folded


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    # A day before the first that a calendar has, or after the last.
    except OverflowError:
        raise ValueError("no such moment") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment with its zone, kept as UTC wherever a file comes from."""


class Answer(Frozen):
    """What the colleague said, and did without words."""

    text: str
    gesture: str | None = None


class SharedTurn(Frozen):
    """One turn of the manager with its effective grade, and the answer to it."""

    id: str
    text: str
    grade: GradeResult | None = None
    answer: Answer | None = None
    disputed: frozenset[Step] = frozenset()
    """The steps whose note the manager marked as not right."""

    @property
    def graded(self) -> TurnGrade | None:
        """The grade, if the turn could be scored."""
        return self.grade if isinstance(self.grade, TurnGrade) else None


class SharedTalk(Frozen):
    """One path of a rehearsal as it was shared: no drafts, no other versions of a turn, nothing
    that the manager wrote for themselves. It stays as it is when the rehearsal goes on."""

    id: str
    """Of this sharing: the same path shared again is another one."""
    rehearsal_id: str
    leaf_id: str
    """The turn that the path ends with."""
    language: Language
    title: str
    brief: str
    name: str
    """The colleague's."""
    needed: tuple[Step, ...]
    """The steps that this situation cannot do without."""
    opening: Answer
    turns: tuple[SharedTurn, ...]
    started_at: Moment
    shared_at: Moment
    names_replaced: bool = False
    """Whether anything in it was: False too where nothing was found that could be."""
    cases_allowed: bool = False
    """Whether the manager agreed that its turns, names replaced, become cases of an eval suite."""

    def __getitem__(self, turn_id: str) -> SharedTurn:
        """Raises:
        KeyError: it holds no such turn.
        """
        for turn in self.turns:
            if turn.id == turn_id:
                return turn
        raise KeyError(turn_id)


class Replaced(Frozen):
    """A word, an address or a number of a talk, and what goes in its place."""

    real: str
    stand_in: str


def shared(
    view: RehearsalView, share_id: str, now: datetime, *, cases_allowed: bool = False
) -> SharedTalk:
    """A path as it is shared, names as they are. Turns that have no answer yet stay behind."""
    words = view.scenario.words
    opening = view.turns[0].opening
    if opening is None:
        raise ValueError("a path begins with the colleague's opening line")
    done = tuple(turn for turn in view.spoken if turn.done)
    return SharedTalk(
        id=share_id,
        rehearsal_id=view.id,
        leaf_id=done[-1].id if done else view.turns[0].id,
        language=view.language,
        title=words.title,
        brief=words.brief,
        name=view.name,
        needed=view.scenario.rules.needed,
        opening=_answer(opening),
        turns=tuple(_turn(turn) for turn in done),
        started_at=view.started_at,
        shared_at=now,
        cases_allowed=cases_allowed,
    )


def named(talk: SharedTalk, known: Sequence[str] = ()) -> tuple[str, ...]:
    """People who are named in a talk and are not of the situation, by a list of first names: a
    proposal of whom to replace. ``known`` are names that need no asking."""
    said = "\n".join(turn.text for turn in talk.turns)
    return first_names(said, talk.language, (*known, *_of_the_situation(talk)))


def with_stand_ins(talk: SharedTalk, names: Sequence[str]) -> SharedTalk:
    """The talk with these people, and every address and number in it, replaced by stand-ins.

    Quotes keep standing on the words they stood on.
    """
    return _Replacing(_stand_ins(talk, names)).talk(talk)


def replaced(talk: SharedTalk, names: Sequence[str]) -> tuple[SharedTalk, tuple[Replaced, ...]]:
    """What ``with_stand_ins`` makes of a talk, and what it put in the place of what: each once, in
    the order in which it stands there."""
    stand_ins = _stand_ins(talk, names)
    found = (
        Replaced(
            real=text[swap.real_start : swap.real_end],
            stand_in=hidden.text[swap.start : swap.end],
        )
        for text in dict.fromkeys(_texts(talk))
        for hidden in [stand_ins.hide(text)]
        for swap in hidden.swapped
    )
    return _Replacing(stand_ins).talk(talk), tuple(dict.fromkeys(found))


def _stand_ins(talk: SharedTalk, names: Sequence[str]) -> StandIns:
    """Whose place is taken by whom in a talk; a rewrite or a reason is told many times over."""
    return StandIns().listing(names, tuple(dict.fromkeys(_texts(talk))))


class _Replacing:
    """Replaces in everything that a talk holds."""

    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins

    def talk(self, talk: SharedTalk) -> SharedTalk:
        told = talk.model_copy(
            update={
                "title": self._text(talk.title),
                "brief": self._text(talk.brief),
                "name": self._text(talk.name),
                "opening": self._answer(talk.opening),
                "turns": tuple(self._turn(turn) for turn in talk.turns),
            }
        )
        return told.model_copy(update={"names_replaced": talk.names_replaced or told != talk})

    def _turn(self, turn: SharedTurn) -> SharedTurn:
        hidden = self._stand_ins.hide(turn.text)
        return turn.model_copy(
            update={
                "text": hidden.text,
                "grade": self._grade(turn.graded, hidden) if turn.graded else turn.grade,
                "answer": self._answer(turn.answer) if turn.answer else None,
            }
        )

    def _grade(self, grade: TurnGrade, hidden: Hidden) -> TurnGrade:
        return grade.model_copy(
            update={
                "scores": tuple(self._score(score, hidden) for score in grade.scores),
                "drift_evidence": _moved(grade.drift_evidence, hidden),
            }
        )

    def _score(self, score: StepScore, hidden: Hidden) -> StepScore:
        reason = self._reason(score.reason, score.evidence, hidden) if score.reason else None
        return score.model_copy(
            update={
                "evidence": _moved(score.evidence, hidden),
                "reason": reason,
                "rewrite": self._text(score.rewrite) if score.rewrite else score.rewrite,
            }
        )

    def _reason(self, reason: Reason, evidence: Passage | None, hidden: Hidden) -> Reason:
        slots = {
            name: self._quoted(words, evidence, hidden) for name, words in reason.slots.items()
        }
        said = {language: self._text(words) for language, words in reason.said.items()}
        return reason.model_copy(update={"slots": slots, "said": said})

    def _quoted(self, words: str, evidence: Passage | None, hidden: Hidden) -> str:
        """Words out of the evidence read there as well: whether one is a name, what stands around
        it tells."""
        at = evidence.text.find(words) if evidence is not None else -1
        if evidence is None or at < 0:
            return self._text(words)
        start, end = hidden.shown(evidence.start + at, evidence.start + at + len(words))
        return hidden.text[start:end]

    def _answer(self, answer: Answer) -> Answer:
        gesture = self._text(answer.gesture) if answer.gesture else answer.gesture
        return Answer(text=self._text(answer.text), gesture=gesture)

    def _text(self, text: str) -> str:
        return self._stand_ins.hide(text).text


def _moved(passage: Passage | None, hidden: Hidden) -> Passage | None:
    """A passage of the text as typed, where it stands in the text with stand-ins."""
    if passage is None:
        return None
    start, end = hidden.shown(passage.start, passage.end)
    return Passage(text=hidden.text[start:end], start=start, end=end)


def _turn(turn: TurnView) -> SharedTurn:
    return SharedTurn(
        id=turn.id,
        text=turn.text,
        grade=turn.grade,
        answer=_answer(turn.reply) if turn.reply else None,
        disputed=turn.disputed,
    )


def _answer(said: Utterance | Reply) -> Answer:
    return Answer(text=said.text, gesture=said.gesture)


def _of_the_situation(talk: SharedTalk) -> Iterator[str]:
    """What was known before the manager said it: a colleague may well repeat a real name."""
    yield from (talk.name, talk.title, talk.brief, *_words_of(talk.opening))
    said: set[str] = set()
    for turn in talk.turns:
        said.update(map(folded, WORD.findall(turn.text)))
        answered = " ".join(_words_of(turn.answer))
        yield from (word for word in WORD.findall(answered) if folded(word) not in said)


def _spoken(talk: SharedTalk) -> Iterator[str]:
    """The colleague's words."""
    for answer in (talk.opening, *(turn.answer for turn in talk.turns)):
        yield from _words_of(answer)


def _words_of(answer: Answer | None) -> tuple[str, ...]:
    return (answer.text, answer.gesture or "") if answer is not None else ()


def _texts(talk: SharedTalk) -> Iterator[str]:
    """Everything in a talk that somebody may be named in."""
    yield from (talk.title, talk.brief, talk.name)
    yield from _spoken(talk)
    for turn in talk.turns:
        yield turn.text
        for score in turn.graded.scores if turn.graded else ():
            yield score.rewrite or ""
            if score.reason is not None:
                yield from score.reason.slots.values()
                yield from score.reason.said.values()
