"""Talks looked back on, made by hand: what the pages of looking back are tried with."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rehearse.conversation.keepsakes import Card, Keepsakes, Preparation
from rehearse.conversation.rehearsal import PathState, Reply
from rehearse.conversation.rubric import (
    Language,
    Level,
    Passage,
    Pillar,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.scenario import Difficulty, Move
from rehearse.conversation.trust import TrustState
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.library import ScenarioLibrary
from rehearse.locale import catalogue
from rehearse.report.debrief import (
    Attempt,
    Debrief,
    Fork,
    LayerTold,
    LayerUnsaid,
    Moment,
    PillarSeen,
    StepCell,
    TurnColumn,
)
from rehearse.report.document import Document
from rehearse.report.practise_next import NextStep
from rehearse.report.progress import Progress
from rehearse.report.reached import Reached, TalkReached
from rehearse.report.readiness import Readiness
from rehearse.report.telling import Sentence
from rehearse.report.then_and_now import Quote, ThenAndNow
from rehearse.resources import data_root

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)

SENTENCES = {
    "began": ("Je begon met uitleg, en {name} sloot zich af.", "You began by explaining."),
    "turned": ("Toen je zei wat je zelf had nagelaten, begon het te lopen.", "Then it turned."),
    "ended": ("Aan het eind lag er een afspraak.", "By the end there was an agreement."),
    "opened": ("{name} antwoordde voor het eerst met een zin over zichzelf.", "{name} opened."),
    "shut": ("{name} sloot zich af.", "{name} closed up."),
    "asked": ("{name} stelde een vraag terug.", "{name} asked back."),
    "unasked": ("Daar heb je niet naar gevraagd, ook niet na beurt {n}.", "You didn’t ask."),
    "held": ("In beurt {n} kwam dit terug.", "It came back in turn {n}."),
    "unheld": ("Dit kwam niet ter sprake.", "It did not come up."),
    "earlier": ("‘{step}’ komt steeds eerder: nu in beurt {n}.", "‘{step}’ comes earlier: {n}."),
    "rare": ("Dat was in geen van je gesprekken duidelijk.", "It was never clear."),
    "readier": ("Van {before} naar {after}.", "From {before} to {after}."),
    "pillar.valuable": ("waardevol", "valuable"),
    "pillar.capable": ("capabel", "capable"),
    "pillar.responsible": ("verantwoordelijk", "responsible"),
}


def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the catalogue know the sentences below, whatever it says of real talks."""
    for at, language in enumerate(("nl", "en")):
        known = catalogue("nl" if language == "nl" else "en")
        for code, texts in SENTENCES.items():
            monkeypatch.setitem(known, f"report.{code}", texts[at])


def sentence(code: str, **slots: str | int) -> Sentence:
    return Sentence(code=code, slots=slots)


def passage(text: str) -> Passage:
    return Passage(text=text, start=0, end=len(text))


def grade(*scores: StepScore) -> TurnGrade:
    found = {score.step: score for score in scores}
    all_seven = tuple(found.get(s, StepScore(step=s, level=Level.ABSENT)) for s in Step)
    return TurnGrade(grader="test", language="nl", scores=all_seven)


def score(step: Step, level: Level, words: str, *, rewrite: str | None = None) -> StepScore:
    return StepScore(
        step=step,
        level=level,
        evidence=passage(words),
        reason=Reason(code=f"{step.value}.{level.name.lower()}"),
        rewrite=rewrite,
    )


HARD = "Vervelend dat jij het zo hebt ervaren, <b>maar</b> daar ga ik helaas niet over."
STRONG = "Ik heb je dat in maart beloofd en daarna heb ik zes weken gezwegen."
COULD = "Ik zei in maart dat ik me er hard voor zou maken, en daarna hoorde je niets meer."


def state(trust: int) -> PathState:
    return PathState(standing=TrustState(trust=trust), recent_trust=(trust,))


def turn(n: int, text: str, graded: TurnGrade, reply: str, **more: object) -> TurnView:
    fields: dict[str, object] = {
        "id": f"0190b3a4-0000-7000-8000-0000000000{n:02}",
        "parent_id": "0190b3a4-0000-7000-8000-000000000000",
        "text": text,
        "said_at": NOON,
        "grade": graded,
        "reply": Reply(move=Move.GO_ON, text=reply),
        "state": state(45),
    }
    return TurnView.model_validate(fields | more)


def two_versions() -> tuple[TurnView, TurnView]:
    hard = grade(score(Step.OWN_PART, Level.AGAINST, HARD[:37], rewrite=COULD))
    strong = grade(score(Step.OWN_PART, Level.CLEAR, STRONG))
    return (
        turn(1, HARD, hard, "Ervaren. Oké."),
        turn(
            2, STRONG, strong, "Nee. Dat heb je niet gedaan. Waarom eigenlijk niet?", label="Anders"
        ),
    )


def view(language: Language = "nl", *, words_only: bool = False, turns: int = 2) -> RehearsalView:
    """A talk with Kim, or as many turns of it as asked."""
    scenario = ScenarioLibrary(data_root() / "prompts").load("promised-raise", language)
    first, second = two_versions()
    root = TurnView(
        id="0190b3a4-0000-7000-8000-000000000000",
        parent_id=None,
        text="",
        said_at=NOON,
        opening=scenario.words.openings[0],
        state=state(30),
    )
    preparation = Preparation(
        own_part="Ik heb gezwegen.",
        seen={Pillar.VALUABLE: "Merkt het als eerste als het team te veel op zijn bord heeft."},
        planned_on=date(2026, 11, 27),
        planned_at=time(9, 30),
        ready=2,
        words_only=words_only,
    )
    return RehearsalView(
        id="0190b3a4-0000-7000-8000-0000000000ff",
        scenario=scenario,
        difficulty=Difficulty.NORMAL,
        started_at=NOON,
        ended_at=None,
        turns=(root, *(second, first)[:turns]),
        keepsakes=Keepsakes(preparation=preparation),
    )


def columns(number: int) -> tuple[TurnColumn, ...]:
    """As many turns as asked: of every level something, the fifth not scored."""
    levels = (Level.ABSENT, Level.PARTIAL, Level.ABSENT, Level.CLEAR, Level.AGAINST)
    return tuple(
        TurnColumn(
            n=n,
            cells=None
            if n % 12 == 5
            else {
                step: StepCell(level=levels[(3 * n + 2 * at) % 5], doubt=n == 4 and at == 4)
                for at, step in enumerate(Step)
            },
        )
        for n in range(1, number + 1)
    )


def moment(step: Step, level: Level, n: int, words: str, then: str) -> Moment:
    return Moment(
        n=n,
        step=step,
        level=level,
        quote=passage(words),
        reason=Reason(code=f"{step.value}.{level.name.lower()}"),
        rewrite=COULD if level < Level.CLEAR else None,
        then=sentence(then, name="Kim"),
    )


def debrief(number: int = 8) -> Debrief:
    first, second = two_versions()
    return Debrief(
        summary=(sentence("began", name="Kim"), sentence("turned"), sentence("ended")),
        strongest=moment(Step.OWN_PART, Level.CLEAR, 2, STRONG, "opened"),
        hardest=moment(Step.OWN_PART, Level.AGAINST, 1, HARD[:37], "shut"),
        columns=columns(number),
        needed=(Step.OWN_PART, Step.RELIABLE),
        told=(
            LayerTold(layer="cake", gist="Dat er thuis al taart was.", n=3),
            LayerTold(layer="interview", gist="Dat Kim ergens anders solliciteerde.", n=6),
        ),
        unsaid=(
            LayerUnsaid(
                layer="own", gist="Dat Kim ook zweeg.", why=sentence("unasked", name="Kim", n=4)
            ),
            LayerUnsaid(layer="more", gist="Nog iets.", why=sentence("unasked", name="Kim", n=4)),
        ),
        pillars=tuple(
            PillarSeen(
                pillar=pillar,
                wobbles=pillar is Pillar.VALUABLE,
                written="Merkt het als eerste." if pillar is Pillar.VALUABLE else None,
                held=(8,) if pillar is Pillar.VALUABLE else (),
                knocked=(),
                told=sentence("held", n=8) if pillar is Pillar.VALUABLE else sentence("unheld"),
            )
            for pillar in Pillar
        ),
        forks=(
            Fork(
                n=1,
                attempts=(
                    Attempt(turn=first, then=sentence("shut", name="Kim"), on_path=False),
                    Attempt(turn=second, then=sentence("asked", name="Kim"), on_path=True),
                ),
            ),
        ),
        unscored=1,
    )


CARD = Card(
    opening="Ik wil het hebben over wat ik in maart tegen je zei, en dat het daarna stil bleef.",
    own_part="Ik heb zes weken gezwegen omdat ik ertegen opzag. Je moest het van Anna horen.",
    question="",
    commitment="Ik leg het voor aan de directie en bel je dezelfde dag, wat het antwoord ook is.",
    due=date(2026, 12, 10),
)


def document(number: int = 8, *, words_only: bool = False) -> Document:
    return Document(view=view(words_only=words_only), debrief=debrief(number), card=CARD)


def reached(n: int) -> dict[Step, Reached]:
    levels = (Level.ABSENT, Level.PARTIAL, Level.CLEAR, Level.AGAINST)
    return {
        step: Reached(
            best=levels[(n + at) % 4],
            doubt=False,
            partly=levels[(n + at) % 4] >= Level.PARTIAL,
            against=(n + at) % 3 == 0,
            first_clear=None,
        )
        for at, step in enumerate(Step)
    }


def talk(n: int, grader: str = "local") -> TalkReached:
    return TalkReached(
        rehearsal_id=f"0190b3a4-0000-7000-8000-0000000001{n:02}",
        scenario_id="promised-raise",
        title="De beloofde opslag",
        name="Kim",
        started_at=NOON - timedelta(days=2 * n),
        steps=reached(n),
        grader=grader,
        ready_before=2,
        ready_after=6,
    )


def quote(words: str, n: int, level: Level) -> Quote:
    return Quote(
        words=words,
        language="nl",
        rehearsal_id=talk(1).rehearsal_id,
        name="Kim",
        n=n,
        level=level,
    )


def progress(number: int = 4) -> Progress:
    """As many talks as asked, the newest graded by another grader."""
    talks = tuple(talk(n, "local" if n > 1 else "other") for n in range(number, 0, -1))
    return Progress(
        talks=talks,
        summary=(sentence("earlier", step=Step.OWN_PART.value, n=2), sentence("ended")),
        then_and_now=(
            ThenAndNow(
                step=Step.OWN_PART,
                then=quote(HARD, 5, Level.AGAINST),
                now=quote(STRONG, 2, Level.CLEAR),
            ),
        ),
        next_step=NextStep(step=Step.I_MESSAGE, why=sentence("rare"), scenario_id="promised-raise"),
        readiness=Readiness(
            told=sentence("readier", before=2, after=6),
            words="Ik weet nu hoe ik begin.",
        ),
        graders=2,
    )
