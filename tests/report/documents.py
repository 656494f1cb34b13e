"""Talks that were looked back on, made by hand: for what lays them out."""

from datetime import UTC, date, datetime, time, timedelta

from rehearse.conversation.keepsakes import Card, Keepsakes, Preparation, Reflection
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import (
    GradeResult,
    Language,
    Level,
    NotScored,
    NotScoredCode,
    Passage,
    Pillar,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.scenario import Difficulty, Move
from rehearse.conversation.views import RehearsalView, TurnView
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
from rehearse.report.telling import Sentence
from tests.service.fakes import tiny_scenario

TODAY = date(2026, 11, 26)
STARTED = datetime(2026, 11, 26, 11, 5, tzinfo=UTC)
HARD_TO_DRAW = (
    "Ik schrok 😳 … ‘s avonds belde Şule, Łukasz kwam ook 👩‍🏫 ✓ € 40 → morgen, ĳs en coördinatie"
)
NASTY = "![plaatje](http://ergens/x.png) <img src=x onerror=alert(1)> # kop *vet* www.ergens.nl"
SPOILER = "What nobody should read"


def sentence(**slots: str | int) -> Sentence:
    """A sentence of the test catalogue."""
    return Sentence(code="test.sentence", slots={"name": "Noor", **slots})


def score(step: Step, level: Level, text: str, *, doubt: bool = False) -> StepScore:
    code = f"{step.value}.{'against' if level < 0 else 'clear'}"
    return StepScore(
        step=step,
        level=level,
        doubt=doubt,
        evidence=Passage(text=text, start=0, end=len(text)),
        reason=Reason(code=code),
        rewrite="Ik heb zes weken gezwegen.",
    )


def graded(*scores: StepScore, language: Language = "nl") -> TurnGrade:
    found = {one.step: one for one in scores}
    all_seven = tuple(found.get(step, StepScore(step=step, level=Level.ABSENT)) for step in Step)
    return TurnGrade(grader="test", language=language, scores=all_seven)


def turn(n: int, text: str, grade: GradeResult | None, reply: str = "Oké.") -> TurnView:
    return TurnView(
        id=f"turn-{n}",
        parent_id=f"turn-{n - 1}",
        text=text,
        said_at=STARTED + timedelta(minutes=n),
        grade=grade,
        reply=Reply(move=Move.GO_ON, text=reply, gesture="kijkt op"),
    )


QUIET = "Ik heb zes weken gezwegen."
TURNS = (
    turn(
        1,
        QUIET,
        graded(
            score(Step.OWN_PART, Level.CLEAR, QUIET),
            score(Step.ASK, Level.AGAINST, QUIET),
            score(Step.WORTH, Level.PARTIAL, "zes weken", doubt=True),
        ),
    ).model_copy(update={"disputed": frozenset({Step.ASK}), "label": "rustiger"}),
    turn(2, f"{HARD_TO_DRAW}\n\n- {NASTY}", graded()),
    turn(3, "Hm.", NotScored(code=NotScoredCode.FAILED)),
)


def view(
    turns: tuple[TurnView, ...] = TURNS,
    *,
    spoken: Language = "nl",
    title: str = "De beloofde opslag",
    keepsakes: Keepsakes | None = None,
) -> RehearsalView:
    tiny = tiny_scenario(language=spoken)
    scenario = tiny.model_copy(update={"words": tiny.words.model_copy(update={"title": title})})
    root = TurnView(
        id="turn-0",
        parent_id=None,
        text="",
        said_at=STARTED,
        opening=scenario.words.openings[0],
    )
    return RehearsalView(
        id="rehearsal",
        scenario=scenario,
        difficulty=Difficulty.NORMAL,
        started_at=STARTED,
        ended_at=None,
        turns=(root, *turns),
        keepsakes=keepsakes or kept(),
    )


def kept(planned_on: date | None = date(2026, 11, 27)) -> Keepsakes:
    return Keepsakes(
        preparation=Preparation(
            own_part="Ik zei niks.",
            goal="Weer kunnen praten.",
            planned_on=planned_on,
            planned_at=time(9, 30),
            ready=3,
        ),
        reflection=Reflection(ready=6, words="Het ging."),
    )


CARD = Card(
    opening="Ik wil het hebben over september.",
    own_part="Ik heb zes weken gezwegen.",
    question="Wat heeft dat met je gedaan?",
    commitment="Ik bel je dezelfde dag.",
    due=date(2026, 12, 10),
)


def columns(turns: int) -> tuple[TurnColumn, ...]:
    cells = {
        Step.OWN_PART: StepCell(level=Level.CLEAR),
        Step.ASK: StepCell(level=Level.AGAINST),
        Step.WORTH: StepCell(level=Level.PARTIAL, doubt=True),
        Step.CLARITY: StepCell(level=Level.PARTIAL),
    }
    return tuple(TurnColumn(n=n, cells=None if n % 3 == 0 else cells) for n in range(1, turns + 1))


def looked_back(turns: int = len(TURNS)) -> Debrief:
    quote = Passage(text=QUIET, start=0, end=len(QUIET))
    moment = Moment(
        n=1,
        step=Step.OWN_PART,
        level=Level.CLEAR,
        quote=quote,
        reason=Reason(code="own_part.clear"),
        rewrite=None,
        then=sentence(n=11),
    )
    hardest = moment.model_copy(
        update={"step": Step.ASK, "level": Level.AGAINST, "rewrite": "Hoe was dat voor je?"}
    )
    attempts = (
        Attempt(turn=TURNS[0], then=sentence(n=21), on_path=True),
        Attempt(turn=turn(4, "Sorry hoor.", graded()), then=sentence(n=22), on_path=False),
    )
    return Debrief(
        summary=(sentence(n=1), sentence(n=2), sentence(n=3)),
        strongest=moment,
        hardest=hardest,
        columns=columns(turns),
        needed=(Step.OWN_PART, Step.RELIABLE),
        told=(LayerTold(layer="first", gist="Dat het pijn deed", n=2),),
        unsaid=(LayerUnsaid(layer="second", gist=SPOILER, why=sentence(n=31)),),
        pillars=tuple(
            PillarSeen(
                pillar=pillar,
                wobbles=pillar is Pillar.VALUABLE,
                written="Ziet alles." if pillar is Pillar.VALUABLE else None,
                held=(1,),
                knocked=(),
                told=sentence(n=41),
            )
            for pillar in Pillar
        ),
        forks=(Fork(n=1, attempts=attempts),),
        unscored=1,
    )


NOTHING = Debrief(
    summary=(sentence(n=1),),
    strongest=None,
    hardest=None,
    columns=(),
    needed=(),
    told=(),
    unsaid=(),
    pillars=(),
    forks=(),
    unscored=0,
)


def document(**changed: object) -> Document:
    """A talk of three turns with all there is to tell of it."""
    whole = Document(view=view(), debrief=looked_back(), card=CARD)
    return whole.model_copy(update=changed)


def long_document(turns: int = 60) -> Document:
    """A talk that fills many pages."""
    many = tuple(
        TURNS[n % 3].model_copy(update={"id": f"turn-{n + 1}", "parent_id": f"turn-{n}"})
        for n in range(turns)
    )
    return document(view=view(many), debrief=looked_back(turns))
