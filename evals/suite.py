"""Runs the parts and rebuilds the grader: what the command line calls, without its printing."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from evals import (
    base_weights,
    cases,
    colleague,
    crossed,
    dialogues,
    floors,
    ground,
    pairs,
    reading,
    readings,
    replayed,
    thresholds,
    training,
    tuning,
    turns,
    vectors,
)
from evals.cases import CASES, Case, CaseError, Split
from evals.report import Finding, Part, Report
from evals.thresholds import Held
from evals.training import Examples
from evals.wanted import Tell, Wanted, of_files, of_turns, pair_names, silent, spoken_of
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import GradeResult, Language, Level, Step, TurnGrade
from rehearse.grader import Grader, context, heads
from rehearse.grader.context import ContextReader, SentenceScores
from rehearse.grader.heads import Heads, Numbers
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encoder
from rehearse.settings import Settings

MODELS = Path(heads.__file__).parent
HEADS = "heads.npz"
TRAIN = "run `python -m evals train`"
CHECKED_ANEW = 32
"""One stored sentence in so many is encoded anew: always the same ones."""


def run(wanted: Wanted, tell: Tell = silent) -> Report:
    """Everything wanted, checked against the floors. ``tell`` hears what is being done.

    Raises:
        CaseError: a file of cases or floors is wrong.
    """
    labelled = cases.load(wanted.folder / "turns")
    further = cases.own(wanted.own) if wanted.own else None
    limits = floors.load(wanted.floors)
    encoder, report = vectors.remembered(wanted.folder), Report()
    try:
        trained, reader = heads.load(), context.load()
    except (OSError, ValueError) as error:
        stale = Finding(
            subject="model", message=f"The grader cannot be used: {_first_line(error)}; {TRAIN}"
        )
        return report + Report(findings=(stale,))
    train = cases.split_of(labelled, Split.TRAIN, wanted.folder)
    report += up_to_date(trained, reader, train)
    remembered = ground.remembered(reader, wanted.folder)
    grader = LocalGrader(trained, remembered, encoder)
    report += measure(wanted, labelled, grader, encoder, tell)
    kept = replayed.batches(wanted)
    if kept:
        tell("Asking again what kept replies answer ...")
        own = ground.around(grader, encoder)
        report += replayed.report(replayed.run(kept, wanted, labelled, own), own)
    report += stored_vectors(encoder, wanted.folder) + stored_readings(remembered)
    if wanted.drawn:
        report += Report(notes=("Only some cases were run: no figure is held to its floor.",))
    else:
        report += floors.check(report, limits, wanted.floors, whole=wanted.whole)
    if further and wanted.runs(Part.TURNS):
        report += score_own(wanted, *further, grader, tell)
    return report


def measure(
    wanted: Wanted,
    labelled: Sequence[Case],
    grader: Grader,
    encoder: Encoder,
    tell: Tell = silent,
) -> Report:
    """The figures of the wanted parts for any grader."""
    report = Report()
    if wanted.runs(Part.TURNS):
        tell("Grading the labelled turns ...")
        report += score_turns(wanted, labelled, grader)
    if wanted.runs(Part.PAIRS):
        tell("Grading the pairs ...")
        report += score_pairs(wanted, labelled, grader)
    if wanted.runs(Part.ATTACKS):
        tell("Grading the attacks ...")
        found = pairs.load(wanted.folder / "pairs" / "attacks.jsonl", pairs.Attack, wanted.lang)
        report += pairs.report_attacks(wanted.pick(found, pair_names), grader)
    if wanted.runs(Part.DIALOGUES) or wanted.runs(Part.COLLEAGUE):
        tell("Playing the dialogues ...")
        report += play(wanted, grader, ScriptedColleague(encoder.encode))
    return report


def play(wanted: Wanted, grader: Grader, answering: ScriptedColleague) -> Report:
    """The dialogues, and what the colleague should bring."""
    report, library = Report(), ground.load_library()
    spoken = [s for s in dialogues.load(wanted.folder / "dialogues") if wanted.speaks(s[1].lang)]
    scripts = wanted.pick(spoken, lambda s: f"{s[0]} {s[1].lang} {s[1].manner.value}")
    told, played = dialogues.report(scripts, library, grader, answering)
    if wanted.runs(Part.DIALOGUES):
        report += told
    if wanted.runs(Part.COLLEAGUE):
        files = colleague.load(wanted.folder / "colleague")
        colleague.check_lines(files, library)
        verdicts = colleague.judge(of_files(wanted, files), library, grader, answering)
        walked = colleague.walks(scripts, library, grader, answering)
        report += colleague.report(verdicts, [*played, *walked])
    return report


def score_turns(wanted: Wanted, labelled: Sequence[Case], grader: Grader) -> Report:
    """Development turns in full, held-out turns as totals.

    Raises:
        CaseError: a split holds no turns.
    """
    report = Report()
    for split in (Split.DEVELOPMENT, Split.HELD_OUT):
        spoken = spoken_of(split, wanted, labelled)
        if not spoken and not wanted.drawn:
            file = wanted.folder / "splits.json"
            raise CaseError(
                f"{file}: no labelled turns in the {split.value} split; add turns by its writers "
                f"under {wanted.folder / 'turns'}, or run another --part"
            )
        if spoken:
            report += turns.report(spoken, split, grader)
    return report


def score_own(
    wanted: Wanted, name: str, further: Sequence[Case], grader: Grader, tell: Tell
) -> Report:
    """Turns that are not built in, as a split of their own: shown in full, held to no floor."""
    tell(f"Grading the turns of {name} ...")
    chosen = of_turns(wanted, further)
    note = f"{Part.TURNS.value}/{name}: not built in, so no figure of it is held to a floor"
    if not chosen:
        return Report(notes=(f"{Part.TURNS.value}/{name}: none of its turns is among the wanted",))
    return turns.report(chosen, name, grader) + Report(notes=(note,))


def score_pairs(wanted: Wanted, labelled: Sequence[Case], grader: Grader) -> Report:
    """Written pairs, and the minimal pairs among development turns.

    Raises:
        CaseError: a file of pairs is wrong.
    """
    folder = wanted.folder / "pairs"
    alike = pairs.load(folder / "alike.jsonl", pairs.Alike, wanted.lang)
    differ = pairs.load(folder / "differ.jsonl", pairs.Differ, wanted.lang)
    return pairs.report_pairs(
        wanted.pick(alike, pair_names),
        wanted.pick(differ, pair_names),
        spoken_of(Split.DEVELOPMENT, wanted, labelled),
        grader,
    )


def one(case_id: str, folder: Path = CASES) -> tuple[Case, GradeResult]:
    """One labelled turn and what the grader makes of it.

    Raises:
        CaseError: there is no such turn, or it is held out.
    """
    labelled = cases.load(folder / "turns")
    found = next((case for case in labelled if case.id == case_id), None)
    if found is None:
        raise CaseError(f"no labelled turn is called {case_id!r}; ids stand in {folder / 'turns'}")
    if found in cases.split_of([found], Split.HELD_OUT, folder):
        raise CaseError(f"{case_id} is held out: whoever looks at it starts to work towards it")
    grader = LocalGrader(heads.load(), context.load(), Encoder())
    return found, grader.grade(found.turn, turns.context(found))


@dataclass(frozen=True)
class Counts:
    """What a folder of cases holds."""

    turns: dict[tuple[str, Language], int]
    """By split; a folder that has none is one."""
    levels: dict[tuple[Step, Level], int]
    in_pairs: int
    """Turns that are half of a minimal pair."""
    pairs: dict[str, int] = field(default_factory=dict)
    dialogues: int = 0
    colleague: int = 0


def check(folder: Path = CASES) -> Counts:
    """Read every file of cases, and count. A folder without splits and pairs is one of turns alone.

    Raises:
        CaseError: a file is wrong.
    """
    if not (folder / "splits.json").exists() and not (folder / "pairs").exists():
        name, further = cases.own(folder)
        return _counts(further, Counter((name, case.lang) for case in further))
    labelled = cases.load(folder / "turns")
    per_split = Counter(
        (str(split), case.lang)
        for split in Split
        for case in cases.split_of(labelled, split, folder)
    )
    written = {
        name: len(cases.lines(folder / "pairs" / f"{name}.jsonl", model))
        for name, model in (("alike", pairs.Alike), ("differ", pairs.Differ))
    }
    written["attacks"] = len(cases.lines(folder / "pairs" / "attacks.jsonl", pairs.Attack))
    files = colleague.load(folder / "colleague")
    colleague.check_lines(files, ground.load_library())
    return replace(
        _counts(labelled, per_split),
        pairs=written,
        dialogues=len(dialogues.load(folder / "dialogues")),
        colleague=sum(len(content.cases) for content in files),
    )


def _counts(labelled: Sequence[Case], per_split: Mapping[tuple[str, Language], int]) -> Counts:
    """What the turns hold."""
    levels = Counter((step, case.levels[step]) for case in labelled for step in Step)
    in_pairs = sum(case.pair is not None for case in labelled)
    return Counts(dict(per_split), dict(levels), in_pairs)


def stored_vectors(encoder: vectors.RememberedEncoder, folder: Path) -> Report:
    """Whether vectors that were stored still hold: always the same few are made anew."""
    drifted, checked = encoder.drifted(CHECKED_ANEW)
    notes = (
        f"vectors: {len(encoder.used)} used, {encoder.made} of them not stored, "
        f"{checked} made anew",
    )
    if not drifted:
        return Report(notes=notes)
    message = (
        f"{drifted} of {checked} stored sentence vectors no longer hold: the encoder changed. "
        f"Delete {folder / vectors.FILE.name} and {TRAIN}"
    )
    return Report(findings=(Finding(subject="vectors", message=message),), notes=notes)


def stored_readings(remembered: readings.Remembered) -> Report:
    """Whether readings that were stored still hold: always the same few are read anew."""
    drifted, checked = remembered.drifted(CHECKED_ANEW)
    notes = (
        f"readings: {len(remembered.used)} used, {remembered.fresh} of them not stored, "
        f"{checked} read anew",
    )
    if not drifted:
        return Report(notes=notes)
    message = (
        f"{drifted} of {checked} stored readings no longer hold: what reads them changed. "
        f"Delete {readings.FILE.name} and {TRAIN}"
    )
    return Report(findings=(Finding(subject="readings", message=message),), notes=notes)


def up_to_date(trained: Heads, reader: ContextReader, train: Sequence[Case]) -> Report:
    """Whether the grader that ships was trained on the turns and labels that are there now."""
    data = cases.fingerprint(train)
    if trained.card.data == trained.card.context == reader.card.data == data:
        return Report(notes=(f"model: trained on the {len(train)} turns of the train split",))
    theirs = ", ".join(sorted({trained.card.data[:12], reader.card.data[:12]}))
    message = (
        f"The grader ({theirs}) was trained on other turns or labels than the train split holds "
        f"now ({data[:12]}, {len(train)} turns); {TRAIN}"
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


def train(folder: Path = CASES, to: Path = MODELS, tell: Tell = silent) -> Trained:
    """Rebuild the grader from the train split into the folder ``to``, and store beside the cases
    what reading them brought.

    The context reader is tuned anew only where turns or labels changed since it was: it takes
    an hour on two cores, twice for each fold; the heads take two minutes.

    Raises:
        CaseError: a file of cases is wrong, the train split holds too few stories, or what tuning
            needs is not installed.
    """
    labelled = cases.load(folder / "turns")
    inside = cases.split_of(labelled, Split.TRAIN, folder)
    _enough_stories(inside, folder)
    encoder = vectors.remembered(folder)
    tell("Encoding the sentences that have no vector yet ...")
    examples = training.prepare(inside, encoder)
    reader, in_context = _tuned(examples, folder, to / context.FILE, tell)
    tell(f"Training the heads on {len(inside)} turns ...")
    first = training.first_told(inside)
    own = examples.only(first)
    unseen = training.read(own, training.unseen_scores(examples), in_context)
    remembered = ground.remembered(reader, folder)
    development = cases.split_of(labelled, Split.DEVELOPMENT, folder)
    held_to = _held(training.prepare(development, encoder), remembered) if development else None
    trained = thresholds.finish(examples, (own, unseen), reader.card.data, held_to)
    (to / HEADS).write_bytes(trained.to_bytes())
    stored = Heads(trained.weights.astype(np.float32).astype(np.float64), trained.card)
    grader = LocalGrader(stored, remembered, encoder)
    digest = levels_digest(labelled, grader)
    tell("Reading all other cases, so that a run finds them stored ...")
    _read_the_rest(folder, labelled, grader, encoder)
    readings.store(folder / readings.FILE.name, reader.card.data, remembered.used)
    vectors.store(folder / vectors.FILE.name, encoder.used)
    report = crossed.report(own, unseen, training.folds(inside)[first])
    return Trained(report, len(inside), encoder.made, digest)


def _read_the_rest(
    folder: Path, labelled: Sequence[Case], grader: Grader, encoder: Encoder
) -> None:
    """Grade what a run would grade beside the labelled turns, as far as it is there."""
    if (folder / "pairs").is_dir():
        for part in (Part.PAIRS, Part.ATTACKS):
            measure(Wanted(folder, part=part), labelled, grader, encoder)
    if (folder / "dialogues").is_dir():
        measure(Wanted(folder, part=Part.COLLEAGUE), labelled, grader, encoder)


def _enough_stories(train: Sequence[Case], folder: Path) -> None:
    stories = {case.key for case in train}
    if len(stories) < training.FOLDS:
        raise CaseError(
            f"{folder / 'splits.json'}: turns of {len(stories)} stories in the train split; "
            f"training needs at least {training.FOLDS}, to try each on weights that never saw it"
        )


def _tuned(
    examples: Examples, folder: Path, file: Path, tell: Tell
) -> tuple[ContextReader, Numbers]:
    """The context reader of these turns, and what readers that never saw a story score it, for
    those first told."""
    data = cases.fingerprint(examples.cases)
    known = readings.load(folder / readings.UNSEEN.name, data)
    own = examples.only(training.first_told(examples.cases))
    names = [readings.key(*read) for read in own.read]
    if file.exists() and all(name in known for name in names):
        reader = context.from_bytes(file.read_bytes())
        if reader.card.data == data:
            return reader, np.vstack([known[name] for name in names])
    tell(f"Tuning the context reader on {len(examples.cases)} turns; this takes a while ...")
    base = base_weights.base(reading.texts(examples.cases, Settings().prompts_folder()))
    half = reading.half_read(base, examples.cases)
    unseen = tuning.unseen_scores(base, examples, half, tuning.SEED, tell)
    reader = tuning.tune(base, examples, half, tuning.SEED, tell)
    file.write_bytes(reader.to_bytes())
    parts = np.split(unseen, np.cumsum([len(texts) for texts, _ in own.read])[:-1])
    readings.store(folder / readings.UNSEEN.name, data, dict(zip(names, parts, strict=True)))
    # As it is stored, rounded: what ships is what thresholds are set for.
    return context.from_bytes(file.read_bytes()), unseen


def _held(examples: Examples, reader: SentenceScores) -> Held:
    return Held(examples, np.vstack([reader.scores(*read) for read in examples.read]))


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


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
