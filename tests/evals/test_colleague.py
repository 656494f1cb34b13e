"""The colleague's rules: complete as data, and a colleague who breaks one is caught."""

from pathlib import Path

import pytest

from evals import colleague, dialogues, voiced
from evals.cases import CaseError
from evals.colleague import ColleagueCase, ColleagueFile, Kind, Placed
from evals.report import Report
from rehearse.colleague import ToAnswer
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import LANGUAGES
from rehearse.conversation.scenario import Move
from rehearse.grader.local import LocalGrader
from rehearse.library import ScenarioLibrary
from tests import stored

FILES = colleague.load()
FEWEST = {
    Kind.ANSWERS: 8,
    Kind.KEEPS_BACK: 2,
    Kind.HOLDS_OFF: 1,
    Kind.PUZZLED: 2,
    Kind.SETS_LIMIT: 2,
}
MAKES = {"id": "m", "kind": "makes", "say": "Well?", "move": "reveal", "grade": {}}


def test_every_situation_is_there_in_every_language(library: ScenarioLibrary) -> None:
    there = sorted((content.scenario, content.lang) for content in FILES)
    assert there == sorted((s, lang) for s in library.ids() for lang in LANGUAGES)


@pytest.mark.parametrize("content", FILES, ids=lambda c: f"{c.scenario}-{c.lang}")
def test_every_kind_is_there_often_enough(content: ColleagueFile) -> None:
    for kind, fewest in FEWEST.items():
        assert sum(case.kind is kind for case in content.cases) >= fewest, kind


def test_what_was_said_so_far_is_given_to_a_voice_word_for_word(library: ScenarioLibrary) -> None:
    midway = [
        content.model_copy(update={"cases": tuple(case for case in content.cases if case.so_far)})
        for content in FILES
    ]
    scripted = ScriptedColleague(stored.encode, stored.encode_questions)
    scenes = voiced.scenes(midway, library, LocalGrader.load(), scripted)
    assert len(scenes) == len(FILES)
    for scene in scenes:
        speech, said = scene.speech, scene.case.so_far
        scenario = speech.to_answer.scenario
        assert speech.opened == scenario.words.openings[scene.case.at.opening - 1].text
        assert [e.words for e in speech.so_far] == [each.words for each in said]
        assert [e.reply for e in speech.so_far] == [each.reply for each in said]
        assert speech.to_answer.words == scene.case.say


def test_a_case_late_in_a_talk_means_none_that_is_stuck(library: ScenarioLibrary) -> None:
    at = {"trust": 50, "moves": ["go_on"] * 14}
    case = ColleagueCase.model_validate(
        {"id": "late", "kind": "holds_off", "say": "Forgive me?", "at": at, "grade": {}}
    )
    scenario = library.load("promised-raise", "en")
    scripted = ScriptedColleague(stored.encode, stored.encode_questions)
    verdict = colleague.judge_one(case, scenario, LocalGrader.load(), scripted)
    assert verdict.reply.move is not Move.CLOSE


def test_cases_name_lines_that_exist_in_words_of_their_own(library: ScenarioLibrary) -> None:
    colleague.check_lines(colleague.placed(), library)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lines": ("answer-from-whom",)}, "has no 'answer-from-whom'"),
        ({"at": {"said": ["answer-lost"]}}, "has no 'answer-lost'"),
        ({"at": {"told": ["bread"]}}, "has no 'bread'"),
        ({"say": "Who told you about it?"}, "these very words"),
    ],
)
def test_a_case_that_names_nothing_is_wrong_use(
    changes: dict[str, object], said: str, library: ScenarioLibrary
) -> None:
    plain = {"id": "a", "kind": "answers", "say": "From whom?", "lines": ("answer-from-who",)}
    case = ColleagueCase.model_validate(plain | changes)
    content = ColleagueFile(scenario="promised-raise", lang="en", cases=(case,))
    with pytest.raises(CaseError, match=f"^x.yaml:7: a: .*{said}"):
        colleague.check_lines([Placed(content, ("x.yaml:7",))], library)


def test_cases_of_a_situation_that_is_not_there_are_told_with_their_place(
    tmp_path: Path, library: ScenarioLibrary
) -> None:
    file = tmp_path / "x.en.yaml"
    case = '{id: a, kind: keeps_back, say: "How was it?"}'
    file.write_text(f"scenario: no-such\nlang: en\ncases:\n  - {case}\n", "utf-8")
    with pytest.raises(CaseError, match=f"^{file}:4: .*no-such"):
        colleague.check_lines(colleague.placed(tmp_path), library)


@pytest.mark.parametrize(
    ("move", "told", "right"),
    [("reveal", "cake", True), ("reveal", None, True), ("hint", None, False)],
)
def test_a_case_may_ask_for_a_move(
    move: str, told: str | None, right: bool, library: ScenarioLibrary
) -> None:
    case = ColleagueCase.model_validate(MAKES)
    reply = Reply(move=Move(move), text="Hm.", told=told)
    assert colleague.right(case, reply, library.load("moved-work", "en")) is right


@pytest.mark.parametrize(
    ("kind", "lines", "said", "right"),
    [
        ("hears", ["answer-when"], "answer-when", True),
        ("hears", ["answer-when"], "answer-where", False),
        ("none_written", [], "answer-where", False),
        ("none_written", ["answer-where"], "answer-where", True),
        ("none_written", [], "hint-joke", True),
    ],
)
def test_a_turn_of_a_whole_talk_wants_its_line_or_none_of_another(
    kind: str, lines: list[str], said: str, right: bool, library: ScenarioLibrary
) -> None:
    case = ColleagueCase.model_validate({"id": "h", "kind": kind, "say": "When?", "lines": lines})
    reply = Reply(move=Move.ANSWER, text="Hm.", lines=(said,))
    assert colleague.right(case, reply, library.load("moved-work", "en")) is right


@pytest.mark.parametrize("without", ["move", "grade"])
def test_a_move_that_is_asked_for_goes_with_a_grade(without: str) -> None:
    with pytest.raises(ValueError, match="goes with kind 'makes'"):
        ColleagueCase.model_validate({k: v for k, v in MAKES.items() if k != without})


class Blabbermouth:
    """Tells the last layer, whatever was said."""

    def choose(self, to_answer: ToAnswer) -> Reply:
        layer = to_answer.scenario.rules.layers[-1].id
        told = to_answer.scenario.words.layers[layer].told
        return Reply(move=Move.REVEAL, text=told.text, lines=(told.id,), told=layer)


class Slip(Blabbermouth):
    """Lets a layer slip without owning up to it."""

    def choose(self, to_answer: ToAnswer) -> Reply:
        return super().choose(to_answer).model_copy(update={"told": None, "move": Move.GO_ON})


class Parrot:
    """Has one line."""

    def choose(self, to_answer: ToAnswer) -> Reply:
        line = to_answer.scenario.words.lines[Move.GO_ON][0]
        return Reply(move=Move.GO_ON, text=line.text, lines=(line.id,))


def watched(who: Blabbermouth | Parrot, library: ScenarioLibrary, grader: LocalGrader) -> Report:
    turns = ("Good morning.", "How are things?")
    played = dialogues.play(library.load("promised-raise", "en"), turns, grader, who)
    verdicts = colleague.judge(FILES[:1], library, grader, who)
    return colleague.report(verdicts, [played])


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (Blabbermouth(), "turn 1 tells own-share at trust 34, before 72"),
        (Blabbermouth(), "turn 2 tells own-share again"),
        (Slip(), "turn 1 tells own-share at trust 34, before 72"),
        (Parrot(), "turn 2 says go-event again within 12 turns"),
    ],
)
def test_a_colleague_who_breaks_a_rule_fails_the_run(
    who: Blabbermouth | Parrot, rule: str, library: ScenarioLibrary, grader: LocalGrader
) -> None:
    report = watched(who, library, grader)
    assert not report.holds
    assert rule in [finding.message for finding in report.findings]


def test_a_colleague_with_one_line_answers_nothing(
    library: ScenarioLibrary, grader: LocalGrader
) -> None:
    report = watched(Parrot(), library, grader)
    scope = FILES[0].lang
    assert report.value(f"colleague/{scope}/answers/right") == 0
    assert report.value(f"colleague/{scope}/answers_when_heard/right") == 0
    assert report.value(f"colleague/{scope}/keeps_back/right") == 1


def test_the_rules_hold_at_every_difficulty(
    library: ScenarioLibrary, grader: LocalGrader, scripted: ScriptedColleague
) -> None:
    scripts = [script for script in dialogues.load() if script[0] == "moved-work"]
    walked = colleague.walks(scripts, library, grader, scripted)
    assert len({played.difficulty for played in walked}) == 3
    assert [fault for played in walked for fault in colleague.broken_rules(played)] == []
