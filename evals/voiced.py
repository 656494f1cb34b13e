"""The modelled colleague on the colleague's cases: do a model's words pass, are they mended, or
does the scenario's own line stand?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals import colleague, under_way
from evals.colleague import ColleagueCase, ColleagueFile, Kind
from evals.ground import Ground
from evals.kept import ComesTo
from evals.overheard import UNCOUNTED, Overheard
from evals.report import ALL, Outcome, Part, Report, share
from rehearse.colleague import Colleague, Speech
from rehearse.colleague.checks import Finding
from rehearse.colleague.modelled import SCRIPTED, ModelledVoice
from rehearse.colleague.prompting import Prompter
from rehearse.colleague.telling import Telling
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Language
from rehearse.grader import Grader
from rehearse.library import ScenarioLibrary
from rehearse.models import Message, Model


@dataclass(frozen=True)
class Scene:
    """A case, with the reply that is decided for it."""

    case: ColleagueCase
    lang: Language
    speech: Speech


@dataclass(frozen=True)
class Voiced:
    """What became of a case."""

    scene: Scene
    reply: Reply
    fault: str
    """What was wrong with the first answer; empty where nothing was, or none came."""
    shortened: bool
    """The end of the answer that stands was dropped."""

    @property
    def right(self) -> bool:
        """Whether the words that stand do what the case asks for: for ``answers``, whether they
        carry a line that answers it."""
        scenario = self.scene.speech.to_answer.scenario
        return colleague.right(self.scene.case, self.reply, scenario)

    @property
    def came_to(self) -> ComesTo:
        if self.reply.source != "model":
            return ComesTo.OURS
        return ComesTo.SECOND if self.fault else ComesTo.FIRST


def scenes(
    files: Iterable[ColleagueFile], library: ScenarioLibrary, grader: Grader, scripted: Colleague
) -> list[Scene]:
    """The cases that a model would find words for."""
    found = []
    for content in files:
        scenario = library.load(content.scenario, content.lang)
        for case in content.cases:
            grade = colleague.read(case, scenario, grader)
            to_answer = colleague.to_answer(case, scenario, grade)
            plan, opened = scripted.choose(to_answer), colleague.began(case, scenario)
            speech = Speech(to_answer, plan, opened, case.so_far)
            if speech.plan.move not in SCRIPTED:
                found.append(Scene(case, content.lang, speech))
    return found


async def speak(asked: Iterable[Scene], model: Model, ground: Ground, at_once: int) -> list[Voiced]:
    """Have a model find the words, for so many cases at once."""

    async def one(scene: Scene) -> Voiced:
        return await _one(scene, model, ground)

    return await under_way.all_of(asked, lambda scene: scene.case.id, one, at_once)


async def _one(scene: Scene, model: Model, ground: Ground) -> Voiced:
    heard, prompter = Overheard(model), _Noting(ground.prompts)
    voice = ModelledVoice(heard, prompter, Telling(ground.encode), ground.sense)
    reply = None
    async for piece in voice.speak(scene.speech, UNCOUNTED):
        if isinstance(piece, Reply):
            reply = piece
    assert reply is not None, "a voice ends with its reply"
    words = " ".join(heard.words[-1].split()) if heard.words else ""
    shortened = reply.source == "model" and words != reply.text
    return Voiced(scene, reply, next(iter(prompter.faults), ""), shortened)


class _Noting(Prompter):
    """Notes what is wrong with an answer when it asks for another one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.faults: list[str] = []

    def repair(
        self, speech: Speech, failed: str, findings: Sequence[Finding]
    ) -> tuple[Message, ...]:
        self.faults.append(findings[0].fault.value)
        return super().repair(speech, failed, findings)


def report(label: str, voiced: Sequence[Voiced]) -> Report:
    """Shares of what passed, was mended, or stayed the scenario's own line; and by which check."""
    part = f"{Part.COLLEAGUE.value}/{label}"
    came = [each.came_to for each in voiced]
    shortened = [each.shortened for each in voiced if each.came_to is ComesTo.FIRST]
    rows = [
        ("passed", [to is ComesTo.FIRST for to in came]),
        ("of these without their last sentences", shortened),
        ("mended when asked again", [to is ComesTo.SECOND for to in came]),
        ("the scenario’s line stood", [to is ComesTo.OURS for to in came]),
    ]
    for fault in sorted({each.fault for each in voiced if each.fault}):
        rows.append((f"first answer: {fault}", [each.fault == fault for each in voiced]))
    for code in sorted({each.reply.instead for each in voiced if each.reply.instead}):
        rows.append((f"line stood for: {code}", [each.reply.instead == code for each in voiced]))
    for kind in Kind:
        flags = [each.right for each in voiced if each.scene.case.kind is kind]
        rows += [(f"{kind.value}, in its words", flags)] if flags else []
    figures = tuple(share(part, ALL, subject, "share", flags) for subject, flags in rows)
    outcomes = tuple(
        Outcome(
            part=part,
            kind=each.scene.case.kind.value,
            id=each.scene.case.id,
            lang=each.scene.lang,
            right=each.came_to is not ComesTo.OURS,
            told=_told(each),
        )
        for each in voiced
    )
    return Report(figures=figures, outcomes=outcomes)


def _told(voiced: Voiced) -> str:
    why = ", ".join(filter(None, (voiced.fault, voiced.reply.instead)))
    return f"{voiced.scene.case.say!r} got {voiced.reply.text!r} ({why or 'passed'})"
