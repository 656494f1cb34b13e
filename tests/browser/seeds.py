"""Rehearsals put straight into an app's data folder, as if they had been held before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete

from rehearse.assembly import QUESTION_ENCODER, App, build
from rehearse.coaching.review import Review
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.keepsakes import Card, Preparation, Reflection
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import Language, Level, Passage, Step
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.ids import new_id
from rehearse.language.encoder import shared
from rehearse.pages.runtime import Runtime
from rehearse.service.rehearsing import LOCAL, Rehearsing
from rehearse.service.views import RehearsalRow
from rehearse.settings import Settings
from rehearse.store.schema import coaches, shares


class Seeds:
    """A second process's view of the data folder: the app under test finds what it leaves there."""

    def __init__(self, folder: Path) -> None:
        self.now: datetime | None = None
        """When everything happens from now on; None for the real moment."""
        # A loop in a thread of its own: playwright has this one's.
        self._services = Runtime(lambda: self._app(folder))

    def talk(
        self,
        turns: Sequence[str] = (),
        situation: str = "promised-raise",
        language: Language = "en",
        *,
        preparation: Preparation | None = None,
        ended: bool = False,
        live: Live | None = None,
        opening: int = 0,
    ) -> RehearsalView:
        """Hold a rehearsal: say these turns one after the other. In one that is ``live`` a model
        takes part from there on, where the app has one."""
        wait, rehearsing = self._services.wait, self._services.app.rehearsing
        view = wait(
            rehearsing.start(
                LOCAL, new_id(), situation, language, Difficulty.NORMAL, opening, preparation, live
            )
        )
        for text in turns:
            self.say(self.look(view.id).leaf.id, text)
        if ended:
            wait(rehearsing.finish(LOCAL, view.id))
        return self.look(view.id)

    def say(self, parent_id: str, text: str) -> str:
        """Say something under a turn and wait for the answer; the new turn's id."""
        turn_id = new_id()
        self._services.wait(self._services.app.rehearsing.say(LOCAL, turn_id, parent_id, text))
        for _ in self._services.follow(self._services.app.rehearsing.events(LOCAL, turn_id)):
            pass
        return turn_id

    def check(self, parent_id: str, text: str) -> None:
        """Check words under a turn without saying them."""
        self._services.wait(self._services.app.rehearsing.check(LOCAL, parent_id, text))

    def dispute(self, turn: TurnView) -> None:
        """Mark all notes of a turn as not right."""
        steps = (
            {score.step for score in turn.graded.scores if score.evidence} if turn.graded else ()
        )
        self._services.wait(self._services.app.rehearsing.dispute(LOCAL, turn.id, frozenset(steps)))

    def coach(self, name: str = "Anna") -> str:
        """Have somebody review under this name; the coach's id."""
        return self._services.wait(self._services.app.reviewing.name_coach(LOCAL, name)).id

    def reviewed(self, coach_id: str, share_id: str) -> Review | None:
        """What a coach made of a shared talk until now."""
        reading = self._services.app.reviewing.read(LOCAL, coach_id, share_id)
        return self._services.wait(reading).review

    def take_over(self, coach_id: str, share_id: str, turn: TurnView) -> None:
        """Have a coach agree with the grader about a turn."""
        agreeing = self._services.app.reviewing.agree(LOCAL, coach_id, share_id, turn.id)
        self._services.wait(agreeing)

    def keep(self, rehearsal_id: str, *parts: Preparation | Reflection | Card) -> None:
        for part in parts:
            self._services.wait(self._services.app.looking_back.keep(LOCAL, rehearsal_id, part))

    def share(self, view: RehearsalView, names: Sequence[str] | None = None) -> str:
        """Share a rehearsal where it stands; the sharing's id."""
        sharing = self._services.app.sharing
        wait = self._services.wait
        return wait(sharing.share(LOCAL, new_id(), view.id, view.leaf.id, names)).id

    def take_in(self, file: bytes) -> str:
        """Take in a talk that a manager sent; the sharing's id."""
        return self._services.wait(self._services.app.sharing.take_in(LOCAL, file)).share_id

    def review(self, share_id: str, coach: str, comment: str, goal: str) -> None:
        """Review a talk as a coach and hand that in: agreed but for one level a turn, the first
        turn's blind and commented on."""
        wait, reviewing = self._services.wait, self._services.app.reviewing
        me = wait(reviewing.name_coach(LOCAL, coach)).id
        talk = wait(reviewing.read(LOCAL, me, share_id)).talk
        for n, turn in enumerate(talk.turns):
            level, step, blind = Level.PARTIAL, tuple(Step)[n % len(Step)], n == 0
            words = Passage(text=turn.text[:20], start=0, end=len(turn.text[:20]))
            change = reviewing.level(LOCAL, me, share_id, turn.id, step, level, words, blind=blind)
            wait(change)
            wait(reviewing.agree(LOCAL, me, share_id, turn.id))
        wait(reviewing.comment(LOCAL, me, share_id, talk.turns[0].id, comment))
        wait(reviewing.conclude(LOCAL, me, share_id, comment, goal, Step.ASK))
        wait(reviewing.hand_in(LOCAL, me, share_id))

    def review_file(self, share_id: str, coach: str) -> bytes:
        """The file in which a review travels back."""
        wait, reviewing = self._services.wait, self._services.app.reviewing
        me = wait(reviewing.name_coach(LOCAL, coach)).id
        return wait(reviewing.file(LOCAL, me, share_id))

    def look(self, rehearsal_id: str) -> RehearsalView:
        """A rehearsal as it is stored, where it stands."""
        return self._services.wait(self._services.app.rehearsing.open(LOCAL, rehearsal_id))

    def versions(self, turn_id: str) -> tuple[TurnView, ...]:
        """All turns under the same parent, oldest first."""
        return self._services.wait(self._services.app.rehearsing.versions(LOCAL, turn_id))

    def history(self) -> list[RehearsalRow]:
        """All rehearsals there are, newest first."""
        return self._services.wait(self._services.app.rehearsing.history(LOCAL))

    def clear(self) -> None:
        """Delete every rehearsal, every shared talk and every coach: the app is as on the first
        day."""
        self._services.wait(self._services.app.rehearsing.delete_all(LOCAL))
        with self._services.app._store._database.writing() as c:
            c.execute(delete(shares))
            c.execute(delete(coaches))

    def close(self) -> None:
        self._services.close()

    def _app(self, folder: Path) -> App:
        app = build(Settings(data_dir=folder))
        colleague = ScriptedColleague(shared.encode, QUESTION_ENCODER.encode)
        service = Rehearsing(app._store, app.library, app.grader, colleague, clock=self._clock)
        return replace(app, rehearsing=service)

    def _clock(self) -> datetime:
        return self.now or datetime.now(UTC)
