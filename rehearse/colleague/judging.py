"""What the words of a model have to pass before they are the colleague's, for one reply."""

from collections.abc import Iterator, Sequence

from rehearse.colleague import Speech
from rehearse.colleague.checks import (
    Fault,
    Finding,
    Ground,
    Sense,
    check_reply,
    sensed,
    sentence_faults,
)
from rehearse.colleague.prompting import parts
from rehearse.colleague.telling import Telling


class Judge:
    """The checks of one reply. Takes some milliseconds a question: not for an event loop."""

    def __init__(self, speech: Speech, telling: Telling, sense: Sense) -> None:
        self._speech = speech
        self._telling = telling
        self._sense = sense
        self._ground = Ground.of(speech)

    def prepare(self) -> None:
        """Gather what the checks need, so that the first sentence does not wait for it."""
        self._sense.warm()
        self.sentence(self._speech.plan.text, "")

    def sentence(self, sentence: str, before: str) -> Finding | None:
        """What is wrong with a sentence that comes after what was said before; None if nothing."""
        return next(self._faults(sentence, before), None)

    def faults(self, sentences: Sequence[str], *, whole: bool) -> Iterator[Finding]:
        """All that is wrong with an answer as far as it was heard; ``whole``: it was to its end."""
        before = ""
        for sentence in sentences:
            yield from self._faults(sentence, before)
            before = f"{before} {sentence}".strip()
        if whole and (found := self.reply(before)):
            yield found

    def _faults(self, sentence: str, before: str) -> Iterator[Finding]:
        clean = True
        for found in sentence_faults(sentence, before, self._ground):
            clean = False
            yield found
        if clean and (slip := sensed(sentence, before, self._ground, self._sense)):
            yield slip
        if self._tells_too_early(f"{before} {sentence}".strip()):
            yield Finding(Fault.LAYER_EARLY, sentence)

    def reply(self, text: str) -> Finding | None:
        """What is wrong with a whole reply whose sentences passed; None if nothing."""
        told = self._speech.plan.told
        if told is not None and not self._telling.tells(text, self._layer(told)):
            return Finding(Fault.LAYER_MISSING, text)
        return check_reply(text, self._ground)

    def stands_alone(self, text: str) -> bool:
        """Whether the beginning of an answer is a reply without the rest: it says what was to be
        said, and passes. Of a layer it never is: its last sentence is the one that counts, and it
        is heard as a whole, so that nothing is taken back for another try."""
        if self._speech.plan.told is not None:
            return False
        _, core = parts(self._speech)
        return self._telling.says(text, core) and self.reply(text) is None

    def lines_said(self, text: str) -> tuple[str, ...]:
        """The plan's lines without the core's where the words let it lie: what was not said can be
        recalled by no later line, and said another time."""
        _, core = parts(self._speech)
        lines = self._speech.plan.lines
        return lines if self._telling.says(text, core) else lines[:-1]

    def _tells_too_early(self, text: str) -> bool:
        state, plan = self._speech.to_answer.moment.state, self._speech.plan
        untold = set(self._speech.to_answer.scenario.words.layers) - {*state.told, plan.told}
        return any(self._telling.tells(text, self._layer(name)) for name in untold)

    def _layer(self, name: str) -> str:
        return self._speech.to_answer.scenario.words.layers[name].told.text
