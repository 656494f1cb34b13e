"""What a grader knows about each sentence of a turn: its vector, its cues, and its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rehearse.conversation.rubric import Language
from rehearse.language import cues
from rehearse.language.clauses import read_apart
from rehearse.language.encoder import DIMENSIONS, Encoder, Vectors
from rehearse.language.sentences import Sentence

SHAPE_NAMES = (
    "ends_in_question",
    "only_sentence",
    "first",
    "last",
    "very_short",
    "short",
    "long",
    "exclaims",
    "broken_off",
    "like_what_was_said",
    "after_question",
    "digit",
    "but_before",
    "sorry_before",
    "own_fault_before",
)


@dataclass(frozen=True)
class TurnFeatures:
    """A turn as numbers: one row a sentence."""

    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]
    """What is read of each sentence."""
    vectors: Vectors
    heard_text: str
    """What the colleague said just before; empty where that is not known."""
    heard: Vectors
    """Its vector; zeros where it is not known."""
    marks: Vectors
    """Cues, then the shape of the sentence; 0 or 1, and likenesses between."""

    def hears(self, sentence: int, cue: str) -> bool:
        """Whether a sentence, by its number, sets a cue: as read already, without looking anew."""
        return bool(self.marks[sentence, cues.names().index(cue)])

    def only(self, sentences: Sequence[int]) -> "TurnFeatures":
        """These sentences alone, by their numbers, as they were read in the turn."""
        kept = list(sentences)
        return replace(
            self,
            sentences=tuple(self.sentences[n] for n in kept),
            texts=tuple(self.texts[n] for n in kept),
            vectors=self.vectors[kept],
            marks=self.marks[kept],
        )


def mark_names() -> tuple[str, ...]:
    """What the columns of ``marks`` are."""
    return (*cues.names(), *SHAPE_NAMES)


def spoken(parts: Sequence[Sentence]) -> list[str]:
    """What is encoded of each sentence: the kind of apostrophe must make no difference."""
    return [cues.plain_signs(part.text) for part in parts]


def read(
    turn: str, language: Language, colleague_last: str | None, encoder: Encoder
) -> TurnFeatures:
    """The features of a turn that has words. Deterministic."""
    parts = tuple(read_apart(turn, language))
    texts = tuple(spoken(parts))
    heard = cues.plain_signs((colleague_last or "").strip())
    vectors = encoder.encode([*texts, heard] if heard else texts)
    own = vectors[: len(parts)]
    answered = vectors[-1] if heard else np.zeros(DIMENSIONS, np.float32)
    likeness = own @ answered
    sheet = cues.sheet(language)
    cue_rows = [sheet.heard(text) for text in texts]
    rows = []
    before = {"but": False, "sorry": False, "own_fault": False}
    for n, text in enumerate(texts):
        words = len(text.split())
        shape = [
            text.rstrip("\"'’”») ").endswith("?"),
            len(texts) == 1,
            n == 0,
            n == len(texts) - 1,
            words <= 2,
            words <= 5,
            words >= 18,
            "!" in text,
            text.endswith(("...", "…", "-", "–")),
            float(likeness[n]),
            heard.endswith("?"),
            any(ch.isdigit() for ch in text),
            before["but"],
            before["sorry"],
            before["own_fault"],
        ]
        rows.append([float(value) for value in (*cue_rows[n], *shape)])
        for name in before:
            before[name] = before[name] or cue_rows[n][sheet.names.index(name)]
    width = len(sheet.names) + len(SHAPE_NAMES)
    marks = np.asarray(rows, np.float32).reshape(len(rows), width)
    return TurnFeatures(parts, texts, own.reshape(len(parts), DIMENSIONS), heard, answered, marks)
