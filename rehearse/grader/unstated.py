"""What keeps a level from being stated, however certain the halves of the grader are."""

import re

from rehearse.conversation.rubric import Language, Level, Passage, Step
from rehearse.grader.passages import lies_in
from rehearse.language import quoted, sentences
from rehearse.language.cues import sheet

_ASKING = ("ask_impact", "ask_need", "ask_fact")
_JUDGES = (
    "loaded_why",
    "judge_agree",
    "verdict",
    "blame",
    "belittle",
    "feel_that_you",
    "minimise",
    "imagined",
    "take_over",
    "order",
    "pressure_time",
    "threat",
    "joke",
    "leave",
    "always",
    "negation",
    "but",
)
"""Cues of which a question of one clause has at least one where it judges. Of 54 passages that a -1
on asking was stated for, rightly and on unseen stories, two are such a question without one; of 258
plain questions that managers ask, four were told to be harmful."""
_TWO_CLAUSES = re.compile(r",(?!\s+(?:of|or)\b)", re.IGNORECASE)
"""A question of two: not where the second only says what else it may be."""


def not_stated(step: Step, level: Level, turn: str, evidence: Passage, language: Language) -> bool:
    """Whether something keeps a level from being stated.

    A good one: a threat or talking down in the same words; words that are quoted, not said; an own
    part, or staying with it, in what one says not to have done; a question that asks this person
    nothing. A bad one: what cannot be promised, said honestly, for a promise hollowed out; a plain
    question, or one after what is needed, in which no word judges.
    """
    heard, words = sheet(language), evidence.text
    if level < 0:
        if step is Step.ASK:
            one_thing = heard.hears("ask_need", words) or not _TWO_CLAUSES.search(words)
            plain = sentences.ends_in_question(words) and one_thing
            return plain and not any(heard.hears(cue, words) for cue in _JUDGES)
        return step is Step.RELIABLE and heard.hears("cannot_promise", words)
    if any(heard.hears(cue, words) for cue in ("threat", "belittle")):
        return True
    if lies_in(evidence, quoted.borrowed(turn, language)):
        return True
    if step in (Step.OWN_PART, Step.FACE_IT):
        return heard.hears("disclaims", words)
    return step is Step.ASK and not any(heard.hears(cue, words) for cue in ("you", *_ASKING))
