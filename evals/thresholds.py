"""What the scores of a grader's halves come to: from where on a level is given, and stated.

All is set by readings of turns whose stories the halves had not seen. A stated level must be right
often enough; a stated -1 costs most, so false ones are counted: among the turns of each step, and
among the turns that harm nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import fbeta_score
from sklearn.preprocessing import StandardScaler

from evals import metrics, training
from evals.cases import Case, fingerprint
from evals.training import SHARPNESS, Examples, Indices
from rehearse.conversation.rubric import Level, Step
from rehearse.grader import harm, heads, local
from rehearse.grader.doubt import FEATURES, Doubt, describe
from rehearse.grader.harm import Harm
from rehearse.grader.heads import Heads, HeadsCard, Numbers, Reading, StepThresholds
from rehearse.language import features

Flags = npt.NDArray[np.bool_]
Blind = tuple[Examples, Reading]
"""Turns, and a reading by what never saw their stories."""

SWEEPS = 3
"""Rounds in which every threshold is set anew, the others held."""
FALSE_HARM = 0.01
"""Share of turns that may be given a stated -1 they do not deserve, a step."""
HARMLESS_HARMED = 0.03
"""Share of the turns that harm nobody which may be given any stated -1. Among the turns that this
is set on are more and more that were written to sound harmful: at 0.025 half an apology was doubted
too often to cost what it should."""
RIGHT_SIGN = 0.85
"""Share of stated levels that must have the label's sign."""
WRONG_SIGN = 0.07
"""Share of stated levels that may have the opposite sign."""
RIGHT_DRIFT = 0.8
"""Share of the drifts told that must be there: a drift knows no doubt, it is told or it is not."""
HEARD_WRONG = 0.5
"""How much finding a signal weighs against its being there (the beta of F). A joke that was none is
answered as one; a joke unheard gets the answer that the steps call for."""
DOUBT_WEIGHT = 0.3
HARM_WEIGHT = 0.03
"""Inverse of the regularisation of what doubt hangs on, and the chance that a turn is harmful."""
_SURE = np.arange(0.5, 1, 0.02)
"""Chances from which on a turn may be surely harmful."""
_APART = 0.001
"""How far above a certainty that is let go a threshold lies: weights are rounded when stored."""
_NEVER = -30.0
"""What an outcome that never came weighs."""


@dataclass(frozen=True)
class Rules:
    """What is given and stated, by what scores."""

    steps: dict[Step, StepThresholds]
    doubt: Doubt
    harm: Harm


@dataclass(frozen=True)
class Held:
    """Turns that the final weights did not see, and what the context reader scores them."""

    examples: Examples
    in_context: Numbers


@dataclass(frozen=True)
class Shown:
    """Every level other than 0 that is given to some turns."""

    described: Numbers
    """What its certainty hangs on."""
    signs: Indices
    """1 where it has the label's sign, 0 where the label is 0, -1 where signs are opposite."""
    turns: Indices
    steps: Indices
    levels: Indices


def finish(examples: Examples, blind: Blind, context: str, held_to: Held | None) -> Heads:
    """The heads for these examples.

    ``blind``: the turns among them by which is set what is given and stated, as both halves read
    them without having seen the story.
    ``context``: what tells the context reader from any other (``ContextCard.key``).
    ``held_to``: more turns, of other writers, that what is stated must hold on.
    """
    weights = training.fit(examples)
    rules = thresholds(*blind)
    if held_to is not None:
        own = held_to.examples
        found = training.read(own, own.rows @ weights, held_to.in_context)
        rules = held_on([blind, (own, found)], rules)
    card = HeadsCard(
        data=fingerprint(examples.cases),
        context=context,
        sharpness=SHARPNESS,
        heads=heads.head_names(),
        marks=features.mark_names(),
        steps=rules.steps,
        doubt=rules.doubt,
        harm=rules.harm,
        flags=_flags(*blind),
    )
    return Heads(weights, card)


def thresholds(examples: Examples, unseen: Reading) -> Rules:
    """From where on levels are given and stated, by a reading blind to the stories."""
    steps = {step: step_thresholds(step, examples.cases, unseen) for step in Step}
    given = shown(examples, unseen, steps)
    doubt = Doubt(weights=_weights_of_doubt(given.described, given.signs), stated=-1)
    whole = unseen.harm_of_turns_hangs_on(_most_of_each_turn(examples, _marks(examples)))
    weights = _weights_of_harm(whole, _harmful(examples))
    rules = Rules(steps, doubt, Harm(weights=weights, sure=0))
    return held_on([(examples, unseen)], rules)


def held_on(blind: Sequence[Blind], rules: Rules) -> Rules:
    """The same, with what is stated held to these turns.

    Levels must be right on each of the sets, and false -1s few of each step on each. Turns that
    harm nobody are counted over all sets together.
    """
    found = [shown(examples, reading, rules.steps) for examples, reading in blind]
    stated = [_sure_enough(rules.doubt.certainty(s.described), s.signs) for s in found]
    labels = np.vstack([_labels(examples) for examples, _ in blind])
    certain = np.vstack(
        [_certain(s, rules.doubt, len(e.cases)) for s, (e, _) in zip(found, blind, strict=True)]
    )
    harmful = np.concatenate([_chance_of_harm(*each, rules.harm) for each in blind])
    set_of = np.repeat(np.arange(len(blind)), [len(examples.cases) for examples, _ in blind])
    sure, least = _harm_stated(certain, harmful, labels, set_of)
    steps = {
        step: at.model_copy(update={"stated_against": float(lowest)})
        for (step, at), lowest in zip(rules.steps.items(), least, strict=True)
    }
    return Rules(
        steps,
        rules.doubt.model_copy(update={"stated": max(stated)}),
        rules.harm.model_copy(update={"sure": sure}),
    )


def _harm_stated(
    certain: Numbers, harmful: Numbers, labels: Indices, set_of: Indices
) -> tuple[float, Numbers]:
    """From which chance on a turn is surely harmful, and from which certainty on each step can be
    stated then: those by which most harmful turns are told so, and few enough falsely."""
    harmless = ~np.any(labels == -1, axis=1)
    best, most = (1.0, np.ones(len(Step))), 0
    for sure in _SURE:
        surely = harmful >= sure
        least = _few_enough(certain, surely, labels, set_of)
        told = np.any(harm.stated(certain, surely, least), axis=1)
        few = told[harmless].sum() <= HARMLESS_HARMED * harmless.sum()
        if few and told[~harmless].sum() > most:
            best, most = (float(sure), least), int(told[~harmless].sum())
    return best


def _few_enough(certain: Numbers, surely: Flags, labels: Indices, set_of: Indices) -> Numbers:
    """The least certainty of each step. Where a step is false too often in a set, the least
    certain false one is let go, and another step of that turn may be its clearest: hence one by
    one."""
    sets, sizes = np.unique(set_of, return_counts=True)
    least = np.full(len(Step), -1.0)
    while True:
        false = harm.stated(certain, surely, least) & (labels != -1)
        counts = np.stack([false[set_of == one].sum(axis=0) for one in sets])
        over = counts > FALSE_HARM * sizes[:, None]
        if not over.any():
            return least
        for one, step in np.argwhere(over):
            let_go = false[:, step] & (set_of == sets[one])
            least[step] = max(least[step], certain[let_go, step].min() + _APART)


def _certain(given: Shown, doubt: Doubt, turns: int) -> Numbers:
    """Turns by steps: how certain a -1 is; minus infinity where the level is another."""
    table = np.full((turns, len(Step)), -np.inf)
    against = given.levels == Level.AGAINST
    at = given.turns[against], given.steps[against]
    table[at] = doubt.certainty(given.described)[against]
    return table


def _labels(examples: Examples) -> Indices:
    rows = [[int(case.levels[step]) for step in Step] for case in examples.cases]
    return np.array(rows, np.int64)


def _harmful(examples: Examples) -> Flags:
    harmful: Flags = (_labels(examples) == -1).any(axis=1)
    return harmful


def _chance_of_harm(examples: Examples, found: Reading, known: Harm) -> Numbers:
    """The chance that each turn is harmful: that of its most harmful sentence."""
    scores = found.harm_hangs_on(_marks(examples)) @ np.asarray(known.weights)
    return _most_of_each_turn(examples, harm.chance(scores)[:, None])[:, 0]


def _marks(examples: Examples) -> Numbers:
    return heads.marks_of(examples.rows)


def _most_of_each_turn(examples: Examples, rows: Numbers) -> Numbers:
    most = np.full((len(examples.cases), rows.shape[1]), -np.inf)
    np.maximum.at(most, examples.turn_of, rows)
    return most


def _weights_of_harm(described: Numbers, harmful: Flags) -> tuple[float, ...]:
    """Weights by which a turn is harmful. They are learned on one scale, and given for the
    numbers as they come."""
    if harmful.all() or not harmful.any():
        return (*(0.0 for _ in described[0, 1:]), _NEVER if not harmful.any() else -_NEVER)
    scale = StandardScaler().fit(described[:, :-1])
    model = LogisticRegression(C=HARM_WEIGHT, max_iter=5000)
    model.fit(scale.transform(described[:, :-1]), harmful)
    weights = model.coef_[0] / scale.scale_
    constant = model.intercept_[0] - weights @ scale.mean_
    return (*weights.tolist(), float(constant))


def _weights_of_doubt(described: Numbers, signs: Indices) -> tuple[tuple[float, ...], ...]:
    """Weights for the right sign, for a label of 0, and for the opposite sign."""
    outcomes = (1, 0, -1)
    weights = {outcome: np.zeros(len(FEATURES)) for outcome in outcomes}
    for outcome in set(outcomes) - set(signs.tolist()):
        weights[outcome][-1] = _NEVER
    seen = sorted(set(signs.tolist()))
    if len(seen) > 1:
        model = LogisticRegression(C=DOUBT_WEIGHT, max_iter=5000).fit(described, signs)
        # Of two outcomes the model keeps only what tells the second from the first.
        rows = model.coef_ if len(seen) > 2 else np.vstack([-model.coef_, model.coef_]) / 2
        weights |= dict(zip(seen, rows, strict=True))
    return tuple(tuple(weights[outcome].tolist()) for outcome in outcomes)


def shown(examples: Examples, found: Reading, steps: dict[Step, StepThresholds]) -> Shown:
    """Every level other than 0 that is given, step by step."""
    sentences = np.bincount(examples.turn_of, minlength=len(examples.cases))
    described, signs, places = [], [], []
    for n, step in enumerate(Step):
        halves = found.of_step(step)
        for turn, level in enumerate(levels_at(halves, steps[step])):
            if not level:
                continue
            described.append(describe(step, Level(level), halves[:, turn], int(sentences[turn])))
            label = int(examples.cases[turn].levels[step])
            signs.append(int(np.sign(label) * np.sign(level)))
            places.append((turn, n, level))
    turns, numbers, levels = np.array(places, np.int64).reshape(-1, 3).T
    return Shown(
        np.array(described).reshape(-1, len(FEATURES)),
        np.array(signs, np.int64),
        turns,
        numbers,
        levels,
    )


def doubts(examples: Examples, found: Reading, rules: Rules) -> Flags:
    """Turns by steps: whether a level is given in doubt."""
    given = shown(examples, found, rules.steps)
    table = np.zeros((len(examples.cases), len(Step)), np.bool_)
    table[given.turns, given.steps] = True
    good = (given.levels > 0) & (rules.doubt.certainty(given.described) >= rules.doubt.stated)
    table[given.turns[good], given.steps[good]] = False
    certain = _certain(given, rules.doubt, len(examples.cases))
    surely = _chance_of_harm(examples, found, rules.harm) >= rules.harm.sure
    least = [rules.steps[step].stated_against for step in Step]
    return table & ~harm.stated(certain, surely, least)


def levels_at(halves: Numbers, at: StepThresholds) -> Indices:
    """Levels of many turns on one step, by the grader's own rule."""
    chances = harm.chance(halves.mean(axis=0))
    return np.array([int(local.decide(row.tolist(), at)) for row in chances], np.int64)


def step_thresholds(step: Step, cases: Sequence[Case], unseen: Reading) -> StepThresholds:
    """From which chance on a level is given, by what weights blind to the turns say."""
    halves = unseen.of_step(step)
    truth = np.array([int(case.levels[step]) for case in cases])
    grid = np.arange(0.15, 0.61, 0.05)

    def worth(at: StepThresholds) -> float:
        levels = levels_at(halves, at)
        kappa = metrics.quadratic_kappa(truth, levels)
        return kappa + 0.3 * metrics.f1(truth == -1, levels == -1)

    best = StepThresholds(against=0.3, over_good=0.8, partial=0.35, clear=0.35, stated_against=-1)
    grids: dict[str, Iterable[float]] = {
        "against": grid,
        "over_good": (0.6, 0.8, 1.0, 1.2),
        "partial": grid,
        "clear": grid,
    }
    for _ in range(SWEEPS):
        for name, values in grids.items():
            tried = [best.model_copy(update={name: float(value)}) for value in values]
            best = max(tried, key=worth)
    return best


def _sure_enough(certain: Numbers, signs: Indices) -> float:
    """The lowest certainty from which on enough levels are right and few enough the opposite."""
    for at in _tried(certain):
        kept = signs[certain >= at]
        if len(kept) and (kept == 1).mean() >= RIGHT_SIGN and (kept == -1).mean() <= WRONG_SIGN:
            return at
    return 1.0


def _tried(certain: Numbers) -> list[float]:
    return sorted({float(at) for at in np.round(certain, 3)})


def _flag_threshold(found: Numbers, truth: Numbers) -> float:
    def worth(at: float) -> tuple[float, float]:
        f = fbeta_score(truth > 0, found > at, beta=HEARD_WRONG, zero_division=0)
        return float(f), -abs(at - 0.4)

    return float(max(np.arange(0.2, 0.81, 0.05), key=worth))


def _told_threshold(found: Numbers, truth: Numbers) -> float:
    """The lowest chance from which on enough are right; 1 where there is none."""
    grid = np.arange(0.2, 0.96, 0.05)
    right = ((at, truth[found > at]) for at in grid)
    return next((float(at) for at, true in right if len(true) and true.mean() >= RIGHT_DRIFT), 1.0)


def _flags(examples: Examples, unseen: Reading) -> dict[str, float]:
    found = {}
    for n, name in enumerate(heads.head_names()):
        if name.startswith("signal:"):
            found[name] = _flag_threshold(unseen.chances_apart[:, n], examples.targets[:, n])
        elif name.startswith("drift:"):
            found[name] = _told_threshold(unseen.chances[:, n], examples.targets[:, n])
    return found
