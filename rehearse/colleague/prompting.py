"""What a model is given to play the colleague: from a speech to the messages of a request.

In this order, so that nearly all of a turn's prompt is the turn before's, letter for letter, and
providers need not read it again: rules, person and situation; the talk so far, which only grows;
and last, behind the manager's words, the direction for this one reply, which is gone by the next
turn. A layer that is not told yet is in none of these, so that no trick can get it out; ``reveal``
brings the one that is told now, as the core of the direction.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from rehearse.colleague import Speech, ToAnswer
from rehearse.colleague.checks import Finding
from rehearse.colleague.checks.sheet import word_sheet
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Band, Line, Move, Scenario
from rehearse.conversation.signals import Signal
from rehearse.language import cues, sentences
from rehearse.models import Message
from rehearse.models.harmless import harmless
from rehearse.prompts import filled

FOLDER = "colleague"

LONGEST_TURN = 4_000
"""Code points of one manager's turn that a model reads; the middle of a longer one is left out."""

SAMPLES = 12
"""How many of the situation's own lines show how the person sounds."""

SHOWN = (
    Move.CHALLENGE,
    Move.INVITE_DRAMA,
    Move.WITHDRAW,
    Move.HOLD_OFF,
    Move.ANSWER,
    Move.LIMIT,
    Move.ASK_COMMITMENT,
)
"""The moves that samples are taken from: those that a cold person makes. ``go_on`` is none of them:
its lines are facts, and facts are brought by the direction."""

UNSPOKEN = "…"
"""Stands for a reply that was cut off before a word: providers refuse an empty message."""

_ASK_SOMETHING = (
    Signal.ASKS_FACT,
    Signal.ASKS_IMPACT,
    Signal.ASKS_NEED,
    Signal.ASKS_FORGIVENESS,
    Signal.LOGISTICS,
)
_ASKING = ("ask_impact", "ask_need")
"""Cues of what is asked of the other, whatever sign it ends with."""


class Prompter:
    """Fills the templates of one prompts folder. Pure, but for reading each template once."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is laid out like ``prompts/``; what it lacks is taken from those that ship."""
        self._prompts = folder

    def messages(self, speech: Speech) -> tuple[Message, ...]:
        """The whole request for one reply.

        Raises:
            BadFile: a template cannot be read, or is wrong.
        """
        scenario = speech.to_answer.scenario
        language = scenario.language
        said = [Message(role="system", content=self._person(scenario))]
        heard = self._render(language, "begin")
        answer = speech.opened
        for exchange in speech.so_far:
            said += _spoken(heard, answer)
            heard, answer = _as_words(exchange.words), exchange.reply
        said += _spoken(heard, answer)
        last = f"{_as_words(speech.to_answer.words)}\n\n{self._direction(speech)}"
        return (*said, Message(role="user", content=last))

    def repair(
        self, speech: Speech, failed: str, findings: Sequence[Finding]
    ) -> tuple[Message, ...]:
        """The same request once more, with the reply that does not pass and all that is wrong with
        it.

        Raises:
            BadFile: a template cannot be read, or is wrong.
        """
        language = speech.to_answer.scenario.language
        wrong = self._render(
            language,
            "repair",
            faults=[(each.fault.value, harmless(each.words).strip()) for each in findings],
            name=speech.to_answer.scenario.name,
        )
        answered = Message(role="assistant", content=failed.strip() or UNSPOKEN)
        return (*self.messages(speech), answered, Message(role="user", content=wrong))

    def _person(self, scenario: Scenario) -> str:
        persona = scenario.words.persona
        return self._render(
            scenario.language,
            "person",
            name=persona.name,
            role=persona.role,
            portrait=persona.portrait,
            temperament=scenario.rules.temperament.value,
            brief=scenario.words.brief.strip(),
            samples=samples(scenario),
        )

    def _direction(self, speech: Speech) -> str:
        moment, plan = speech.to_answer.moment, speech.plan
        second_thoughts, core = parts(speech)
        return self._render(
            speech.to_answer.scenario.language,
            "direction",
            move=plan.move.value,
            temperament=speech.to_answer.scenario.rules.temperament.value,
            band=moment.state.standing.band.value,
            core=core,
            second_thoughts=second_thoughts,
            harmed=[step.value for step in speech.harmed],
            asked=_asked(speech.to_answer),
        )

    def _render(self, language: Language, template: str, **values: object) -> str:
        part = f"{FOLDER}/{language}"
        return filled(self._prompts, part, f"{template}.md.j2", trimmed=True, **values)


def samples(scenario: Scenario) -> list[dict[str, str]]:
    """Lines of the situation that show how the person sounds: the same at every turn.

    Only lines for the coldest band that recall nothing: a warmer one, or one that comes back to
    something, may touch a layer. None that soothes or waits either: only its own move excuses that,
    and whoever imitates it in another is refused. ``answers`` holds a manager's sentence that the
    line answers, or nothing where it fits anything.
    """
    piles = [_pile(scenario, move) for move in SHOWN]
    dealt = [line for row in zip_longest(*piles) for line in row if line is not None]
    return [
        {"text": line.text, "answers": "" if line.open else line.answers[0]}
        for line in dealt[:SAMPLES]
    ]


def _pile(scenario: Scenario, move: Move) -> list[Line]:
    cold = [
        line
        for line in scenario.words.lines.get(move, ())
        if line.band is Band.LOW
        and line.after is None
        and not line.anywhere
        and not _soothes(line.text, scenario.language)
    ]
    if move is Move.ANSWER:
        # What was asked brings the fact; here only the way of not knowing is shown.
        return [line for line in cold if line.open]
    return sorted(cold, key=lambda line: line.open)


@lru_cache(maxsize=4096)
def _soothes(text: str, language: Language) -> bool:
    said, sheet = cues.plain_signs(text).lower(), word_sheet(language)
    return any(pattern.search(said) for pattern in (sheet.soothing, sheet.waiting))


def parts(speech: Speech) -> tuple[str, str]:
    """The second thoughts that the plan begins with, or nothing; and the line of the move.

    Words that only take in a promise or what was owned are left out: a model does that by itself.
    """
    plan, scenario = speech.plan, speech.to_answer.scenario
    doubts = {line.id: line.text for line in scenario.words.lines.get(Move.SECOND_THOUGHTS, ())}
    core = next((u.text for u in scenario.utterances() if u.id in plan.lines[-1:]), plan.text)
    first = next(iter(plan.lines), "")
    return doubts.get(first, ""), core if plan.text.endswith(core) else plan.text


def _asked(to_answer: ToAnswer) -> str:
    """Where the manager asks something: ``last``, ``amid`` other things, or nowhere, as ``""``.

    What is asked without a question mark ("Tell me what would help") is heard by the grader, or by
    its words.
    """
    read, language = to_answer.moment.read, to_answer.scenario.language
    if read.ends_in_question:
        return "last"
    if read.has(*_ASK_SOMETHING):
        return "amid"
    for sentence in sentences.split(to_answer.words):
        if sentences.ends_in_question(sentence.text):
            return "amid"
        if any(cues.sheet(language).hears(name, sentence.text) for name in _ASKING):
            return "amid"
    return ""


def _spoken(heard: str, answer: str) -> tuple[Message, Message]:
    return (
        Message(role="user", content=heard),
        Message(role="assistant", content=answer or UNSPOKEN),
    )


def _as_words(words: str) -> str:
    """The manager's words as data: between marks that nothing inside them can close or imitate."""
    plain = harmless(words).strip()
    if len(plain) > LONGEST_TURN:
        half = LONGEST_TURN // 2
        begun, ended = sentences.beginning(plain, half), sentences.ending(plain, half)
        plain = f"{begun} {UNSPOKEN} {ended}"
    return f"<manager>\n{plain}\n</manager>"
