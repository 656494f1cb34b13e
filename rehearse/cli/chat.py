"""``rehearse chat``: a rehearsal in the terminal, or from a file of turns."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rehearse.cli import console, files, screens
from rehearse.cli.door import Door
from rehearse.cli.screens import JsonScreen, Screen, TextScreen
from rehearse.cli.speech import CommandError, Speech, settings, speech
from rehearse.cli.talk import Talk
from rehearse.conversation.rehearsal import Ending, Live
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.views import RehearsalView
from rehearse.errors import RehearseError
from rehearse.ids import new_id
from rehearse.library import ScenarioLibrary
from rehearse.service.events import Event, EventType
from rehearse.service.rehearsing import LOCAL


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line; None for what was not."""

    scenario: str | None = None
    lang: Language | None = None
    difficulty: str | None = None
    opening: int | None = None
    turns: str | None = None
    resume: str | None = None
    offline: bool = False
    names: tuple[str, ...] = ()
    """Names that no model may see."""
    as_json: bool = False


def run(wanted: Wanted) -> None:
    """Hold one rehearsal, from start or where it was left."""
    if wanted.resume and (wanted.scenario or wanted.difficulty or wanted.opening):
        raise CommandError("resume_alone")
    turns = None if wanted.turns is None else files.text_lines(wanted.turns)
    say = speech(wanted.lang)
    scenario = wanted.scenario or (None if wanted.resume else _asked_for(wanted, say))
    if not (scenario or wanted.resume):
        return
    if not wanted.scenario and not wanted.resume:
        console.notice(f"\n{say('chat.one_moment')}")
    with Door() as door:
        unanswered: list[Event] | None = None
        if scenario is not None:
            view = _started(door, wanted, scenario, say)
        else:
            view, unanswered = _resumed(door, wanted.resume or "", wanted)
        talk = Talk(door, view)
        if wanted.resume and wanted.lang is None and settings().language is None:
            say = Speech(view.language)
        if turns is not None:
            screen = _screen(talk, say, as_json=wanted.as_json)
            _from_lines(talk, screen, unanswered, enumerate(turns, start=1))
        elif wanted.as_json:
            _from_lines(talk, JsonScreen(talk, say), unanswered, enumerate(_typed(), start=1))
        else:
            door.app.warm(view.scenario.id, view.language)
            _by_hand(talk, say, unanswered)


def _screen(talk: Talk, say: Speech, *, as_json: bool) -> Screen:
    return JsonScreen(talk, say) if as_json else TextScreen(talk, say, echo=True)


def _asked_for(wanted: Wanted, say: Speech) -> str | None:
    """The situation someone at a terminal chooses from a list; None when they leave."""
    if wanted.as_json or wanted.turns is not None or not console.interactive():
        raise CommandError("no_scenario")
    from rehearse.cli.scenarios import title

    library = ScenarioLibrary(settings().prompts_folder())
    ids = [i for i in library.ids() if say.language in library.rules(i).languages]
    print(f"\n{say('chat.choose')}\n")
    for number, scenario_id in enumerate(ids, start=1):
        print(f"  {number}. {console.safe(title(library, scenario_id, say.language))}")
    print()
    while True:
        try:
            answer = input(say("chat.choose_prompt")).strip()
        except EOFError:
            answer = "/end"
        if answer in ids:
            return answer
        if answer.isascii() and answer.isdigit() and 0 < int(answer[:6]) <= len(ids):
            return ids[int(answer) - 1]
        if answer == "/end":
            return None
        print(say("chat.choose_again", count=len(ids)))


def _started(door: Door, wanted: Wanted, scenario: str, say: Speech) -> RehearsalView:
    difficulty = Difficulty(wanted.difficulty or Difficulty.NORMAL)
    opening = (wanted.opening or 1) - 1
    played = door.app.models is not None and not wanted.offline
    live = Live(names=wanted.names) if played else None
    return door.ask(
        door.service.start(LOCAL, new_id(), scenario, say.language, difficulty, opening, live=live)
    )


def _resumed(door: Door, prefix: str, wanted: Wanted) -> tuple[RehearsalView, list[Event]]:
    """The rehearsal as it was left, and what was said in a turn that breaks again, and why; a turn
    that was cut off is carried to its end first."""
    rehearsal = door.ask(door.service.find(LOCAL, prefix))
    if wanted.names:
        # Before the talk is opened: a turn that was cut off is sent from there.
        door.ask(door.app.taking_part.keep_back(LOCAL, rehearsal, wanted.names))
    if wanted.offline:
        door.ask(door.app.taking_part.stay_here(LOCAL, rehearsal))
    view = door.ask(door.service.open(LOCAL, rehearsal))
    if view.leaf.done:
        return view, []
    told = list(door.follow(door.service.events(LOCAL, view.leaf.id)))
    # To open it would take up once more what has just failed.
    view = door.ask(door.app.looking_back.look_back(LOCAL, rehearsal)).view
    broken = [event for event in told if event.type in (EventType.SAID, EventType.FAILED)]
    return view, [] if view.leaf.done else broken


def _begin(talk: Talk, screen: Screen, unanswered: Sequence[Event] | None) -> None:
    """What there is before the first line: the opening or, for a reader, where the talk was left.
    ``unanswered``: what is left to tell of a talk that is gone on with; None for a new one."""
    if isinstance(screen, TextScreen):
        screens.introduce(talk, screen.say)
    if unanswered is not None and isinstance(screen, TextScreen):
        print(f"\n{screen.say('chat.resumed')}")
        print(screens.last_words(talk, screen.say))
    else:
        # A program is told the opening either way: that says what the talk is.
        for event in talk.opening():
            screen.event(event)
    screen.unanswered(unanswered or ())


def _from_lines(
    talk: Talk, screen: Screen, unanswered: Sequence[Event] | None, lines: Iterator[tuple[int, str]]
) -> None:
    """Say the lines one by one, until they end or the colleague has left: the first line after that
    is refused, so that it is told where the talk stopped."""
    ending = Ending.END_OF_TURNS
    try:
        _begin(talk, screen, unanswered)
        for number, line in lines:
            if not line.strip():
                continue
            had_left = talk.closed
            _say(talk, screen, line, number)
            if had_left:
                break
    except KeyboardInterrupt:
        ending = Ending.STOPPED
    screen.end(ending)


def _say(talk: Talk, screen: Screen, text: str, line: int) -> None:
    try:
        for event in talk.say(text):
            screen.event(event)
    except RehearseError as error:
        screen.refused(error, line)


def _by_hand(talk: Talk, say: Speech, unanswered: Sequence[Event] | None) -> None:
    """Someone types. Ctrl+C and Ctrl+D leave at any moment; all that was said is stored."""
    screen = TextScreen(talk, say, echo=not console.interactive())
    ending = Ending.STOPPED
    with contextlib.suppress(KeyboardInterrupt):
        _begin(talk, screen, unanswered)
        if talk.closed:
            print(f"\n{say('chat.closed', name=console.safe(talk.name))}")
        for number, line in enumerate(_typed(f"\n{say('chat.you')}: "), start=1):
            if line.strip().lower() == "/end":
                talk.end()
                ending = Ending.END_OF_TURNS
                break
            _obey(talk, screen, line, number)
    screen.end(ending)


def _obey(talk: Talk, screen: TextScreen, line: str, number: int) -> None:
    """One line that was typed: a command, or words for the colleague."""
    say = screen.say
    command = line.strip().lower()
    if not command:
        return
    if not command.startswith("/"):
        _say(talk, screen, line, number)
    elif command == "/again":
        print()
        print(screens.repeat_line(talk, say) if talk.step_back() else say("chat.again_none"))
    elif command == "/why":
        print()
        console.say_lines(screens.explain(talk, say))
    elif command == "/help":
        print(f"\n{say('chat.help').rstrip()}")
    else:
        print(f"\n{console.wrapped(say('chat.unknown'))}")


def _typed(prompt: str = "") -> Iterator[str]:
    """Lines from the keyboard, or from whatever is connected in its place."""
    if not console.interactive():
        yield from _piped()
        return
    with contextlib.suppress(ImportError):
        # Makes lines editable, and a pasted paragraph one line.
        import readline  # noqa: F401
    while True:
        try:
            yield input(prompt)
        except EOFError:
            print()
            return


def _piped() -> Iterator[str]:
    for raw in files.raw_lines(files.STANDARD_INPUT):
        yield raw.decode("utf-8", "replace")
