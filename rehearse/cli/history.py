"""``rehearse history``, ``show`` and ``delete``: what was rehearsed before."""

from collections.abc import Iterable
from datetime import datetime

from rehearse.cli import console, notes, screens
from rehearse.cli.console import bold, faint, safe
from rehearse.cli.door import Door
from rehearse.cli.speech import CommandError, Speech, settings, speech
from rehearse.conversation.rubric import Language, NotScored
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.grader.contract import grade_json
from rehearse.locale import beginning
from rehearse.report.silence import stopped
from rehearse.service.ids import SHORTEST_PREFIX
from rehearse.service.rehearsing import LOCAL


def listing(lang: Language | None) -> None:
    """Every rehearsal on a line, the newest first."""
    say = speech(lang)
    with Door() as door:
        rows = door.ask(door.service.history(LOCAL))
        short = short_ids([row.id for row in rows], known_ids(door))
    if not rows:
        print(say("history.none"))
        return
    cells = [
        (
            short[row.id],
            local_time(row.started_at),
            row.title,
            str(row.turns),
            notes.trust_words(row.trust, row.name, say),
        )
        for row in rows
    ]
    names = ("id", "started", "title", "turns", "trust")
    print(console.table(cells, [say(f"history.{name}") for name in names]))
    print(faint(f"\n{say('history.how')}"))


def known_ids(door: Door) -> list[str]:
    """Those of rehearsals and of shared talks: a short id that is shown names one of either."""
    rehearsals, shares = door.service.known(LOCAL), door.app.sharing.known(LOCAL)
    return [*door.ask(rehearsals), *door.ask(shares)]


def short_ids(ids: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The shortest starts of ids that tell all that are known apart, listed here or not."""
    apart, length = set(known), SHORTEST_PREFIX
    while len({id_[:length] for id_ in apart}) < len(apart):
        length += 1
    return {id_: id_[:length] for id_ in ids}


def local_time(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def show(prefix: str, lang: Language | None) -> None:
    """One rehearsal along its current path, with the notes beside every turn."""
    with Door() as door:
        rehearsal = door.ask(door.service.find(LOCAL, prefix))
        view = door.ask(door.app.looking_back.look_back(LOCAL, rehearsal)).view
        took = door.ask(door.app.taking_part.spending(LOCAL, rehearsal))
    say = reader(view, lang)
    _print_head(view, say)
    for turn in view.turns:
        _print_turn(view, turn, say)
    print()
    console.say_lines(screens.told_lines(view.told, view.scenario, say))
    console.say_lines(screens.spent_lines(took, say))


def reader(view: RehearsalView, lang: Language | None) -> Speech:
    """The language asked for or set; else the rehearsal's own."""
    chosen = lang or settings().language
    return Speech(chosen or view.language)


def _print_head(view: RehearsalView, say: Speech) -> None:
    facts = say(
        "history.facts",
        date=local_time(view.started_at),
        name=safe(view.scenario.name),
        difficulty=beginning(view.difficulty, say.language),
    )
    print(f"\n{bold(safe(view.scenario.words.title))}\n{faint(facts)}")


def _print_turn(view: RehearsalView, turn: TurnView, say: Speech) -> None:
    name = view.scenario.name
    if turn.opening:
        opening = turn.opening
        print(f"\n{notes.spoken(name, opening.text, opening.gesture, view.language)}")
        return
    print(f"\n{screens.said(turn.text, say)}")
    if turn.grade:
        print()
        console.say_lines(notes.grade_lines(contract(turn, view.language), say))
    if turn.change:
        causes = [cause.model_dump(mode="json") for cause in turn.change.causes]
        print(f"\n{notes.trust_line(turn.change.state.trust, name, say)}")
        console.say_lines(notes.why_lines(turn.change.moved, causes, say))
    if turn.reply:
        reply = turn.reply
        print(f"\n{notes.spoken(name, reply.text, reply.gesture, view.language)}")
        if cut := stopped(reply, name, say.language):
            print(faint(console.wrapped(safe(cut), notes.INDENT)))


def contract(turn: TurnView, language: Language) -> dict[str, object]:
    """A turn's grade in the form that programs read."""
    assert turn.grade is not None
    grader = "" if isinstance(turn.grade, NotScored) else turn.grade.grader
    return grade_json(turn.grade, grader=grader, language=language, turn_id=turn.id)


def delete(prefix: str | None, *, everything: bool, sure: bool, lang: Language | None) -> None:
    """Erase one rehearsal or all, after asking."""
    if (prefix is None) != everything:
        raise CommandError("delete_what")
    if not sure and not console.interactive():
        raise CommandError("delete_unasked")
    say = speech(lang)
    with Door() as door:
        found = door.ask(door.service.find(LOCAL, prefix)) if prefix is not None else None
        question = say("delete.sure_all") if everything else say("delete.sure")
        if not sure and not console.agreed(question, say("delete.agree")):
            print(say("delete.kept"))
        elif found is not None:
            door.ask(door.service.delete(LOCAL, found))
            print(say("delete.done"))
        else:
            count = door.ask(door.service.delete_all(LOCAL))
            print(say("delete.done_all", count=count) if count else say("delete.none"))
