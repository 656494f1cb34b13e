"""History as its reader has it: what changed, the list, and that erased is gone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import NoReturn

import pytest

from rehearse.errors import StorageTrouble
from rehearse.ids import new_id
from rehearse.pages import clock
from rehearse.pages.runtime import runtime
from rehearse.report.progress import Progress
from rehearse.service.looking_back import LookingBack
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.pages import samples
from tests.pages.conftest import Reader, Visit


def open_page(reader: Reader) -> Reader:
    reader.at.query_params["ui"] = "en"
    reader.at.switch_page("rehearse/pages/history_page.py").run()
    return reader


def begin(number: int = 1, scenario: str = "promised-raise") -> list[str]:
    """Talks in which nothing was said yet, the oldest first."""
    services = runtime()
    found = [new_id() for _ in range(number)]
    for rehearsal in found:
        services.wait(services.app.rehearsing.start(LOCAL, rehearsal, scenario, "en"))
    return found


def say(rehearsal: str, words: str) -> None:
    services = runtime()
    rehearsing = services.app.rehearsing
    leaf = services.wait(rehearsing.open(LOCAL, rehearsal)).leaf.id
    turn = new_id()
    services.wait(rehearsing.say(LOCAL, turn, leaf, words))
    list(services.follow(rehearsing.events(LOCAL, turn)))


def there() -> list[str]:
    """The talks that are still in the store, newest first."""
    services = runtime()
    return [row.id for row in services.wait(services.app.rehearsing.history(LOCAL))]


def listed(reader: Reader) -> list[str]:
    """The talks in the list, as they stand there."""
    keys = [button.key or "" for button in reader.at.button]
    return [key.removeprefix("go-on-") for key in keys if key.startswith("go-on-")]


def forgotten(reader: Reader) -> bool:
    """Whether the browser was told to drop typed words."""
    return any("sessionStorage.removeItem" in h.proto.body for h in reader.at.get("html"))


def press(reader: Reader, key: str) -> None:
    next(button for button in reader.at.button if button.key == key).click().run()


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> Callable[[Progress], None]:
    """Has the service tell of these changes."""
    samples.told(monkeypatch)

    def tell(found: Progress) -> None:
        async def progress(self: LookingBack, actor: str) -> Progress:
            return found

        monkeypatch.setattr(LookingBack, "progress", progress)

    return tell


def test_a_newcomer_is_led_to_the_situations(visit: Visit) -> None:
    reader = open_page(visit())
    assert "It is still empty." in reader.html
    assert listed(reader) == []
    assert "Erase everything" not in reader.buttons
    reader.press("Choose a situation")
    assert not reader.at.exception
    assert "My conversations" not in reader.html


def test_every_talk_says_how_it_stands_and_leads_on(visit: Visit) -> None:
    silent, talked = begin(2)
    say(talked, "mine, all of it")
    reader = open_page(visit())
    assert listed(reader) == [talked, silent]
    assert "Kit · one turn, not finished" in reader.html
    assert "You hadn’t said anything to Kit yet." in reader.html
    looks = [b.key for b in reader.at.button if (b.key or "").startswith("look-back-")]
    assert looks == [f"look-back-{talked}"]
    press(reader, f"look-back-{talked}")
    assert reader.address["rehearsal"] == talked
    assert "How the conversation went" in reader.html


def test_going_on_with_a_talk(visit: Visit) -> None:
    (rehearsal,) = begin()
    reader = open_page(visit())
    press(reader, f"go-on-{rehearsal}")
    assert reader.address["rehearsal"] == rehearsal
    assert reader.box == ""


def test_a_situation_is_rehearsed_once_more_from_the_list_once_something_was_said(
    visit: Visit,
) -> None:
    silent, talked = begin(2)
    say(talked, "mine, all of it")
    reader = open_page(visit())
    assert f"rehearse-again-{silent}" not in [button.key for button in reader.at.button]
    press(reader, f"rehearse-again-{talked}")
    assert reader.address["situation"] == "promised-raise"
    assert "rehearsal" not in reader.address
    assert "You run service planning" in reader.html


def test_one_talk_is_erased_only_when_asked_twice(visit: Visit) -> None:
    first, second = begin(2)
    reader = open_page(visit())
    press(reader, f"delete-{first}")
    assert "Once erased, it’s gone for good." in reader.html
    assert there() == [second, first]
    reader.press("No, leave it")
    assert listed(reader) == [second, first]
    assert not forgotten(reader)
    press(reader, f"delete-{first}")
    reader.press("Yes, erase it")
    assert there() == listed(reader) == [second]
    assert reader.aloud == "Erased."
    assert forgotten(reader)
    reader.at.run()
    assert reader.aloud == ""
    assert not forgotten(reader)


def test_everything_is_erased_only_when_asked_twice(visit: Visit) -> None:
    begin(3)
    reader = open_page(visit())
    reader.press("Erase everything")
    assert "Erase everything here, 3 in all?" in reader.html
    assert len(there()) == 3
    reader.press("Yes, erase everything")
    assert there() == []
    assert "It is still empty." in reader.html
    assert reader.aloud == "Erased."


def test_what_lingers_in_another_program_is_said(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = begin(2)
    delete = Rehearsing.delete

    async def linger(self: Rehearsing, actor: str, rehearsal: str) -> None:
        await delete(self, actor, rehearsal)
        raise StorageTrouble("delete_lingers", where="rehearse.db")

    monkeypatch.setattr(Rehearsing, "delete", linger)
    reader = open_page(visit())
    press(reader, f"delete-{first}")
    reader.press("Yes, erase it")
    assert "another program" in reader.html
    assert listed(reader) == [second]
    assert forgotten(reader)


def test_what_could_not_be_erased_is_not_called_gone(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rehearsal,) = begin()

    async def refuse(self: Rehearsing, actor: str, rehearsal: str) -> NoReturn:
        raise StorageTrouble("read_only", where="rehearse.db")

    monkeypatch.setattr(Rehearsing, "delete", refuse)
    reader = open_page(visit())
    press(reader, f"delete-{rehearsal}")
    reader.press("Yes, erase it")
    assert 'role="alert"' in reader.html
    assert reader.aloud == ""
    assert listed(reader) == [rehearsal]
    assert not forgotten(reader)


def many(number: int) -> list[str]:
    """Talks in two situations by turns, without looking for changes in them; oldest first."""
    return [begin(1, ("promised-raise", "moved-work")[n % 2])[0] for n in range(number)]


def test_a_few_talks_are_not_searched(visit: Visit) -> None:
    many(12)
    assert not open_page(visit()).at.text_input


@pytest.mark.parametrize(
    ("searched", "number", "told"),
    [
        ("  MOVED  frank ", 6, "Found 6 conversations."),
        ("kit", 7, "Found 7 conversations."),
        ("nobody", 0, "Nothing found."),
        ("%", 0, "Nothing found."),
    ],
)
def test_a_long_list_is_searched_by_title_and_name(
    visit: Visit, searched: str, number: int, told: str
) -> None:
    begun = many(13)
    reader = open_page(visit())
    assert listed(reader) == begun[::-1]
    assert "Found" not in reader.html
    reader.at.text_input[0].input(searched).run()
    assert not reader.at.exception
    assert listed(reader) == begun[::-1][number % 2 == 0 :: 2][:number]
    assert told in reader.html
    assert told in reader.aloud
    # What is erased is everything, whatever is searched for.
    reader.press("Erase everything")
    assert "13 in all, also those you don’t see now" in reader.html


def test_older_talks_are_shown_when_asked_for_and_a_search_begins_anew(visit: Visit) -> None:
    begun = many(52)[::-1]
    reader = open_page(visit())
    assert listed(reader) == begun[:50]
    reader.press("Show the older ones as well (2)")
    assert listed(reader) == begun
    assert not any(name.startswith("Show the older") for name in reader.buttons)
    reader.at.text_input[0].input("kit").run()
    assert listed(reader) == begun[1::2]
    reader.at.text_input[0].input("").run()
    assert listed(reader) == begun[:50]


def test_change_is_told_then_drawn_then_quoted(
    visit: Visit, changes: Callable[[Progress], None]
) -> None:
    begin()
    changes(samples.progress())
    reader = open_page(visit())
    page = reader.html
    places = [
        page.find(one)
        for one in ("‘Own part’ comes earlier: 2.", "The furthest you got", "Then and now")
    ]
    assert -1 not in places
    assert places == sorted(places)
    assert '<p class="quote" lang="nl" dir="auto">“Vervelend' in page
    assert "&lt;b&gt;maar&lt;/b&gt;" in page
    assert "24 November 2026, with Kim, turn 5" in page
    assert "From 2 to 6. In your words: “Ik weet nu hoe ik begin.”" in page
    told = next(h.proto.body for h in reader.at.get("html") if 'class="as-text"' in h.proto.body)
    assert told.count("<li>") == 4
    # The newest was graded by another.
    assert [line.count("†") for line in told.split("<li>")[1:]] == [0, 0, 0, 1]
    assert "compare with care" in page


def test_two_talks_with_somebody_on_one_day_are_told_apart_by_their_hour(
    visit: Visit, changes: Callable[[Progress], None]
) -> None:
    found = samples.progress()
    first, second, *others = found.talks
    again = second.model_copy(
        update={"started_at": first.started_at + timedelta(hours=3), "name": first.name}
    )
    changes(found.model_copy(update={"talks": (first, again, *others), "then_and_now": ()}))
    begin(2)
    reader = open_page(visit())
    told = next(h.proto.body for h in reader.at.get("html") if 'class="as-text"' in h.proto.body)
    one, two, *rest = (line.split(":")[0] for line in told.split("<li>")[1:])
    day = clock.short_day(first.started_at, "en")
    assert one == f"{day}, {clock.hour(first.started_at, 'en')}, {first.name}"
    assert two == f"{day}, {clock.hour(again.started_at, 'en')}, {first.name}"
    assert not any("." in line for line in rest)
    # In the list as well, where both were begun just now.
    listed = [h.proto.body for h in reader.at.get("html")]
    assert (
        sum(bool(re.fullmatch(r'<p class="soft">\d+ \w+, \d+\.\d\d</p>', h)) for h in listed) == 2
    )


@pytest.mark.parametrize(("talks", "number"), [(1, 1), (5, 1), (12, 3)])
def test_more_talks_become_more_charts(
    visit: Visit, changes: Callable[[Progress], None], talks: int, number: int
) -> None:
    begin()
    changes(samples.progress(talks))
    assert len(open_page(visit()).at.get("vega_lite_chart")) == number


def test_the_next_step_leads_to_the_situation_that_asks_for_it(
    visit: Visit, changes: Callable[[Progress], None]
) -> None:
    begin()
    changes(samples.progress())
    reader = open_page(visit())
    assert "Speaking from ‘I’" in reader.html
    press(reader, "practise")
    assert reader.address["situation"] == "promised-raise"
    assert "You run service planning" in reader.html
    assert "spoken" not in reader.address


def test_a_situation_that_is_gone_takes_only_its_button_along(
    visit: Visit, changes: Callable[[Progress], None]
) -> None:
    begin()
    found = samples.progress()
    assert found.next_step
    lost = found.next_step.model_copy(update={"scenario_id": "no-longer-there"})
    changes(found.model_copy(update={"next_step": lost}))
    reader = open_page(visit())
    assert "It was never clear." in reader.html
    assert "practise" not in [button.key for button in reader.at.button]
    assert "Erase everything" in reader.buttons
