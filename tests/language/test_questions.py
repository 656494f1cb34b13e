"""What a question is after, by its words, in both languages."""

import sys
from itertools import product

import pytest
import yaml

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Asked
from rehearse.language import questions
from rehearse.resources import data_root


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("And where were you sitting at that point?", "en", "where"),
        ("Which day would that have been?", "en", "when"),
        ("How long had it been like that?", "en", "how_long"),
        ("Do the others know about it?", "en", "others"),
        ("What were the words, as near as you can get?", "en", "words"),
        ("Shall we sit somewhere else?", "en", "suits"),
        ("What stopped you coming to me?", "en", "why_not"),
        ("How come you never told me?", "en", "why_not"),
        ("What ought I to have said to you?", "en", "should_have"),
        ("Are you handing in your notice?", "en", "stay"),
        ("Where did I let you down?", "en", "my_part"),
        ("Where's the line for you?", "en", "need"),
        ("What have those weeks been like?", "en", "impact"),
        ("Waar ligt voor jou de grens?", "nl", "need"),
        ("Wat vond je er het ergst aan?", "nl", "impact"),
        ("Waar zat je toen?", "nl", "where"),
        ("Op welke dag was dat?", "nl", "when"),
        ("Hoelang speelt dat al?", "nl", "how_long"),
        ("Weet de rest het ook?", "nl", "others"),
        ("Wat zei die man dan letterlijk?", "nl", "words"),
        ("Zullen we even ergens anders gaan zitten?", "nl", "suits"),
        ("Wat hield je tegen?", "nl", "why_not"),
        ("Waarom heb je me dat nooit gezegd?", "nl", "why_not"),
        ("Hoe had ik dat moeten brengen?", "nl", "should_have"),
        ("Ben je aan het solliciteren?", "nl", "stay"),
        ("Wat neem je me kwalijk?", "nl", "my_part"),
    ],
)
def test_a_question_shows_what_it_is_after(question: str, language: Language, kind: str) -> None:
    assert kind in questions.kinds(question, language)


@pytest.mark.parametrize(
    ("words", "language", "only"),
    [
        ("Go on.", "en", True),
        ("Okay, and then?", "en", True),
        ("Could you tell me a bit more about that?", "en", True),
        ("Go on holiday, then.", "en", False),
        ("Tell me about it.", "en", False),
        ("Vertel.", "nl", True),
        ("Oké, en toen?", "nl", True),
        ("Kun je daar wat meer over vertellen?", "nl", True),
        ("Ga maar door met je werk.", "nl", False),
        ("Vertel me wat je nodig hebt.", "nl", False),
    ],
)
def test_an_encouragement_to_go_on_asks_nothing_else(
    words: str, language: Language, *, only: bool
) -> None:
    assert (questions.MORE in questions.kinds(words, language)) is only


@pytest.mark.parametrize(
    ("question", "language", "form"),
    [
        ("Would you rather I did that, or kept out of it?", "en", "either"),
        ("Would you rather have the desk or stay by the plotter?", "en", "either"),
        ("Do you want the tour back, or would you rather not?", "en", "choice"),
        ("Do you want it or not?", "en", "choice"),
        ("So shall I ring you?", "en", "choice"),
        ("Is that right?", "en", "choice"),
        ("Is there any of that you'd rather I didn't say?", "en", "choice"),
        ("Could you put up with that, or would it be too much?", "en", "consent"),
        ("How does that sound?", "en", "consent"),
        ("Would it help if I told her?", "en", "consent"),
        ("Tuesday at ten, or the day after?", "en", "either"),
        ("I can ring them, or we do it together, which would you rather?", "en", "either"),
        ("Or shall I come by?", "en", "either"),
        ("Ring or write, you choose.", "en", "either"),
        ("Vrijdag of liever maandag?", "nl", "either"),
        ("Ik bel ze, of we gaan samen, wat heb je liever?", "nl", "either"),
        ("Of zal ik langskomen?", "nl", "either"),
        ("Bellen of appen, zeg maar wat jij fijner vindt.", "nl", "either"),
        ("Or would you rather not?", "en", "choice"),
        ("That ok?", "en", "consent"),
        ("Would you like that?", "en", "consent"),
        ("Mag dat?", "nl", "consent"),
        ("Were you here or in Leeds?", "en", None),
        ("Was je hier of in Leiden?", "nl", None),
        ("Is it all right at home?", "en", "choice"),
        ("Gentle how?", "en", "own_words"),
        ("Quieter. What do you mean by that?", "en", "own_words"),
        ("Can you tell me what it was like?", "en", None),
        ("What do you want?", "en", None),
        ("What would help?", "en", None),
        ("Did you see the cricket?", "en", None),
        ("Wil je het op maandag of op dinsdag?", "nl", "either"),
        ("Zal ik je bellen of heb je liever dat ik langskom?", "nl", "either"),
        ("Zal ik vragen of het kan?", "nl", "choice"),
        ("Wil je de tour terug, of liever nu even niet?", "nl", "choice"),
        ("Klopt dat, of zie ik dat verkeerd?", "nl", "choice"),
        ("Neem je die doos morgen mee?", "nl", "choice"),
        ("Zal ik het Anna zelf vertellen?", "nl", "choice"),
        ("Helpt dat?", "nl", "consent"),
        ("Kun je daarmee leven?", "nl", "consent"),
        ("Lijkt dat je wat?", "nl", "consent"),
        ("Hoe bedoel je?", "nl", "own_words"),
        ("Wil je me vertellen hoe dat was?", "nl", None),
        ("Mag ik je iets vragen: hoe was dat?", "nl", None),
        ("Wat kan ik doen?", "nl", None),
        ("Wat zou je helpen?", "nl", None),
        ("Wat steekt je meer: wat ik zei, of dat je naam eraf ging?", "nl", "either"),
        ("Which hurt more, the minute or what came after?", "en", "either"),
        ("Or do you mean you’re frightened of it?", "en", "either"),
        ("Wat is er erger dan dat?", "nl", None),
        ("Zullen we donderdag om negen uur zeggen?", "nl", "consent"),
        ("Could you stand that?", "en", "consent"),
        ("Bedoel je dat je liever iets anders had gezegd?", "nl", "confirm"),
        ("Bedoel je dat je weg wilt?", "nl", None),
        ("Do you mean you’re fine now?", "en", None),
    ],
)
def test_how_a_question_asks_is_told_by_its_words(
    question: str, language: Language, form: str | None
) -> None:
    assert questions.form(question, language) == form


@pytest.mark.parametrize(
    ("question", "language", "offers"),
    [
        ("Shall I tell them myself?", "en", True),
        ("Do you want me to ring her?", "en", True),
        ("Shall I be honest?", "en", False),
        ("Am I right?", "en", False),
        ("Zal ik het ze zelf vertellen?", "nl", True),
        ("Wil je dat ik haar bel?", "nl", True),
        ("Wil je me dat vertellen?", "nl", False),
        ("Mag ik eerlijk zijn?", "nl", False),
        ("Klopt dat?", "nl", False),
    ],
)
def test_what_is_offered_is_told_from_what_is_asked(
    question: str, language: Language, offers: bool
) -> None:
    assert questions.offers(question, language) is offers


@pytest.mark.parametrize(
    ("question", "language", "opening"),
    [
        ("And why so early, what are you doing at that hour?", "en", Asked.WHY),
        ("How did you end up saying that?", "en", Asked.WHY),
        ("What did you tell them when you changed it?", "en", Asked.SAID),
        ("Where do you want your desk?", "en", Asked.WANT),
        ("How do you want me to put that right with them?", "en", Asked.WANT),
        ("What do you need from me?", "en", Asked.WHAT),
        ("How many were there?", "en", Asked.WHEN),
        ("So who's we, you and Imogen?", "en", Asked.WHO),
        ("Where's your desk?", "en", Asked.WHERE),
        ("How's Dougie with you?", "en", Asked.HOW),
        ("What's in the folders?", "en", Asked.WHAT),
        ("Would you have rung me about it?", "en", Asked.WHETHER),
        ("You did tell him.", "en", None),
        ("De goede steeksleutel, hoezo?", "nl", Asked.WHY),
        ("Hoe kom je op het idee van een waterpas?", "nl", Asked.WHY),
        ("Wat zei ze daarvan?", "nl", Asked.SAID),
        ("Waar wil je je bureau hebben?", "nl", Asked.WANT),
        ("Wat heb je van mij nodig?", "nl", Asked.WHAT),
        ("En tot hoe laat zat je daar dan?", "nl", Asked.WHEN),
        ("Van wie heb je het gehoord?", "nl", Asked.WHO),
        ("Waar staat je bureau?", "nl", Asked.WHERE),
        ("Hoe is het daar boven?", "nl", Asked.HOW),
        ("Waar was je bang voor?", "nl", Asked.WHAT),
        ("Waar was je zo blij mee?", "nl", Asked.WHAT),
        ("Waar heb je dat aan gemerkt?", "nl", Asked.WHAT),
        ("Waar stond de kar in de hal?", "nl", Asked.WHERE),
        ("Zit je daar een beetje?", "nl", Asked.WHETHER),
        ("Nee, dat snap ik.", "nl", None),
    ],
)
def test_how_a_question_of_fact_opens(
    question: str, language: Language, opening: Asked | None
) -> None:
    assert questions.opening(question, language) is opening


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Was it bad?", "en"),
        ("At what point did you notice?", "en"),
        ("Doet het nog pijn?", "nl"),
        ("Hoe zwaar was het voor je?", "nl"),
    ],
)
def test_some_questions_do_not_show_it(question: str, language: Language) -> None:
    assert questions.kinds(question, language) == frozenset()


def test_what_a_manager_asked_is_not_kept() -> None:
    question = "".join(["Where was ", "that?"])
    held = sys.getrefcount(question)
    questions.kinds(question, "en")
    assert sys.getrefcount(question) == held


def test_a_line_answers_what_enough_of_its_examples_ask() -> None:
    examples = ("Where was that?", "In which room?", "What did you think?", "Were you upset?")
    assert questions.kinds_of(examples, "en") == {"where"}


@pytest.mark.parametrize("sheets", ["question_kinds", "question_words"])
def test_both_languages_tell_the_same_kinds(sheets: str) -> None:
    folder = data_root() / "rehearse" / "language" / sheets
    nl, en = (yaml.safe_load((folder / f"{lang}.yaml").read_text("utf-8")) for lang in LANGUAGES)
    assert list(nl) == list(en)
    for sheet, kind in product((nl, en), nl):
        assert len(sheet[kind]) == len(set(sheet[kind]))


@pytest.mark.parametrize(
    ("language", "question", "invites"),
    [
        ("en", "Would you tell me how it was?", True),
        ("en", "Talk me through that morning?", True),
        ("en", "What did you tell them?", False),
        ("en", "Have you still got the sketch?", False),
        ("nl", "Wil je me vertellen hoe dat was?", True),
        ("nl", "Vertel eens, wat zag je?", True),
        ("nl", "Wat heb je ze verteld?", False),
        ("nl", "Heb je die folder nog?", False),
    ],
)
def test_who_asks_to_be_told_is_heard(language: Language, question: str, invites: bool) -> None:
    assert questions.invites(question, language) is invites


@pytest.mark.parametrize(
    ("language", "question", "may"),
    [
        ("en", "What do you need from me?", True),
        ("en", "What would make it bearable?", True),
        ("en", "Where's the line, for you?", True),
        ("en", "What is it you can't add up?", False),
        ("en", "What are you still cross about?", False),
        ("nl", "Wat heb je van me nodig?", True),
        ("nl", "Wat moet er nog bij?", True),
        ("nl", "Hoe wil je het hebben?", True),
        ("nl", "Wat klopte er niet aan?", False),
        ("nl", "Wat had je me willen zeggen?", False),
    ],
)
def test_what_can_ask_for_what_is_needed(language: Language, question: str, may: bool) -> None:
    assert questions.may_ask_need(question, language) is may


@pytest.mark.parametrize(
    ("language", "sentence", "parts"),
    [
        ("nl", "Waar zat je toen, en wat dacht je?", ["Waar zat je toen?", "wat dacht je?"]),
        ("en", "When was that and who was there?", ["When was that?", "who was there?"]),
        ("en", "I see, and what now?", ["I see, and what now?"]),
        ("nl", "Ik weet wie het was en waar het was.", ["Ik weet wie het was en waar het was."]),
    ],
)
def test_a_sentence_that_asks_two_things_is_heard_as_two(
    language: Language, sentence: str, parts: list[str]
) -> None:
    assert questions.asked_in(sentence, language) == parts
