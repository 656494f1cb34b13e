"""A review as PDF, HTML, Markdown and JSON, and within the files of a rehearsal."""

import io
import json
import re

import pytest
from pypdf import PdfReader

from rehearse.coaching.review import Review
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.views import TreeView
from rehearse.report.document import Reviewed, document
from rehearse.report.html import as_html, review_as_html
from rehearse.report.markdown import as_markdown
from rehearse.report.pdf import as_pdf, review_as_pdf
from rehearse.report.review_json import review_as_json
from rehearse.report.review_markdown import review_as_markdown
from tests.report.documents import CARD, HARD_TO_DRAW, NASTY, TODAY, TURNS, kept, view
from tests.report.documents import document as talk_document
from tests.report.reviews import REVIEW, TALK
from tests.report.test_html import Read

IN_EVERY_FORM = (
    "De beloofde opslag",
    "Wat Anna zag",
    "Eerlijk begonnen.",
    "=Vraag door.",
    "Nu sta je voor de deur.",
    "Leidinggevende, beurt 3",
    "zes weken",
    "twijfelgeval",
    "niet gekozen",
    "Namen, adressen en nummers zijn vervangen",
    "Gemaakt op 26 november 2026.",
    "haalt niemand meer terug",
)


def pdf_text(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def forms(review: Review = REVIEW, ui: Language = "nl") -> dict[str, str]:
    return {
        "pdf": pdf_text(review_as_pdf(TALK, review, ui, TODAY)),
        "html": review_as_html(TALK, review, ui, TODAY),
        "md": review_as_markdown(TALK, review, ui, TODAY).replace("\\", ""),
    }


def test_every_form_tells_all_of_it() -> None:
    for form, text in forms().items():
        missing = [piece for piece in IN_EVERY_FORM if piece not in text]
        assert (form, missing) == (form, [])


def test_every_letter_of_a_comment_is_drawn() -> None:
    text = pdf_text(review_as_pdf(TALK, REVIEW, "nl", TODAY))
    assert text.count(HARD_TO_DRAW.replace("👩‍🏫", "👩🏫")) == 2
    assert "□" not in text


def test_grade_and_level_stand_side_by_side() -> None:
    text = review_as_markdown(TALK, REVIEW, "nl", TODAY)
    assert "| Eigen aandeel | ● duidelijk | ◐ deels | **anders** |" in text
    assert "| Vragen | ▼ averechts | ▼ averechts |  |" in text
    assert "| Waarde zien | ◌ deels, twijfelgeval | niet gekozen |  |" in text
    assert "| Het aangaan | – niet beoordeeld | ● duidelijk |  |" in text
    assert "Coach: “zes weken”" in text


def test_what_was_said_stays_words() -> None:
    html = review_as_html(TALK, REVIEW, "nl", TODAY)
    read = Read(html)
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 2
    assert not {"script", "img", "link", "a"} & {tag for tag, _ in read.tags}
    assert read.language("Eerlijk begonnen.") == "nl"
    assert NASTY not in review_as_markdown(TALK, REVIEW, "nl", TODAY)


@pytest.mark.parametrize("ui", LANGUAGES)
def test_each_language_tells_its_own(ui: Language) -> None:
    title = {"nl": "Meegelezen door Anna", "en": "Review by Anna"}[ui]
    pdf = PdfReader(io.BytesIO(review_as_pdf(TALK, REVIEW, ui, TODAY)))
    assert pdf.metadata is not None
    assert pdf.metadata.title == title
    assert f"<title>{title}</title>" in review_as_html(TALK, REVIEW, ui, TODAY)


def test_a_review_that_was_changed_since_says_so() -> None:
    later = REVIEW.model_copy(update={"handed_in_at": REVIEW.begun_at})
    assert all("Voor het laatst veranderd" in text for text in forms(later).values())
    assert all("Doorgegeven" in text for text in forms().values())


def test_a_review_of_nothing_yet_is_still_a_file() -> None:
    bare = REVIEW.model_copy(update={"turns": {}, "overall": "", "goal": None})
    for text in forms(bare).values():
        assert "Zelfde niveau" not in text
        assert "Anna schreef" not in text


def test_programs_get_the_talk_with_both_levels() -> None:
    text = review_as_json(TALK, REVIEW)
    assert text.isascii()
    found = json.loads(text)
    first = found["turns"][0]
    assert (found["coach"], found["goal"]["step"]) == ("Anna", "ask")
    assert first["grade"]["levels"]["own_part"] == 2
    assert first["review"]["levels"]["own_part"]["words"] == "zes weken"
    assert found["turns"][1]["review"] == {"levels": {}, "comment": None}


WITH_REVIEW = talk_document(reviews=(Reviewed(review=REVIEW, talk=TALK, leaf_id=TALK.leaf_id),))


def test_a_rehearsals_own_files_hold_its_reviews_after_the_debrief() -> None:
    texts = (
        pdf_text(as_pdf(WITH_REVIEW, "nl", TODAY)),
        as_html(WITH_REVIEW, "nl", TODAY),
        as_markdown(WITH_REVIEW, "nl", TODAY),
    )
    for text in texts:
        places = [text.index(one) for one in ("De drie pijlers", "Wat Anna zag", "Het gesprek")]
        assert places == sorted(places)
        assert "Eerlijk begonnen." in text
        assert "vervangen toen je het deelde" in text


def test_of_a_withdrawn_talk_the_grades_are_the_rehearsals_own() -> None:
    withdrawn = talk_document(reviews=(Reviewed(review=REVIEW, talk=None, leaf_id=TALK.leaf_id),))
    text = as_markdown(withdrawn, "nl", TODAY)
    assert "| Eigen aandeel | ● duidelijk | ◐ deels | **anders** |" in text
    assert "Zelfde niveau" not in text


def test_a_review_of_another_path_stays_out() -> None:
    turns = (TURNS[1].model_copy(update={"id": "other", "parent_id": "turn-0"}),)
    other = view(turns, keepsakes=kept().model_copy(update={"card": CARD}))
    tree = TreeView(turns={turn.id: turn for turn in other.turns})
    elsewhere = REVIEW.model_copy(update={"turns": {"turn-1": REVIEW.of("turn-1")}})
    assert (
        document(other, tree, [Reviewed(review=elsewhere, talk=TALK, leaf_id=TALK.leaf_id)]).reviews
        == ()
    )
