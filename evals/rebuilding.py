"""Rebuilds the grader from the labelled turns, and stores what a run reads beside the cases."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals import (
    base_weights,
    cases,
    closings,
    crossed,
    fillers,
    ground,
    reading,
    readings,
    suite,
    thresholds,
    training,
    tuning,
    turns,
    vectors,
)
from evals.cases import CASES, Case, CaseError, Split
from evals.progress import Tell, silent
from evals.report import Part, Report
from evals.thresholds import Held
from evals.training import Examples
from evals.wanted import Wanted
from evals.whole import written_whole
from rehearse.conversation.rubric import TurnGrade
from rehearse.grader import Grader, context, heads
from rehearse.grader.context import ContextReader, SentenceScores
from rehearse.grader.heads import Heads, Numbers
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encoder
from rehearse.settings import Settings

MODELS = Path(heads.__file__).parent
HEADS = "heads.npz"
HALFWAY = "halfway"
"""What the folder begins with that an interrupted tuning goes on from; the rest says of what."""


@dataclass(frozen=True)
class Trained:
    """What training brought."""

    report: Report
    new_vectors: int
    levels: str
    """A digest of the levels of all cases: the same digest, the same levels."""


def train(folder: Path = CASES, to: Path = MODELS, tell: Tell = silent) -> Trained:
    """Rebuild the grader from the train split into the folder ``to``, and store beside the cases
    what reading them brought.

    The context reader is tuned anew only where turns, labels or the recipe changed since it was: it
    takes hours on two cores and, interrupted, goes on when called again; the heads take minutes.

    Raises:
        CaseError: a file of cases is wrong, the train split holds too few stories, or what tuning
            needs is not installed.
    """
    labelled = cases.load(folder / "turns")
    inside = cases.split_of(labelled, Split.TRAIN, folder)
    _enough_stories(inside, folder)
    encoder = vectors.remembered(folder)
    tell("Encoding the sentences that have no vector yet ...")
    learned = [*inside, *cases.split_of(labelled, Split.SINCE, folder)]
    examples = training.prepare(learned, encoder)
    tuned_on = examples.only(np.arange(len(inside)))
    reader, in_context = _tuned(tuned_on, encoder, folder, to / context.FILE, tell)
    remembered = ground.remembered(reader, folder)
    tell(f"Training the heads on {len(learned)} turns ...")
    # The reader has seen none of the turns since.
    fresh = len(inside) + training.first_told(learned[len(inside) :])
    apart = np.concatenate([tuning.set_apart(inside), fresh])
    in_context = np.vstack([in_context, *_scored([examples.read[n] for n in fresh], remembered)])
    own = examples.only(apart)
    unseen = training.read(own, training.unseen_scores(examples, apart), in_context)
    development = cases.split_of(labelled, Split.DEVELOPMENT, folder)
    held_to = _held(training.prepare(development, encoder), remembered) if development else None
    trained = thresholds.finish(examples, (own, unseen), reader.card.key, held_to)
    written_whole(to / HEADS, lambda file: file.write(trained.to_bytes()))
    stored = Heads(trained.weights.astype(np.float32).astype(np.float64), trained.card)
    grader = LocalGrader(stored, remembered, encoder)
    digest = levels_digest(labelled, grader)
    tell("Reading all other cases, so that a run finds them stored ...")
    questions = closings.remembered(folder)
    _read_the_rest(folder, labelled, ground.around(grader, encoder, questions))
    readings.store(folder / readings.FILE.name, reader.card.key, remembered.used)
    _keep(questions, folder)
    vectors.store(folder / vectors.FOLDER.name, encoder.used)
    report = crossed.report(own, unseen, training.folds(learned)[apart])
    return Trained(report, encoder.made, digest)


def keep_closings(folder: Path = CASES, tell: Tell = silent) -> None:
    """Store the vectors of the questions that a run asks, made by the encoder that ships now.

    Raises:
        CaseError: a file of cases is wrong, or the grader cannot be used.
    """
    trained, reader = ground.shipped()
    encoder, questions = vectors.remembered(folder), closings.remembered(folder)
    grader = LocalGrader(trained, ground.remembered(reader, folder), encoder)
    tell("Asking all that a run asks, so that a run finds its questions stored ...")
    own = ground.around(grader, encoder, questions)
    suite.measure(Wanted(folder, parts=frozenset({Part.COLLEAGUE})), [], own)
    _keep(questions, folder)


def _keep(questions: closings.RememberedQuestions, folder: Path) -> None:
    if questions.used:
        closings.store(folder / closings.FILE.name, questions)


def _read_the_rest(folder: Path, labelled: Sequence[Case], own: ground.Ground) -> None:
    """Grade what a run would grade beside the labelled turns, as far as it is there."""
    if (folder / "pairs").is_dir():
        read = Wanted(folder, parts=frozenset({Part.PAIRS, Part.ATTACKS}))
        suite.measure(read, labelled, own)
    if (folder / "dialogues").is_dir():
        suite.measure(Wanted(folder, parts=frozenset({Part.COLLEAGUE})), labelled, own)


def _enough_stories(train: Sequence[Case], folder: Path) -> None:
    stories = {case.key for case in train}
    if len(stories) < training.FOLDS:
        raise CaseError(
            f"{folder / 'splits.json'}: turns of {len(stories)} stories in the train split; "
            f"training needs at least {training.FOLDS}, to try each on weights that never saw it"
        )


def _tuned(
    examples: Examples, encoder: Encoder, folder: Path, file: Path, tell: Tell
) -> tuple[ContextReader, Numbers]:
    """The context reader of these turns, and what readers that never saw a story score it, for
    the turns set apart."""
    padding = fillers.load(folder)
    made = tuning.recipe(padding)
    key = context.key_of(cases.fingerprint(examples.cases), made)
    known = readings.load(folder / readings.UNSEEN.name, key)
    own = examples.only(tuning.set_apart(examples.cases))
    names = [readings.key(*read) for read in own.read]
    if file.exists() and all(name in known for name in names):
        reader = context.from_bytes(file.read_bytes())
        if reader.card.key == key:
            return reader, np.vstack([known[name] for name in names])
    tell(f"Tuning the context reader on {len(examples.cases)} turns; this takes a while ...")
    halfway = file.parent / f"{HALFWAY}-{key[:12]}"
    base = base_weights.base(reading.texts(examples.cases, Settings().prompts_folder()))
    views = tuning.views(base, examples, padding, encoder)
    unseen = tuning.unseen_scores(base, views, tuning.SEED, halfway, tell)
    reader = tuning.tune(base, views, made, tuning.SEED, halfway / "reader.npz", tell)
    written_whole(file, lambda to: to.write(reader.to_bytes()))
    parts = np.split(unseen, np.cumsum([len(texts) for texts, _ in own.read])[:-1])
    readings.store(folder / readings.UNSEEN.name, key, dict(zip(names, parts, strict=True)))
    shutil.rmtree(halfway, ignore_errors=True)
    # As it is stored, rounded: what ships is what thresholds are set for.
    return context.from_bytes(file.read_bytes()), unseen


def _held(examples: Examples, reader: SentenceScores) -> Held:
    return Held(examples, np.vstack(_scored(examples.read, reader)))


def _scored(turns: Sequence[tuple[tuple[str, ...], str]], reader: SentenceScores) -> list[Numbers]:
    return [reader.scores(*read) for read in turns]


def levels_digest(labelled: Sequence[Case], grader: Grader) -> str:
    """A hash over the levels and doubts that a grader gives to these cases."""
    digest = hashlib.sha256()
    for case in labelled:
        grade = grader.grade(case.turn, turns.context(case))
        shown = "-"
        if isinstance(grade, TurnGrade):
            shown = " ".join(f"{int(score.level)}{'?' * score.doubt}" for score in grade.scores)
        digest.update(f"{case.id} {shown}\n".encode())
    return digest.hexdigest()[:16]
