"""The seven steps, for who asks: what each is, and how it sounds done well and gone wrong."""

from rehearse.conversation.rubric import Language, Level, Step
from rehearse.locale import level_word, phrase, step_name
from rehearse.pages.marks import plain


def seven_steps(ui: Language) -> str:
    """All of them, with examples, as HTML."""
    return f'<dl class="steps">{"".join(_step(step, ui) for step in Step)}</dl>'


def _step(step: Step, ui: Language) -> str:
    what = plain(phrase(f"steps.explained.{step.value}.what", ui))
    examples = "".join(_example(step, level, ui) for level in (Level.CLEAR, Level.AGAINST))
    return f"<dt>{plain(step_name(step, ui))}</dt><dd><p>{what}</p>{examples}</dd>"


def _example(step: Step, level: Level, ui: Language) -> str:
    look = level.name.lower()
    words = phrase(f"steps.explained.{step.value}.{look}", ui)
    quote = plain(phrase("page.note.quote", ui, words=words))
    named = plain(level_word(level, False, ui))
    return f'<p><i class="sign {look}"></i>{named} <span class="quote">{quote}</span></p>'
