"""Runs the parts and rebuilds the grader: what the command line calls, without its printing."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals import cases, colleague, crossed, dialogues, floors, training, turns, vectors
from evals.cases import CASES, Case, CaseError, Split
from evals.report import Finding, Part, Report
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import Language, TurnGrade
from rehearse.grader import Grader, TurnContext, heads
from rehearse.grader.heads import Heads
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encoder
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings

MODEL = Path(heads.__file__).parent / "heads.npz"
TRAIN = "run `python -m evals train`"
CHECKED_ANEW = 32
"""One stored sentence in so many is encoded anew: always the same ones."""


@dataclass(frozen=True)
class Wanted:
    """What to run, and on which files."""

    folder: Path = CASES
    floors: Path = floors.FILE
    lang: Language | None = None
    part: Part | None = None

    def runs(self, part: Part) -> bool:
        return self.part in (None, part)

    def speaks(self, lang: Language) -> bool:
        return self.lang in (None, lang)

    @property
    def whole(self) -> bool:
        """Whether every figure that floors name will be there."""
        return self.lang is None and self.part is None


def run(wanted: Wanted) -> Report:
    """Everything wanted, checked against the floors.

    Raises:
        CaseError: a file of cases or floors is wrong.
    """
    labelled = cases.load(wanted.folder / "turns")
    limits = floors.load(wanted.floors)
    encoder = Encoder()
    report = stored_vectors(labelled, wanted.folder, encoder)
    try:
        trained = heads.load()
    except (OSError, ValueError) as error:
        stale = Finding(
            subject="model", message=f"The grader cannot be used: {_first_line(error)}; {TRAIN}"
        )
        return report + Report(findings=(stale,))
    train = cases.split_of(labelled, Split.TRAIN, wanted.folder)
    report += up_to_date(trained, train)
    report += measure(wanted, labelled, LocalGrader(trained, encoder), encoder)
    return report + floors.check(report, limits, wanted.floors, whole=wanted.whole)


def measure(wanted: Wanted, labelled: Sequence[Case], grader: Grader, encoder: Encoder) -> Report:
    """The figures of the wanted parts for any grader."""
    report = Report()
    if wanted.runs(Part.TURNS):
        report += score_turns(wanted, labelled, grader)
    if not (wanted.runs(Part.DIALOGUES) or wanted.runs(Part.COLLEAGUE)):
        return report
    library = load_library()
    answering = ScriptedColleague(encoder.encode)
    scripts = [s for s in dialogues.load(wanted.folder / "dialogues") if wanted.speaks(s[1].lang)]
    told, played = dialogues.report(scripts, library, grader, answering)
    if wanted.runs(Part.DIALOGUES):
        report += told
    if wanted.runs(Part.COLLEAGUE):
        files = colleague.load(wanted.folder / "colleague")
        colleague.check_lines(files, library)
        spoken = [content for content in files if wanted.speaks(content.lang)]
        verdicts = colleague.judge(spoken, library, grader, answering)
        walked = colleague.walks(scripts, library, grader, answering)
        report += colleague.report(verdicts, [*played, *walked])
    return report


def load_library() -> ScenarioLibrary:
    """The situations that dialogues and colleague cases are about."""
    return ScenarioLibrary(Settings().prompts_folder())


def score_turns(wanted: Wanted, labelled: Sequence[Case], grader: Grader) -> Report:
    """Development turns in full, held-out turns as totals.

    Raises:
        CaseError: a split holds no turns.
    """
    report = Report()
    for split in (Split.DEVELOPMENT, Split.HELD_OUT):
        inside = cases.split_of(labelled, split, wanted.folder)
        spoken = [case for case in inside if wanted.speaks(case.lang)]
        if not spoken:
            file = wanted.folder / "splits.json"
            raise CaseError(
                f"{file}: no labelled turns in the {split.value} split; add turns by its writers "
                f"under {wanted.folder / 'turns'}, or run another --part"
            )
        report += turns.report(spoken, split, grader)
    return report


def stored_vectors(labelled: Sequence[Case], folder: Path, encoder: Encoder) -> Report:
    """Have the encoder remember the stored vectors, after seeing that they still hold."""
    texts = vectors.texts_of(labelled)
    known = vectors.load(texts, folder / vectors.FILE.name)
    sample = [text for text in texts if text in known and vectors.drawn(text, CHECKED_ANEW)]
    drifted = vectors.drifted(sample, known, encoder)
    encoder.remember(known)
    notes = [f"vectors: {len(known)} stored, {len(sample)} of them encoded anew"]
    if len(known) < len(texts):
        notes.append(f"vectors: {len(texts) - len(known)} sentences have none stored; {TRAIN}")
    if not drifted:
        return Report(notes=tuple(notes))
    message = (
        f"{len(drifted)} of {len(sample)} stored sentence vectors no longer hold: the encoder "
        f"changed. Delete {folder / vectors.FILE.name} and {TRAIN}"
    )
    return Report(findings=(Finding(subject="vectors", message=message),), notes=tuple(notes))


def up_to_date(trained: Heads, train: Sequence[Case]) -> Report:
    """Whether the grader that ships was trained on the turns and labels that are there now."""
    if trained.card.data == cases.fingerprint(train):
        return Report(notes=(f"model: trained on the {len(train)} turns of the train split",))
    message = (
        f"The grader ({trained.card.data[:12]}) was trained on other turns or labels than the "
        f"train split holds now ({cases.fingerprint(train)[:12]}, {len(train)} turns); {TRAIN}"
    )
    return Report(findings=(Finding(subject="model", message=message),))


@dataclass(frozen=True)
class Trained:
    """What training brought."""

    report: Report
    turns: int
    new_vectors: int
    levels: str
    """A digest of the levels of all cases: the same digest, the same levels."""


def train(
    folder: Path = CASES, to: Path = MODEL, tell: Callable[[str], None] = lambda _: None
) -> Trained:
    """Rebuild the grader from the train split, and store the vectors of all cases.

    Raises:
        CaseError: a file of cases is wrong, or the train split holds too few stories.
    """
    labelled = cases.load(folder / "turns")
    inside = cases.split_of(labelled, Split.TRAIN, folder)
    stories = {case.key for case in inside}
    if len(stories) < training.FOLDS:
        raise CaseError(
            f"{folder / 'splits.json'}: turns of {len(stories)} stories in the train split; "
            f"training needs at least {training.FOLDS}, to try each on weights that never saw it"
        )
    encoder = Encoder()
    file = folder / vectors.FILE.name
    tell(f"Encoding the sentences of {len(labelled)} turns that have no vector yet ...")
    new = vectors.store(labelled, encoder, file)
    # What was stored, not what was just encoded: training anywhere sees the same numbers.
    encoder.remember(vectors.load(vectors.texts_of(labelled), file))
    tell(f"Training on {len(inside)} turns ...")
    examples = training.prepare(inside, encoder)
    unseen, shares = training.unseen_chances(examples)
    development = cases.split_of(labelled, Split.DEVELOPMENT, folder)
    held_to = training.prepare(development, encoder) if development else None
    trained = training.finish(examples, unseen, held_to)
    to.write_bytes(trained.to_bytes())
    report = crossed.report(examples, unseen, shares)
    stored = Heads(trained.weights.astype(np.float32).astype(np.float64), trained.card)
    grader = LocalGrader(stored, encoder)
    return Trained(report, len(inside), new, levels_digest(labelled, grader))


def levels_digest(labelled: Sequence[Case], grader: Grader) -> str:
    """A hash over the levels and doubts that a grader gives to these cases."""
    digest = hashlib.sha256()
    for case in labelled:
        grade = grader.grade(case.turn, TurnContext(case.lang, None, None, case.colleague_last))
        shown = "-"
        if isinstance(grade, TurnGrade):
            shown = " ".join(f"{int(score.level)}{'?' * score.doubt}" for score in grade.scores)
        digest.update(f"{case.id} {shown}\n".encode())
    return digest.hexdigest()[:16]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
