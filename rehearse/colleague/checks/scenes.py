"""Narration: a scene that is told where somebody ought to speak.

"Anna steekt haar hoofd om de deur: “Stoor ik?”" is told by no voice in the talk. What somebody said
or did earlier, or always does, the colleague may tell: such words have signs of their own.
"""

from rehearse.colleague.checks.ground import Ground
from rehearse.colleague.checks.known import is_name
from rehearse.colleague.checks.numbers import TOKEN
from rehearse.colleague.checks.quotes import quotes_marked
from rehearse.language import sentences
from rehearse.language.cues import plain_signs


def narrated(sentence: str, said_before: str, ground: Ground) -> str | None:
    """The sentence where it tells a scene, by itself or with the one before it."""
    told = [sentence, *_carried_on(sentence, said_before)]
    goes_on = ground.sheet.someone_known.match(sentence.lower()) and said_before
    return sentence if not goes_on and any(_is_scene(text, ground) for text in told) else None


def _carried_on(sentence: str, said_before: str) -> list[str]:
    """The sentence with the one before it, where a quote stands on their border."""
    before = sentences.split(said_before)[-1:]
    if not before:
        return []
    begins_quoted = quotes_marked(sentence).startswith("“")
    goes_on = quotes_marked(before[0].text).endswith("”") and sentence[:1].islower()
    return [f"{before[0].text} {sentence}"] if begins_quoted or goes_on else []


def _is_scene(text: str, ground: Ground) -> bool:
    plain = TOKEN.sub(
        lambda token: "WHO" if _names(token.group(), ground) else token.group().lower(),
        quotes_marked(plain_signs(text)),
    )
    scene = ground.sheet.scene.match(" ".join(plain.split()))
    return scene is not None and not ground.sheet.recounting.search(plain)


def _names(token: str, ground: Ground) -> bool:
    return token == ground.scenario.name or is_name(token, ground.language)
