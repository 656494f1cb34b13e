"""Runs the parts and looks into single cases: what the command line calls, without its printing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evals import (
    beside,
    cases,
    closings,
    colleague,
    dialogues,
    fillers,
    floors,
    ground,
    pairs,
    readings,
    replayed,
    tuning,
    turns,
    vectors,
)
from evals.cases import CASES, Case, CaseError, Split
from evals.ground import TRAIN, Ground
from evals.progress import Tell, silent
from evals.report import Finding, Part, Report
from evals.wanted import Wanted, of_files, of_turns, pair_names, spoken_of
from rehearse.colleague import Colleague
from rehearse.conversation.rubric import GradeResult
from rehearse.grader import Grader
from rehearse.grader.context import ContextReader
from rehearse.grader.heads import Heads
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encoder
from rehearse.language.one_thread import one_thread
from rehearse.library import ScenarioLibrary

SPOKEN = frozenset({Part.DIALOGUES, Part.COLLEAGUE})
"""The parts in which the colleague speaks: half of what a whole run takes, so they have a process
of their own."""
MANY = 1000
"""From how many labelled turns on: of fewer, starting a process takes longer than it saves."""
CHECKED_ANEW = 32
"""One stored sentence in so many is encoded anew: always the same ones."""


def run(wanted: Wanted, tell: Tell = silent) -> Report:
    """Everything wanted, checked against the floors. ``tell`` hears what is being done.

    Raises:
        CaseError: a file of cases or floors is wrong.
    """
    labelled = cases.load(wanted.folder / "turns")
    limits = floors.load(wanted.floors)
    try:
        shipped = ground.shipped()
    except CaseError as error:
        return Report(findings=(Finding(subject="model", message=str(error)),))
    train = cases.split_of(labelled, Split.TRAIN, wanted.folder)
    made = tuning.recipe(fillers.load(wanted.folder))
    since = cases.split_of(labelled, Split.SINCE, wanted.folder)
    report = up_to_date(*shipped, train, since, made)
    if len(labelled) >= MANY and wanted.parts > SPOKEN:
        rest = replace(wanted, parts=wanted.parts - SPOKEN)
        # Of two processes, with as many threads each as there are cores, one waits for the other.
        with (
            one_thread(),
            beside.begun(spoken_alone, replace(wanted, parts=SPOKEN, own=None)) as spoken,
        ):
            built_in, further = part_of_run(rest, labelled, shipped, tell)
            tell("Waiting for the dialogues, which are played in another process ...")
            report += built_in + spoken()
    else:
        built_in, further = part_of_run(wanted, labelled, shipped, tell)
        report += built_in
    if wanted.drawn:
        report += Report(notes=("Only some cases were run: no figure is held to its floor.",))
    else:
        report += floors.check(report, limits, wanted.floors, whole=wanted.whole)
    return report + further


def spoken_alone(wanted: Wanted) -> Report:
    """The parts in which the colleague speaks, which need no labelled turns, in a process that has
    nothing of the run yet."""
    with one_thread():
        built_in, _ = part_of_run(wanted, (), ground.shipped())
    return built_in


def part_of_run(
    wanted: Wanted,
    labelled: Sequence[Case],
    shipped: tuple[Heads, ContextReader],
    tell: Tell = silent,
) -> tuple[Report, Report]:
    """The figures of the wanted parts, and whether what is stored for them still holds; and those
    of turns that are not built in.

    Raises:
        CaseError: a file of cases is wrong.
    """
    named = cases.own(wanted.own) if wanted.own else None
    encoder, (trained, reader) = vectors.remembered(wanted.folder), shipped
    remembered = ground.remembered(reader, wanted.folder)
    grader = ground.Once(LocalGrader(trained, remembered, encoder))
    questions = closings.remembered(wanted.folder)
    own = ground.around(grader, encoder, questions)
    report = measure(wanted, labelled, own, tell)
    kept = replayed.batches(wanted)
    if kept:
        tell("Asking again what kept replies answer ...")
        report += replayed.report(replayed.run(kept, wanted, labelled, own), own)
    report += stored_vectors(encoder, wanted.folder)
    report += stored_readings(remembered, wanted.folder)
    report += stored_questions(questions, wanted.folder)
    return report, score_own(wanted, *named, grader, tell) if named else Report()


def measure(wanted: Wanted, labelled: Sequence[Case], own: Ground, tell: Tell = silent) -> Report:
    """The figures of the wanted parts for any grader and colleague that decides."""
    report, grader = Report(), own.local
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
        report += play(wanted, grader, own.scripted, own.library)
    return report


def play(wanted: Wanted, grader: Grader, answering: Colleague, library: ScenarioLibrary) -> Report:
    """The dialogues, and what the colleague should bring.

    Raises:
        CaseError: a file is wrong, or names what no situation has.
    """
    report = Report()
    placed = dialogues.placed(wanted.folder / "dialogues")
    dialogues.check(placed, library)
    spoken = [s for s in placed.values() if wanted.speaks(s[1].lang)]
    scripts = wanted.pick(spoken, lambda s: f"{s[0]} {s[1].lang} {s[1].manner.value}")
    told, played = dialogues.report(scripts, library, grader, answering)
    if wanted.runs(Part.DIALOGUES):
        report += told
    if wanted.runs(Part.COLLEAGUE):
        there = colleague.placed(wanted.folder / "colleague")
        colleague.check_lines(there, library)
        files = of_files(wanted, [each.content for each in there])
        verdicts = colleague.judge(files, library, grader, answering)
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
    if not wanted.runs(Part.TURNS):
        asked = ", ".join(sorted(wanted.parts))
        note = f"the turns of {name} are not graded with --part {asked}; leave it out"
        return Report(notes=(note,))
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
    added = pairs.load(folder / "added.jsonl", pairs.Added, wanted.lang)
    looked_at = spoken_of(Split.DEVELOPMENT, wanted, labelled)
    return pairs.report_pairs(
        wanted.pick(alike, pair_names),
        wanted.pick(differ, pair_names),
        looked_at,
        grader,
        spoken_of(Split.HELD_OUT, wanted, labelled),
    ) + pairs.report_added(added, looked_at, grader)


def one(case_id: str, folder: Path = CASES) -> tuple[Case, GradeResult]:
    """One labelled turn and what the grader makes of it.

    Raises:
        CaseError: there is no such turn, it is held out, or the grader cannot be used.
    """
    labelled = cases.load(folder / "turns")
    found = next((case for case in labelled if case.id == case_id), None)
    if found is None:
        raise CaseError(f"no labelled turn is called {case_id!r}; ids stand in {folder / 'turns'}")
    if found in cases.split_of([found], Split.HELD_OUT, folder):
        raise CaseError(f"{case_id} is held out: whoever looks at it starts to work towards it")
    grader = LocalGrader(*ground.shipped(), Encoder())
    return found, grader.grade(found.turn, turns.context(found))


def stored_vectors(encoder: vectors.RememberedEncoder, folder: Path) -> Report:
    """Whether vectors that were stored still hold: always the same few are made anew."""
    drift, used = encoder.drifted(CHECKED_ANEW), len(encoder.used)
    counted = f"vectors: {used} used, {encoder.made} of them not stored, {drift[1]} made"
    lost = "sentence vectors no longer hold: the encoder changed"
    return _still_holds("vectors", drift, counted, lost, folder / vectors.FOLDER.name)


def stored_readings(remembered: readings.Remembered, folder: Path) -> Report:
    """Whether readings that were stored still hold: always the same few are read anew."""
    drift, used = remembered.drifted(CHECKED_ANEW), len(remembered.used)
    counted = f"readings: {used} used, {remembered.fresh} of them not stored, {drift[1]} read"
    lost = "readings no longer hold: what reads them changed"
    return _still_holds("readings", drift, counted, lost, folder / readings.FILE.name)


def stored_questions(questions: closings.RememberedQuestions, folder: Path) -> Report:
    """Whether vectors of questions that were stored still hold: always the same few are made
    anew."""
    drift, used = questions.drifted(CHECKED_ANEW), len(questions.used)
    counted = f"questions: {used} used, {questions.made} of them not stored, {drift[1]} made"
    lost = "vectors of questions no longer hold: what makes them changed"
    return _still_holds("questions", drift, counted, lost, folder / closings.FILE.name)


def _still_holds(
    subject: str, drift: tuple[int, int], counted: str, lost: str, stored_in: Path
) -> Report:
    """``drift``: how many differ, and how many were looked at."""
    drifted, checked = drift
    message = f"{drifted} of {checked} stored {lost}. Delete {stored_in} and {TRAIN}"
    findings = (Finding(subject=subject, message=message),) if drifted else ()
    return Report(findings=findings, notes=(f"{counted} anew",))


def up_to_date(
    trained: Heads,
    reader: ContextReader,
    train: Sequence[Case],
    since: Sequence[Case],
    recipe: str,
) -> Report:
    """Whether the grader that ships was trained on the turns and labels that are there now, and
    its context reader by this recipe. ``since``: turns that only its heads learned from."""
    now = {"heads": cases.fingerprint([*train, *since]), "reader": cases.fingerprint(train)}
    then = {"heads": trained.card.data, "reader": reader.card.data}
    if trained.card.context != reader.card.key:
        message = (
            f"The heads stand beside another context reader ({reader.card.key[:12]}, "
            f"{reader.card.recipe}) than they were trained with ({trained.card.context[:12]}); "
            f"{TRAIN}"
        )
    elif then == now:
        if reader.card.recipe == recipe:
            beside = f", its heads on {len(since)} since" if since else ""
            note = f"model: trained on the {len(train)} turns of the train split{beside}"
            return Report(notes=(note,))
        message = f"The context reader was tuned by {reader.card.recipe}, not {recipe}; {TRAIN}"
    else:
        half = next(half for half in now if then[half] != now[half])
        message = (
            f"The grader's {half} ({then[half][:12]}) learned from other turns or labels than "
            f"there are now ({now[half][:12]}, {len(train)} to train on, {len(since)} since); "
            f"{TRAIN}"
        )
    return Report(findings=(Finding(subject="model", message=message),))
