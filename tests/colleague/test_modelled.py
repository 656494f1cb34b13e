"""The colleague through a model: good words stand, bad ones never, and the talk always goes on."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from rehearse.colleague import Exchange, Retracted, Speech, modelled
from rehearse.colleague.modelled import SCRIPTED, ModelledVoice
from rehearse.colleague.prompting import Prompter
from rehearse.colleague.telling import Telling
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.scenario import Move
from rehearse.models import Purpose, Usage
from rehearse.models.fake import FakeModel, FakeReply, Words
from rehearse.models.spending import Unlimited
from rehearse.models.trouble import BrokenOff, KeyRefused, ModelTrouble, NoAnswer, TooMany
from tests import stored
from tests.colleague import talks
from tests.colleague.replies import SENSE
from tests.colleague.talks import PROMISED, PROMPTS

PROMPTER = Prompter(PROMPTS)
TELLING = Telling(stored.encode)

ASKED = talks.speech(move=Move.CHALLENGE, words="Things have been a bit off, haven’t they.")
"""The plan: "You brought it up, in March. I hadn't asked.\""""
GOOD = "In March you brought it up. I hadn’t asked for it."
LEAD = "Funny thing to say."
BAD = "I forgive you, of course."
LAYER = talks.telling(PROMISED, "cake")
TOLD = (
    "There was lemon drizzle at home. I’d told everyone already, you see. "
    "My dad still asks every time whether it’s gone in yet. Nearly, I say."
)
OTHER_LAYER = (
    "Somebody at lunch said you’d hear no more about that. I said they’d got you wrong. "
    "They all got interested in their sandwiches. I mostly eat at my desk now."
)


class Heard:
    """What came of one reply."""

    def __init__(self, said: Iterable[str | Retracted | Reply], model: FakeModel) -> None:
        self.all = list(said)
        self.model = model
        self.reply = self.all[-1]
        taken_back = [n for n, said in enumerate(self.all) if isinstance(said, Retracted)]
        self.retracted = len(taken_back)
        since = taken_back[-1] + 1 if taken_back else 0
        self.pieces = [said for said in self.all[since:] if isinstance(said, str)]
        self.purposes = [request.purpose for request in model.requests]


def hear(speech: Speech, *replies: FakeReply) -> Heard:
    """The whole reply, with what the model answers call by call."""
    model = FakeModel(replies)
    spent: list[Usage] = []

    async def listen() -> list[str | Retracted | Reply]:
        voice = ModelledVoice(model, PROMPTER, TELLING, SENSE)
        return [said async for said in voice.speak(speech, Unlimited(spent.append))]

    heard = Heard(asyncio.run(listen()), model)
    assert len(spent) == len(model.requests)
    assert [type(said) for said in heard.all].count(Reply) == 1
    assert isinstance(heard.reply, Reply)
    assert "".join(heard.pieces) == heard.reply.text
    return heard


def assert_plan(heard: Heard, speech: Speech, instead: str | None) -> None:
    """The scenario's own line stands, and says why."""
    assert heard.reply == speech.plan.model_copy(update={"instead": instead})


def test_good_words_come_by_the_sentence_and_stand() -> None:
    heard = hear(ASKED, GOOD)
    assert heard.pieces == ["In March you brought it up.", " I hadn’t asked for it."]
    assert heard.reply == ASKED.plan.model_copy(update={"text": GOOD, "source": "model"})
    assert heard.reply.gesture == ASKED.plan.gesture
    assert heard.reply.lines == ASKED.plan.lines


def test_a_core_that_was_let_lie_is_not_counted_as_said() -> None:
    heard = hear(ASKED, "Have they? The rotas went out on time.")
    assert isinstance(heard.reply, Reply)
    assert heard.reply.source == "model"
    assert ASKED.plan.lines
    assert heard.reply.lines == ()


def test_what_is_asked_is_a_short_lively_answer_from_the_named_model() -> None:
    (request,) = hear(ASKED, GOOD).model.requests
    assert request.model == "fake/model"
    assert request.messages == PROMPTER.messages(ASKED)
    assert request.purpose is Purpose.REPLY
    assert request.answer is None
    assert 0 < request.max_tokens <= 2_000
    assert request.temperature is not None


@pytest.mark.parametrize("first", ["In March you brought it up. I", "In March you brought it up."])
def test_a_sentence_is_out_before_the_next_one_has_come(first: str) -> None:
    first_out = asyncio.Event()

    class Slow(FakeModel):
        async def stream(self, request, spent):  # type: ignore[no-untyped-def]
            yield first
            await asyncio.wait_for(first_out.wait(), 5)
            yield "In March you brought it up. I hadn’t asked."[len(first) :]

    async def listen() -> list[str | Retracted | Reply]:
        said = []
        async for piece in ModelledVoice(Slow(()), PROMPTER, TELLING, SENSE).speak(ASKED, print):
            said.append(piece)
            first_out.set()
        return said

    assert asyncio.run(listen())[:2] == ["In March you brought it up.", " I hadn’t asked."]


def test_a_full_stop_that_becomes_three_belongs_to_its_sentence() -> None:
    heard = hear(ASKED, Words(("In March you brought it up.", ".", ". I hadn’t asked.")))
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == "In March you brought it up... I hadn’t asked."
    assert heard.retracted == 0


def test_a_sentence_does_not_end_at_an_abbreviation() -> None:
    heard = hear(ASKED, Words(("In March you brought it up etc.", " and I sat. I hadn’t asked.")))
    assert heard.pieces == ["In March you brought it up etc. and I sat.", " I hadn’t asked."]


def test_what_does_not_pass_as_the_whole_is_not_out_at_its_full_stop() -> None:
    repeats = "In March you brought it up."
    speech = replace(ASKED, so_far=(Exchange("Hm.", repeats),))
    heard = hear(speech, repeats, "I hadn’t asked for any of it.")
    assert heard.retracted == 0
    assert heard.purposes == [Purpose.REPLY, Purpose.REPAIR]


def test_lines_and_blanks_between_sentences_come_to_one_space() -> None:
    heard = hear(ASKED, Words(("\n In March you ", " brought it up.\n\n", "I hadn’t  asked. ")))
    assert heard.pieces == ["In March you brought it up.", " I hadn’t asked."]


def test_a_bad_answer_that_nobody_heard_is_asked_for_again_in_silence() -> None:
    heard = hear(ASKED, BAD, GOOD)
    assert heard.retracted == 0
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == GOOD
    assert heard.purposes == [Purpose.REPLY, Purpose.REPAIR]
    again = heard.model.requests[1].messages
    assert again[:-2] == heard.model.requests[0].messages
    assert again[-2].content == BAD


def wrong_in(heard: Heard) -> str:
    """What the model is told of its first answer."""
    return heard.model.requests[1].messages[-1].content


def test_all_that_is_wrong_with_an_answer_is_said_at_once() -> None:
    bad = f"(sighs) Well. {BAD} See you on Thursday."
    told = wrong_in(hear(ASKED, bad, GOOD))
    for sign in ("a gesture", "You came round too fast", "‘Thursday’"):
        assert sign in told
    assert told.count("gesture") == 1
    pieces = Words(tuple(f"{word} " for word in bad.split(" ")))
    assert wrong_in(hear(ASKED, pieces, GOOD)) == told


def test_another_language_is_all_that_is_said_of_a_sentence_in_it() -> None:
    told = wrong_in(hear(ASKED, "Ik vergeef het je, en donderdag praten we verder.", GOOD))
    assert len(told.splitlines()) == 4


def test_an_answer_to_be_mended_is_listened_to_no_longer_than_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(modelled, "HEARD_OUT_S", 0.05)
    slow = Words((f"{BAD} ", "And ", "See you on Thursday."), pause_s=0.2)
    heard = hear(ASKED, slow, GOOD)
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == GOOD
    assert "Thursday" not in wrong_in(heard)


def test_trouble_after_a_bad_sentence_is_no_reason_not_to_ask_again() -> None:
    heard = hear(ASKED, Words((f"{BAD} ", "And "), then=BrokenOff("fake/model")), GOOD)
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == GOOD


def test_a_bad_end_is_dropped_where_what_was_said_is_a_reply() -> None:
    heard = hear(ASKED, f"{GOOD} Thank you for being so honest with me. {BAD}")
    assert heard.retracted == 0
    assert heard.purposes == [Purpose.REPLY]
    assert isinstance(heard.reply, Reply)
    assert (heard.reply.text, heard.reply.source) == (GOOD, "model")
    assert heard.model.left == 1


def test_what_only_led_up_to_a_bad_sentence_is_taken_back() -> None:
    heard = hear(ASKED, f"{LEAD} {BAD}", GOOD)
    assert heard.all[:2] == [LEAD, heard.all[1]]
    assert heard.retracted == 1
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == GOOD


def test_after_one_repair_the_scripted_line_stands() -> None:
    heard = hear(ASKED, BAD, f"{LEAD} {BAD}")
    assert_plan(heard, ASKED, "forgives")
    assert heard.retracted == 1
    assert len(heard.model.requests) == 2


def test_the_last_fault_is_the_one_that_is_told() -> None:
    heard = hear(ASKED, BAD, "(sighs) Well.")
    assert_plan(heard, ASKED, "stage_direction")


@pytest.mark.parametrize(
    "trouble",
    [KeyRefused("fake/model"), TooMany("fake/model"), NoAnswer("fake/model")],
    ids=lambda trouble: trouble.code,
)
def test_trouble_brings_the_scripted_line_and_is_not_tried_again(trouble: ModelTrouble) -> None:
    heard = hear(ASKED, trouble)
    assert_plan(heard, ASKED, trouble.code)
    assert heard.retracted == 0
    assert len(heard.model.requests) == 1


def test_trouble_at_the_repair_is_the_reason_that_is_told() -> None:
    heard = hear(ASKED, BAD, TooMany("fake/model"))
    assert_plan(heard, ASKED, "model_busy")


def test_a_provider_that_dies_half_way_leaves_a_whole_reply() -> None:
    pieces = ("In March you brought it up. ", "I hadn’t asked. ", "And then")
    heard = hear(ASKED, Words(pieces, then=BrokenOff("fake/model")))
    assert heard.retracted == 1
    assert_plan(heard, ASKED, "model_broken_off")


def test_an_answer_of_blanks_is_none() -> None:
    assert_plan(hear(ASKED, Words((" ", "\n"))), ASKED, "model_no_answer")


@pytest.mark.parametrize("piece", ["and then ", "Well. ", "  \n"], ids=["words", "short", "blank"])
def test_an_answer_without_an_end_is_left(piece: str) -> None:
    endless = Words((piece,), endless=True)
    heard = hear(ASKED, endless, endless)
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == ASKED.plan.text
    assert heard.reply.instead in ("too_long", "repeats", "layout")
    assert heard.model.left == 2


@pytest.mark.parametrize("move", sorted(SCRIPTED))
def test_silence_and_gibberish_are_answered_without_a_model(move: Move) -> None:
    speech = talks.speech(move=move)
    heard = hear(speech)
    assert heard.reply == speech.plan
    assert not heard.model.requests


def test_a_layer_in_other_words_is_told_and_comes_at_once() -> None:
    heard = hear(LAYER, TOLD)
    assert isinstance(heard.reply, Reply)
    assert (heard.reply.told, heard.reply.source, heard.reply.text) == ("cake", "model", TOLD)
    assert len(heard.pieces) == 4


def test_nothing_of_a_layer_is_heard_before_all_of_it_passed() -> None:
    heard = hear(LAYER, f"There was lemon drizzle at home. {BAD}", TOLD)
    assert heard.retracted == 0
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == TOLD


def test_a_layer_with_a_bad_end_is_asked_for_again_and_not_cut_off() -> None:
    """Its last sentence is the one that counts."""
    heard = hear(LAYER, f"{TOLD} {BAD}", TOLD)
    assert [request.purpose for request in heard.model.requests] == [Purpose.REPLY, Purpose.REPAIR]
    assert isinstance(heard.reply, Reply)
    assert (heard.reply.text, heard.reply.source) == (TOLD, "model")


def test_half_a_layer_is_repaired_and_then_told_by_its_own_line() -> None:
    half = "There was cake at home. I’d rather leave it at that."
    heard = hear(LAYER, half, half)
    assert_plan(heard, LAYER, "layer_missing")
    assert isinstance(heard.reply, Reply)
    assert heard.reply.told == "cake"
    assert heard.retracted == 0


def test_a_layer_that_is_not_its_turn_never_gets_out() -> None:
    heard = hear(ASKED, OTHER_LAYER, OTHER_LAYER)
    assert_plan(heard, ASKED, "layer_early")
    heard = hear(LAYER, OTHER_LAYER, TOLD)
    assert isinstance(heard.reply, Reply)
    assert heard.reply.text == TOLD


def test_what_was_told_may_come_up_again() -> None:
    told = PROMISED.words.layers["lunch-table"].told.text
    again = talks.speech(
        move=Move.CHALLENGE,
        so_far=(Exchange("How was that?", told),),
        at=talks.state(50, ["lunch-table"]),
    )
    heard = hear(again, GOOD)
    assert isinstance(heard.reply, Reply)
    assert heard.reply.source == "model"


def test_who_leaves_early_closes_the_stream() -> None:
    model = FakeModel([Words(("In March you brought it up. ", "I hadn’t asked. "), endless=True)])

    async def leave() -> None:
        speaking = ModelledVoice(model, PROMPTER, TELLING, SENSE).speak(ASKED, Unlimited())
        assert await anext(speaking) == "In March you brought it up."
        await speaking.aclose()
        assert model.left == 1

    asyncio.run(leave())


def test_a_cancelled_reply_stops_its_call() -> None:
    model = FakeModel([Words(("In ",), pause_s=30)])

    async def listen() -> None:
        async for _ in ModelledVoice(model, PROMPTER, TELLING, SENSE).speak(ASKED, Unlimited()):
            pass

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(listen(), 0.3))
    assert model.left == 1


def test_trouble_at_once_leaves_nothing_running() -> None:
    """The judge is being prepared while the model is asked, and is not waited for any more."""

    async def listen() -> set[asyncio.Task[Any]]:
        voice = ModelledVoice(FakeModel([KeyRefused("fake/model")]), PROMPTER, TELLING, SENSE)
        async for _ in voice.speak(ASKED, Unlimited()):
            pass
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert not asyncio.run(listen())


def test_no_word_of_the_talk_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="rehearse")
    hear(ASKED, BAD, GOOD)
    assert "forgives" in caplog.text
    assert "challenge" in caplog.text
    for words in (BAD, GOOD, ASKED.to_answer.words, "forgive you"):
        assert words not in caplog.text
