"""What a rehearsal looks like while it runs: for a reader, or as JSON for a program."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from rehearse.cli import console, notes
from rehearse.cli.console import bold, faint, italic, safe, wrapped
from rehearse.cli.speech import Speech
from rehearse.cli.talk import Talk
from rehearse.conversation.rehearsal import Ending
from rehearse.conversation.scenario import Scenario
from rehearse.errors import RehearseError
from rehearse.locale import phrase
from rehearse.models.spending import Spending
from rehearse.report.played import spent, who, why_instead
from rehearse.service.events import EVENT_VERSION, Event, EventType


class Screen(Protocol):
    """Shows what happens, as it happens."""

    def event(self, event: Event) -> None: ...

    def refused(self, error: RehearseError, line: int) -> None:
        """The turn of this line could not be said."""
        ...

    def unanswered(self, told: Iterable[Event]) -> None:
        """What was said before, and why it got no answer this time either."""
        ...

    def end(self, ending: Ending) -> None: ...


class JsonScreen:
    """One event a line. Words on their way are not printed; the last line says how it ended."""

    def __init__(self, talk: Talk, say: Speech) -> None:
        self._talk, self._say = talk, say

    def event(self, event: Event) -> None:
        # The run says itself, once and last, how it ended.
        if event.type not in (EventType.WORD, EventType.ENDED):
            console.emit(event.as_json())

    def refused(self, error: RehearseError, line: int) -> None:
        console.emit(
            {
                "v": EVENT_VERSION,
                "type": EventType.FAILED.value,
                "trust": self._talk.trust,
                "code": error.code,
                "message": error.message(self._say.language),
                "line": line,
            }
        )

    def unanswered(self, told: Iterable[Event]) -> None:
        for event in told:
            self.event(event)

    def end(self, ending: Ending) -> None:
        console.emit(self._talk.ended(ending))


class TextScreen:
    """The talk in words. ``echo`` prints what the manager says too, where nobody typed it here."""

    def __init__(self, talk: Talk, say: Speech, *, echo: bool) -> None:
        self._talk, self.say, self._echo = talk, say, echo
        self._levels: Mapping[str, int] | None = None
        self._trust = talk.trust

    def event(self, event: Event) -> None:
        data = event.data
        if event.type is EventType.OPENED:
            self._spoken(data)
        elif event.type is EventType.SAID:
            self._said(data["text"])
        elif event.type is EventType.GRADED:
            self._graded(data["grade"])
        elif event.type is EventType.MOVED:
            self._moved(event.trust, data)
        elif event.type is EventType.REPLIED:
            self._spoken(data)
            self._instead(data["instead"])
        elif event.type is EventType.DONE and self._levels is not None:
            self._settled(event.trust)
            self._unread(data.get("unread"))
        elif event.type is EventType.FAILED:
            print(wrapped(self.say("chat.failed", message=safe(str(data.get("message", ""))))))
        elif event.type is EventType.ENDED:
            print(f"\n{wrapped(self.say('chat.closed', name=safe(self._talk.name)))}")

    def _said(self, text: str) -> None:
        self._levels = None
        if self._echo:
            print(f"\n{said(text, self.say)}")

    def _graded(self, grade: dict[str, Any]) -> None:
        # A final grade that says the same as the provisional one is no news.
        if self._levels is None or grade["levels"] != self._levels:
            print()
            if self._levels is not None:
                read_again = phrase("live.reading.read_again", self.say.language)
                print(faint(wrapped(read_again, notes.INDENT)))
            self._levels = grade["levels"]
            console.say_lines(notes.grade_lines(grade, self.say))

    def _settled(self, trust: int) -> None:
        if trust != self._trust:
            before, here = self._talk.points[-2:]
            print()
            print(notes.trust_line(trust, self._talk.name, self.say))
            console.say_lines(notes.why_lines(trust - before.trust, here.causes, self.say))

    def _moved(self, trust: int, data: Mapping[str, Any]) -> None:
        self._trust = trust
        print()
        print(notes.trust_line(trust, self._talk.name, self.say))
        console.say_lines(notes.why_lines(data["moved"], data["causes"], self.say))

    def _spoken(self, data: Mapping[str, Any]) -> None:
        language = self._talk.scenario.language
        words, gesture = data["text"], data.get("gesture")
        print(f"\n{notes.spoken(self._talk.name, words, gesture, language)}")

    def _instead(self, why: str | None) -> None:
        if why is not None:
            told = why_instead(why, self._talk.name, self.say.language)
            print(faint(wrapped(safe(told), notes.INDENT)))

    def _unread(self, why: str | None) -> None:
        if why is not None:
            told = self.say("chat.unread", why=phrase(f"live.why.{why}", self.say.language))
            print(faint(wrapped(told, notes.INDENT)))

    def refused(self, error: RehearseError, line: int) -> None:
        message = safe(error.message(self.say.language))
        print(f"\n{wrapped(self.say('chat.not_said', message=message))}")

    def unanswered(self, told: Iterable[Event]) -> None:
        for event in told:
            if event.type is EventType.SAID:
                print(f"\n{said(event.data['text'], self.say)}")
            else:
                self.event(event)

    def end(self, ending: Ending) -> None:
        """Round off in words: how it stands, what was told, and how to go on."""
        talk, say = self._talk, self.say
        if ending is Ending.STOPPED:
            print(f"\n{say('chat.go_on_later', id=talk.id)}")
            return
        print(f"\n{bold(say('chat.ended'))}")
        print(notes.trust_line(talk.trust, talk.name, say))
        console.say_lines(told_lines(talk.here.told, talk.scenario, say))
        console.say_lines(spent_lines(talk.spending(), say))
        print(faint(say("chat.look_back", id=talk.id)))


def spent_lines(took: Spending, say: Speech) -> list[str]:
    """What the calls of models took; nothing where none was asked."""
    return [faint(wrapped(spent(took, say.language), notes.INDENT))] if took.calls else []


def told_lines(told: Sequence[str], scenario: Scenario, say: Speech) -> list[str]:
    """What the colleague told on a path, and whether something was left."""
    if not told:
        return [wrapped(say("chat.told_nothing", name=safe(scenario.name)), notes.INDENT)]
    lines = [f"{notes.INDENT}{say('chat.told')}"]
    for layer in told:
        gist = safe(scenario.words.layers[layer].gist)
        lines.append(wrapped(f"- {gist}", f"{notes.INDENT}  ", notes.INDENT))
    if len(told) < len(scenario.rules.layers):
        lines.append(wrapped(say("chat.unsaid"), notes.INDENT))
    return lines


def introduce(talk: Talk, say: Speech) -> None:
    """The situation, before the first word."""
    words = talk.scenario.words
    print(f"\n{bold(safe(words.title))}\n")
    for paragraph in words.brief.strip().splitlines():
        print(wrapped(safe(paragraph)))
    if talk.model is not None:
        reader = talk.reader or talk.model
        played = who("played_by", talk.model, reader, say.language, name=talk.name)
        print(faint(f"\n{wrapped(safe(played))}"))
    elif talk.stays_here:
        print(faint(f"\n{wrapped(safe(say('chat.stays_here', name=talk.name)))}"))
    print(faint(f"\n{wrapped(say('chat.how'))}"))


def explain(talk: Talk, say: Speech) -> list[str]:
    """Why trust moved as it did in the last turn, cause by cause."""
    here = talk.here
    if len(talk.points) < 2:
        return [say("chat.why_none")]
    lines = notes.cause_lines(here.causes, say)
    if not lines:
        lines = [f"{notes.INDENT}{say('why.same')}"]
    needed = notes.listed([notes.step_name(step, say) for step in talk.needed], say)
    return [*lines, faint(wrapped(say("chat.why_needed", steps=needed), notes.INDENT))]


def said(text: str, say: Speech) -> str:
    """What the manager says, where it was not typed here."""
    return wrapped(f"{say('chat.you')}: {safe(text)}", "  ", "")


def last_words(talk: Talk, say: Speech) -> str:
    """Where the talk was left: the last turn, and the answer to it."""
    here = talk.here
    before = [said(here.words, say)] if here.words else []
    answer = notes.spoken(talk.name, here.text, here.gesture, talk.scenario.language)
    return "\n\n".join([*before, answer])


def repeat_line(talk: Talk, say: Speech) -> str:
    """What the colleague had just said, when a turn is to be said differently."""
    name, here = safe(talk.name), talk.here
    head = wrapped(say("chat.again", name=name))
    gesture = italic(f"({safe(here.gesture)})") if here.gesture else ""
    answer = notes.answer(here.text, talk.scenario.language)
    return "\n".join(filter(None, (head, gesture and f"  {gesture}", answer)))
