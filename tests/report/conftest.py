"""Sentences for documents that tests make by hand."""

import pytest

from rehearse.conversation.rubric import LANGUAGES
from rehearse.locale import catalogue


@pytest.fixture(autouse=True)
def _a_sentence_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in LANGUAGES:
        phrases = {
            **catalogue(language),
            "report.test.sentence": f"{language.upper()}: {{name}} nr {{n}}.",
        }
        for pillar in ("valuable", "capable", "responsible"):
            phrases.setdefault(f"report.pillar.{pillar}", pillar)
        for key, text in phrases.items():
            monkeypatch.setitem(catalogue(language), key, text)
