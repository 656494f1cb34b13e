"""What is private never reaches a model, and comes back in its answer."""

import pytest
from pydantic import BaseModel

from rehearse.models import Message, ModelRequest, Purpose
from rehearse.models.fake import FakeModel, Words
from rehearse.models.private import PrivateModel
from rehearse.models.shown import OnlyShown
from rehearse.models.spending import Unlimited
from rehearse.models.trouble import NoAnswer
from rehearse.privacy import words

FICTION = ("Kit heard it from Anna at the printer.",)
TURN = "Kit, I told Pieter de Wit that Anna knew. Mail me: k.jansen@brinkman.nl, or 06-12345678."


class Quote(BaseModel):
    quote: str
    others: list[str]


def request(*turns: str) -> ModelRequest:
    said = [Message(role="system", content="You are Kit. Anna told you.")]
    said += [Message(role="user", content=turn) for turn in turns]
    return ModelRequest(
        purpose=Purpose.REPLY, model="fake/model", messages=tuple(said), max_tokens=9
    )


ignored = Unlimited()


def over(model: FakeModel, *names: str) -> PrivateModel:
    return PrivateModel(model, names, FICTION, "en")


async def test_a_request_holds_no_name_address_or_number() -> None:
    model = FakeModel(["Right."])
    private = over(model, "Pieter de Wit")
    assert [w async for w in private.stream(request(TURN), ignored)] == ["Right."]
    (sent,) = model.requests
    text = "\n".join(message.content for message in sent.messages)
    for secret in ("Pieter", "Wit", "jansen", "brinkman", "12345678"):
        assert secret not in text
    assert "Kit" in text
    assert "Anna" in text


async def test_a_first_name_that_nobody_listed_is_kept_back_too() -> None:
    model = FakeModel(["Right."])
    assert [w async for w in over(model).stream(request("I asked Sanne about it."), ignored)]
    assert "Sanne" not in model.requests[0].messages[-1].content


async def test_a_name_that_was_let_through_stays_itself_whoever_else_is_named() -> None:
    """Also where it is one of those that stand in for others."""
    free = sorted(words.whole_pool())[:40]
    let_through = [name.capitalize() for name in free]
    people = ["Pieter", "Sanne", "Ruben"]
    model = FakeModel(["Right."])
    private = PrivateModel(model, ["Bram"], (*FICTION, *let_through), "en")
    turns = [f"{person} told Bram." for person in people] + [f"{' '.join(let_through)} knew."]
    assert [w async for w in private.stream(request(*turns), ignored)]
    sent = [message.content for message in model.requests[0].messages]
    assert sent[-1] == turns[-1]
    assert not [name for name in ("Bram", *people) if name in "".join(sent)]


async def test_a_listed_name_is_kept_back_even_where_it_was_let_through() -> None:
    model = FakeModel(["Right."])
    private = PrivateModel(model, ["Mei"], ("Mei",), "en")
    assert [w async for w in private.stream(request("I told Mei."), ignored)]
    assert "Mei" not in model.requests[0].messages[-1].content


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_the_answer_names_people_as_they_are_called(size: int) -> None:
    seen: list[ModelRequest] = []
    with pytest.raises(NoAnswer):
        await anext(over_shown(seen).stream(request(TURN), ignored))
    hidden = seen[0].messages[-1].content
    pieces = tuple(hidden[n : n + size] for n in range(0, len(hidden), size))
    private = over(FakeModel([Words(pieces)]), "Pieter de Wit")
    assert "".join([w async for w in private.stream(request(TURN), ignored)]) == TURN


def over_shown(seen: list[ModelRequest]) -> PrivateModel:
    return PrivateModel(OnlyShown("fake/model", seen.append), ["Pieter de Wit"], FICTION, "en")


async def test_an_answer_in_a_form_does_too() -> None:
    def quoting(asked: ModelRequest) -> BaseModel:
        said = asked.messages[-1].content
        return Quote(quote=said[:30], others=[said])

    answer = await over(FakeModel(quoting), "Pieter de Wit").ask(request(TURN), Quote, ignored)
    assert answer.others == [TURN]
    assert TURN.startswith(answer.quote)


async def test_who_was_hidden_stays_the_same_while_the_talk_grows() -> None:
    model = FakeModel(["Right."] * 3)
    private = over(model, "Bram")
    turns = ["I told Bram.", "And Sanne knew.", "Then Bram, Sanne and Ruben met; ring 020-1234567."]
    for so_far in (1, 2, 3):
        assert [w async for w in private.stream(request(*turns[:so_far]), ignored)]
    first, second, third = (asked.messages for asked in model.requests)
    assert second[: len(first)] == first
    assert third[: len(second)] == second


async def test_our_own_words_name_nobody_whoever_is_named_in_the_talk() -> None:
    rules = Message(role="system", content="Of “Femke knew.” the level is 1. Bram comes first.")
    said = Message(role="user", content="Femke knew, and so did Bram.")
    model = FakeModel(["Right."])
    asked = request().model_copy(update={"messages": (rules, said)})
    assert [w async for w in over(model, "Bram").stream(asked, ignored)]
    ours, theirs = (message.content for message in model.requests[0].messages)
    assert ours.startswith("Of “Femke knew.” the level is 1. ")
    assert not [name for name in ("Femke", "Bram") if name in theirs]
    assert "Bram" not in ours


async def test_leaving_early_stops_the_model() -> None:
    model = FakeModel([Words(("well ",), endless=True)])
    words = over(model).stream(request("Hello."), ignored)
    await anext(words)
    await words.aclose()  # type: ignore[attr-defined]
    assert model.left == 1
