"""``rehearse share``, ``shared``, ``withdraw`` and ``take-in``: talks and reviews on their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearse.cli import console, files, notes
from rehearse.cli.console import faint, safe
from rehearse.cli.door import Door
from rehearse.cli.history import known_ids, local_time, short_ids
from rehearse.cli.speech import CommandError, Speech, settings, speech
from rehearse.coaching.parcel import LARGEST
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language
from rehearse.ids import new_id
from rehearse.report.silence import direction, is_silent
from rehearse.service.rehearsing import LOCAL
from rehearse.service.sharing import Preview, ShareView, TakenIn


@dataclass(frozen=True)
class Going:
    """Which path of a rehearsal is to go, and under which names."""

    prefix: str
    """Of the rehearsal's id."""
    leaf: str | None
    """The turn that the path ends with; without one, where the rehearsal was left."""
    names: Sequence[str]
    as_it_is: bool


def share(
    going: Going,
    out: Path | None,
    *,
    cases_allowed: bool,
    preview: bool,
    force: bool,
    lang: Language | None,
) -> None:
    """Share a path of a rehearsal and write it to a file, or only show what would go."""
    if going.as_it_is and going.names:
        raise CommandError("names_or_not")
    if out is None and not preview:
        raise CommandError("share_where")
    files.refuse_to_overwrite(out, force=force)
    with Door() as door:
        rehearsal = door.ask(door.service.find(LOCAL, going.prefix))
        view = door.ask(door.app.looking_back.look_back(LOCAL, rehearsal, going.leaf)).view
        say = Speech(lang or settings().language or view.language)
        share_id, leaf = new_id(), view.leaf.id
        names, seen = _seen(door, going, share_id, rehearsal, leaf)
        _tell(seen, names, say)
        if preview or out is None:
            console.say_lines(_talk_lines(seen.talk, say))
            return
        door.ask(
            door.app.sharing.share(
                LOCAL, share_id, rehearsal, leaf, names, cases_allowed=cases_allowed
            )
        )
        try:
            files.write_private(out, door.ask(door.app.sharing.file(LOCAL, share_id)), force=force)
        except CommandError:
            # What did not leave is not shared either.
            door.ask(door.app.sharing.withdraw(LOCAL, share_id))
            raise
    if cases_allowed:
        print(say("share.cases"))
    print(say("export.written", file=safe(str(out))))
    print(faint(say("share.travelled", id=share_id)))


def _seen(
    door: Door, going: Going, share_id: str, rehearsal: str, leaf: str
) -> tuple[tuple[str, ...] | None, Preview]:
    """Whom to replace, None for nobody, and what goes then: those named, and those found."""
    ask = (LOCAL, share_id, rehearsal, leaf)
    if going.as_it_is:
        return None, door.ask(door.app.sharing.preview(*ask, None))
    named = tuple(going.names)
    found = door.ask(door.app.sharing.preview(*ask, named)).found
    names = (*named, *found)
    return names, door.ask(door.app.sharing.preview(*ask, names))


def _tell(seen: Preview, names: tuple[str, ...] | None, say: Speech) -> None:
    turns = _turns(len(seen.talk.turns), say)
    print(console.wrapped(say("share.goes", title=safe(seen.talk.title), turns=turns)))
    if names is None:
        print(console.wrapped(say("share.as_it_is")))
    elif words := tuple(dict.fromkeys(swap.real for swap in seen.replaced)):
        print(console.wrapped(say("share.replaced", words=safe(notes.listed(words, say)))))
    else:
        print(console.wrapped(say("share.nobody")))


def _turns(count: int, say: Speech) -> str:
    return say("share.turns.one") if count == 1 else say("share.turns.more", count=count)


def _talk_lines(talk: SharedTalk, say: Speech) -> list[str]:
    lines = ["", _spoken(talk, talk.opening.text)]
    for turn in talk.turns:
        lines += ["", console.wrapped(f"{say('chat.you')}: {safe(turn.text)}")]
        if turn.answer:
            lines += ["", _spoken(talk, turn.answer.text)]
    return lines


def _spoken(talk: SharedTalk, text: str) -> str:
    shown = f"({direction(text, talk.language)})" if is_silent(text) else text
    return console.wrapped(f"{safe(talk.name)}: {safe(shown)}")


def shared(prefix: str | None, *, as_json: bool, lang: Language | None) -> None:
    """What was shared, of one rehearsal or of all, the newest first."""
    say = speech(lang)
    with Door() as door:
        if prefix is None:
            found = door.ask(door.app.sharing.given(LOCAL))
        else:
            rehearsal = door.ask(door.service.find(LOCAL, prefix))
            found = door.ask(door.app.sharing.shares(LOCAL, rehearsal))
        short = short_ids([one.id for one in found], known_ids(door))
    if as_json:
        console.emit([one.model_dump(mode="json") for one in found])
    elif found:
        _print_shares(found, short, say)
    else:
        print(say("shared.none"))


def _print_shares(found: Sequence[ShareView], short: Mapping[str, str], say: Speech) -> None:
    cells = [
        (
            short[one.id],
            local_time(one.shared_at),
            one.title,
            str(one.turns),
            _names(one, say),
            _state(one, say),
        )
        for one in found
    ]
    heading = [say(f"shared.{name}") for name in ("id", "at", "title", "turns", "names", "state")]
    print(console.table(cells, heading))
    print(faint(f"\n{say('shared.how')}"))


def _names(share: ShareView, say: Speech) -> str:
    return say("shared.replaced") if share.names_replaced else say("shared.as_they_are")


def _state(share: ShareView, say: Speech) -> str:
    if share.withdrawn_at:
        return say("shared.withdrawn", date=local_time(share.withdrawn_at))
    return say("shared.reviews", count=share.reviews) if share.reviews else say("shared.waiting")


def withdraw(prefix: str, *, sure: bool, lang: Language | None) -> None:
    """Take a shared talk back, after asking."""
    if not sure and not console.interactive():
        raise CommandError("withdraw_unasked")
    say = speech(lang)
    with Door() as door:
        share_id = door.ask(door.app.sharing.find(LOCAL, prefix))
        if not sure and not console.agreed(say("withdraw.sure"), say("delete.agree")):
            print(say("withdraw.kept"))
            return
        door.ask(door.app.sharing.withdraw(LOCAL, share_id))
    print(say("withdraw.done"))


def take_in(name: str, lang: Language | None) -> None:
    """Take in a file: a talk to read, or a review of a talk that was shared here."""
    say = speech(lang)
    data = files.whole(name, LARGEST + 1)
    with Door() as door:
        taken = door.ask(door.app.sharing.take_in(LOCAL, data))
    print(_taken(taken, say))


def _taken(taken: TakenIn, say: Speech) -> str:
    title = safe(taken.title)
    if taken.coach is None:
        told = say("take_in.talk", title=title) if taken.new else say("take_in.known", title=title)
        return f"{told}\n{say('take_in.id', id=taken.share_id)}"
    coach = safe(taken.coach)
    if taken.new:
        return say("take_in.review", coach=coach, title=title)
    return say("take_in.review_known", coach=coach, title=title)
