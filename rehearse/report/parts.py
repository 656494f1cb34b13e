"""What every file of a talk tells in the same way: levels, quotes, the colleague's words."""

from rehearse.conversation.rubric import Language, Level
from rehearse.locale import level_word, phrase
from rehearse.report.report import Mark, Meaning, Said, Sign
from rehearse.report.silence import direction, is_silent


def sign_of(level: Level, doubt: bool = False) -> Sign:
    return Sign.DOUBT if doubt else Sign(level.name.lower())


def mark(sign: Sign, ui: Language) -> Mark:
    if sign is Sign.UNSCORED:
        return Mark(sign=sign, word=phrase("export.unscored", ui))
    if sign is Sign.DOUBT:
        return Mark(sign=sign, word=level_word(Level.PARTIAL, True, ui))
    return Mark(sign=sign, word=level_word(Level[sign.name], False, ui))


def said(name: str, text: str, gesture: str | None, spoken: Language, ui: Language) -> Said:
    """What the colleague said in a talk in ``spoken``; a silence is told in words."""
    if is_silent(text):
        text = phrase("export.gesture", ui, gesture=direction(text, spoken))
    return Said(name=name, gesture=gesture, text=text)


def quoted(words: str, ui: Language) -> str:
    return phrase("export.quote", ui, words=words)


def meanings(ui: Language) -> tuple[Meaning, ...]:
    """What each sign stands for."""
    return tuple(
        Meaning(mark=mark(sign, ui), text=phrase(f"export.meaning.{sign.value}", ui))
        for sign in Sign
    )
