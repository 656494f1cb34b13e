"""What a reader keeps on Debrief: how ready they are, and the card to take along."""

from datetime import date
from typing import Any

import pytest

from rehearse.conversation.keepsakes import Reflection
from rehearse.errors import Refused
from rehearse.locale import phrase
from rehearse.pages.marks import plain
from rehearse.report.document import Document
from rehearse.service.looking_back import LookingBack
from tests.pages import samples
from tests.pages.conftest import Reader
from tests.pages.debrief.conftest import Kept, LookBack


def ready_number(reader: Reader) -> Any:
    return next(b for b in reader.at.segmented_control if (b.key or "").startswith("ready-"))


def test_how_ready_one_feels_is_kept_once_chosen(look_back: LookBack, kept: Kept) -> None:
    kept.document = with_words(kept.document, "Eerst <b>ademen</b>.")
    reader = look_back()
    assert "Beforehand you chose 2. Your number is kept as soon as you choose it." in reader.html
    assert ready_number(reader).value is None
    ready_number(reader).set_value(6).run()
    assert kept.parts == [Reflection(ready=6, words="Eerst <b>ademen</b>.")]
    assert "Kept. Beforehand you chose 2, now 6." in reader.html
    assert reader.aloud == "Kept. Beforehand you chose 2, now 6."
    reader.at.run()
    assert reader.aloud == ""
    assert ready_number(look_back()).value == 6


def with_words(document: Document, words: str) -> Document:
    reflection = {"reflection": Reflection(words=words)}
    keepsakes = document.view.keepsakes.model_copy(update=reflection)
    view = document.view.model_copy(update={"keepsakes": keepsakes})
    return document.model_copy(update={"view": view})


def test_a_number_that_could_not_be_kept_does_not_stand_there_as_if_it_was(
    look_back: LookBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("busy", name="Kim")

    reader = look_back()
    monkeypatch.setattr(LookingBack, "change", refuse)
    ready_number(reader).set_value(6).run()
    assert 'role="alert"' in reader.html
    assert ready_number(reader).value is None
    assert reader.aloud == ""


def test_own_words_on_being_ready_are_kept_with_the_number(look_back: LookBack, kept: Kept) -> None:
    reader = look_back()
    ready_number(reader).set_value(6).run()
    words = next(t for t in reader.at.text_area if (t.key or "").startswith("ready-words-"))
    words.input("  Ik weet <b>hoe</b>. ")
    reader.press("Keep these words")
    assert kept.parts[-1] == Reflection(ready=6, words="Ik weet <b>hoe</b>.")


def test_own_words_leave_a_number_that_was_chosen_in_another_tab(
    look_back: LookBack, kept: Kept
) -> None:
    first, second = look_back(), look_back()
    ready_number(first).set_value(7).run()
    words = next(t for t in second.at.text_area if (t.key or "").startswith("ready-words-"))
    words.input("Calm.")
    second.press("Keep these words")
    assert kept.parts[-1] == Reflection(ready=7, words="Calm.")


def test_the_card_is_changed_in_place(look_back: LookBack, kept: Kept) -> None:
    reader = look_back()
    assert 'class="take-along" lang="en"><h2>' in reader.html
    reader.press("Change it")
    assert 'class="take-along"' not in reader.html
    fields = {t.label: t for t in reader.at.text_area}
    assert fields["My own part"].value == samples.CARD.own_part
    fields["What I ask"].input("Wat deed <het>?")
    reader.at.date_input[0].set_value(date(2026, 12, 24))
    reader.press("Save the page")
    changed = {"question": "Wat deed <het>?", "due": date(2026, 12, 24)}
    assert kept.parts == [samples.CARD.model_copy(update=changed)]
    assert '<p class="said" lang="nl" dir="auto">Wat deed &lt;het&gt;?</p>' in reader.html
    assert "By Thursday 24 December" in reader.html


def dropped(reader: Reader) -> list[str]:
    """The boxes whose typed words the browser was told to keep no longer."""
    done = reader.at.session_state["done_boxes"]
    scripts = [h.proto.body for h in reader.at.get("html") if "rehearseDone" in h.proto.body]
    return [key for act, key in done if any(act in script for script in scripts)]


def test_what_is_typed_in_one_form_outlives_the_saving_of_another(look_back: LookBack) -> None:
    reader, rehearsal = look_back(), samples.view().id
    cards = [f"paper-{f}-{rehearsal}" for f in ("opening", "own_part", "question", "commitment")]
    reader.press("Keep these words")
    assert dropped(reader) == [f"ready-words-{rehearsal}"]
    reader.press("Change it")
    reader.press("Save the page")
    assert dropped(reader) == [f"ready-words-{rehearsal}", *cards]
    reader.press("Change it")
    reader.press("Leave it as it was")
    assert dropped(reader) == [f"ready-words-{rehearsal}", *cards, *cards]


def test_what_was_given_up_is_dropped_before_its_form_can_be_there_again(
    look_back: LookBack,
) -> None:
    reader = look_back()
    for press in ("Change it", "Leave it as it was", "Change it"):
        reader.press(press)
    bodies = [element.proto.body for element in reader.at.get("html")]
    limit = phrase("page.card.limit", "en")
    dropping = next(n for n, body in enumerate(bodies) if "rehearseDone" in body)
    form = next(n for n, body in enumerate(bodies) if plain(limit) in body)
    assert dropping < form


def test_leaving_the_card_as_it_was(look_back: LookBack, kept: Kept) -> None:
    reader = look_back()
    reader.press("Change it")
    next(t for t in reader.at.text_area if t.label == "What I ask").input("Toch niet.")
    reader.press("Leave it as it was")
    assert kept.parts == []
    assert "Toch niet." not in reader.html


def test_a_card_that_could_not_be_kept_stays_in_its_form(
    look_back: LookBack, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("busy", name="Kim")

    reader = look_back()
    reader.press("Change it")
    monkeypatch.setattr(LookingBack, "keep", refuse)
    next(t for t in reader.at.text_area if t.label == "What I ask").input("Dit blijft.")
    reader.press("Save the page")
    assert 'role="alert"' in reader.html
    assert "Dit blijft." in [t.value for t in reader.at.text_area]
