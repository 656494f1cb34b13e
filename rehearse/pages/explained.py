"""The seven steps, for who asks: what each is, and how it sounds done well and gone wrong."""

from rehearse.conversation.rubric import Language, Level, Step
from rehearse.locale import level_word, phrase, step_name
from rehearse.pages.marks import look_of, plain, sign, soft

_IN_THE_GUIDE = (Level.CLEAR, Level.PARTIAL, Level.AGAINST)
"""The levels that the guide words for each step; not touched is the same for all."""


def seven_steps(ui: Language) -> str:
    """All of them, with examples, as HTML."""
    return f'<dl class="steps">{"".join(_step(step, ui) for step in Step)}</dl>'


def all_levels(ui: Language) -> str:
    """What each level takes, step by step, as the scoring guide has it, as HTML."""
    steps = "".join(
        f"<dt>{plain(step_name(step, ui))}</dt>"
        f"<dd>{''.join(_level(step, level, ui) for level in _IN_THE_GUIDE)}</dd>"
        for step in Step
    )
    absent = _named(Level.ABSENT, ui)
    rest = f"<p>{absent}: {plain(phrase('review.guide.absent', ui))}</p>"
    hint = soft(phrase("review.guide.levels", ui))
    # What scrolls has to be within reach of the keyboard.
    name = plain(phrase("review.talk.guide", ui))
    opening = f'<div class="guide" tabindex="0" role="region" aria-label="{name}">'
    return f'{opening}{hint}<dl class="steps">{steps}</dl>{rest}</div>'


def _level(step: Step, level: Level, ui: Language) -> str:
    words = phrase(f"review.guide.{step.value}.{level.name.lower()}", ui)
    return f"<p>{_named(level, ui)}: {plain(words)}</p>"


def _named(level: Level, ui: Language) -> str:
    return f"{sign(look_of(level, False))}<b>{plain(level_word(level, False, ui))}</b>"


def _step(step: Step, ui: Language) -> str:
    what = plain(phrase(f"steps.explained.{step.value}.what", ui))
    examples = "".join(_example(step, level, ui) for level in (Level.CLEAR, Level.AGAINST))
    return f"<dt>{plain(step_name(step, ui))}</dt><dd><p>{what}</p>{examples}</dd>"


def _example(step: Step, level: Level, ui: Language) -> str:
    look = look_of(level, False)
    words = phrase(f"steps.explained.{step.value}.{look}", ui)
    quote = plain(phrase("page.note.quote", ui, words=words))
    named = plain(level_word(level, False, ui))
    return f'<p>{sign(look)}{named} <span class="quote">{quote}</span></p>'
