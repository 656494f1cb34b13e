"""Set phrases of reproach, in both languages: heard as a whole clause, and in nothing else."""

from time import process_time

import pytest
import yaml

from rehearse.conversation.rubric import LANGUAGES, Language, Step
from rehearse.language import reproach
from rehearse.resources import data_root


@pytest.mark.parametrize(
    ("sentence", "language", "step"),
    [
        ("Well, get over it, mate!", "en", Step.FACE_IT),
        ("Don’t be so dramatic, please.", "en", Step.WORTH),
        ("You’re overreacting, it was one e-mail.", "en", Step.ASK),
        ("You never listen.", "en", Step.I_MESSAGE),
        ("Nou, stel je niet zo aan, joh.", "nl", Step.WORTH),
        ("Zo erg was het toch niet.", "nl", Step.FACE_IT),
        ("Dat heb je aan jezelf te danken.", "nl", Step.OWN_PART),
        ("Je luistert ook nooit!", "nl", Step.I_MESSAGE),
    ],
)
def test_a_reproach_is_heard(sentence: str, language: Language, step: Step) -> None:
    assert reproach.heard(sentence, language) == {step}


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("You should have known from me.", "en"),
        ("You don't have to get over it.", "en"),
        ("Get over it, I said, and walked off.", "en"),
        ("I haven't got time for this", "nl"),
        ("You never listen to gossip, and I did.", "en"),
        ("Zo erg was het dus.", "nl"),
        ("Je had het van mij moeten weten.", "nl"),
        ("Stel je voor dat het jou was overkomen.", "nl"),
        ("Je stelt je aan, dacht ik.", "nl"),
    ],
)
def test_what_only_sounds_like_it_is_not(sentence: str, language: Language) -> None:
    assert not reproach.heard(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language", "denied"),
    [
        ("You’re not being oversensitive.", "en", True),
        ("You don't have to get over it.", "en", True),
        ("It wasn't a joke, it was a cheap shot.", "en", True),
        ("If you weren't so difficult I'd have come to you.", "en", False),
        ("You're not being oversensitive, are you?", "en", False),
        ("You could get over it.", "en", False),
        ("Je overdrijft niet, het was echt zo erg.", "nl", True),
        ("Je had het nooit via een mailtje mogen lezen.", "nl", True),
        ("Als je niet zo moeilijk deed, was het niet gebeurd.", "nl", False),
        ("Dat had Anna nooit mogen doorsturen.", "nl", False),
    ],
)
def test_a_reproach_that_is_denied_is_none(
    sentence: str, language: Language, *, denied: bool
) -> None:
    assert reproach.denied(sentence, language) is denied


def test_every_language_has_phrases_for_the_same_steps() -> None:
    folder = data_root() / "rehearse" / "language" / "reproaches"
    sheets = [yaml.safe_load((folder / f"{lang}.yaml").read_text("utf-8")) for lang in LANGUAGES]
    assert len({tuple(sheet["against"]) for sheet in sheets}) == 1
    for sheet in sheets:
        for phrases in (*sheet["against"].values(), sheet["denied"]):
            assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize("words", ["but " * 5000, "nou, " * 4000, "don't be so " * 1500])
def test_a_long_run_of_words_takes_no_longer(words: str) -> None:
    begun = process_time()
    for language in LANGUAGES:
        reproach.heard(words, language)
    assert process_time() - begun < 1


@pytest.mark.parametrize(
    ("sentence", "language", "only_checks"),
    [
        ("Maar bedoel je dat je je op het werk groot hield?", "nl", True),
        ("Dus daar kijkt niemand naar, bedoel je dat je het alleen moest doen?", "nl", True),
        ("Heb ik het zo goed?", "nl", True),
        ("Komt dat door mij?", "nl", True),
        ("Bedoel je soms dat ik lieg?", "nl", False),
        ("Bedoel je dat je je weer eens aanstelde?", "nl", False),
        ("Hoe bedoel je?", "nl", False),
        ("Dat bedoel je niet.", "nl", False),
        ("Do you mean the student liked your labels better?", "en", True),
        ("You had it from Dougie, did you mean that?", "en", True),
        ("Have I got that right?", "en", True),
        ("Do you mean it’s all my fault?", "en", False),
        ("Are you seriously saying I made that up?", "en", False),
        ("What do you mean?", "en", False),
        ("I hope you don't mean what I think you mean?", "en", False),
    ],
)
def test_who_asks_whether_it_was_meant_so_only_checks(
    sentence: str, language: Language, *, only_checks: bool
) -> None:
    assert reproach.only_checks(sentence, language) is only_checks
