"""What a debrief tells, piece by piece, as HTML. Nothing here knows Streamlit."""

from collections.abc import Iterable, Sequence

from rehearse.conversation.keepsakes import Preparation
from rehearse.conversation.rubric import Language, Level
from rehearse.grader.contract import reason_text
from rehearse.locale import level_word, phrase, step_name
from rehearse.pages.marks import look_of, plain, sign, soft
from rehearse.pages.pictogram import pillars
from rehearse.report.debrief import LayerTold, LayerUnsaid, Moment, PillarSeen
from rehearse.report.reasons import reasons
from rehearse.report.telling import Sentence, pillar_name, tell

_NUMBERED = range(2, 13)
"""Counts that are written as a word."""


def counted(what: str, n: int, ui: Language) -> str:
    """How many turns or versions, in words: ``what`` is ``turns`` or ``versions``."""
    if n == 1:
        return phrase(f"page.count.{what}.one", ui)
    return phrase(f"page.count.{what}.more", ui, n=number(n, ui))


def number(n: int, ui: Language) -> str:
    """A number from 2 to 12 as a word, any other in figures."""
    return phrase(f"page.count.n{n}", ui) if n in _NUMBERED else str(n)


def heading(title: str, hint: str = "") -> str:
    """A section's heading, with a soft line under it."""
    under = soft(hint) if hint else ""
    return f'<div class="section"><h2>{plain(title)}</h2>{under}</div>'


def sentences(told: Sequence[Sentence], ui: Language) -> str:
    """What it amounts to: each sentence on a line of its own, in large type."""
    lines = "".join(f"<p>{plain(tell(sentence, ui))}</p>" for sentence in told)
    return f'<div class="meaning">{lines}</div>'


def written(before: Preparation, ui: Language, spoken: Language) -> str:
    """What was written about oneself before the talk; nothing where nothing was."""
    parts = (("own_part", before.own_part), ("goal", before.goal))
    rows = "".join(
        f"<div><dt>{_say(f'written.{key}', ui)}</dt>"
        f'<dd class="said" lang="{spoken}" dir="auto">{plain(words)}</dd></div>'
        for key, words in parts
        if words.strip()
    )
    return f'<dl class="written">{rows}</dl>' if rows else ""


def moments(
    strongest: Moment | None, hardest: Moment | None, ui: Language, spoken: Language, *, signs: bool
) -> str:
    """The two moments side by side; without signs only what was said and what came of it."""
    found = []
    if strongest:
        title = _export("heading.strongest", ui)
        found.append(_moment(title, strongest, ui, spoken, signs))
    if hardest:
        against = hardest.level is Level.AGAINST
        title = _export("heading.hardest" if against else "heading.more_in_it", ui)
        found.append(_moment(title, hardest, ui, spoken, signs))
    return f'<div class="abreast two">{"".join(found)}</div>'


def told(layers: Sequence[LayerTold], name: str, ui: Language, spoken: Language) -> str:
    """What the colleague told, and in which turn."""
    if not layers:
        return f"<p>{_say('told_none', ui, name=name)}</p>"
    return _bullets(
        f'<span lang="{spoken}">{plain(layer.gist)}</span> '
        f'<span class="soft turn">({_export("told_in", ui, n=layer.n)})</span>'
        for layer in layers
    )


def unsaid(layers: Sequence[LayerUnsaid], name: str, ui: Language) -> str:
    """Why something stayed unsaid. What it was is not told here: it would spoil another try."""
    if not layers:
        return f"<p>{_say('unsaid_none', ui, name=name)}</p>"
    return _bullets(plain(tell(why, ui)) for why in reasons(layers))


def gists(layers: Sequence[LayerUnsaid], spoken: Language) -> str:
    """What stayed unsaid, for who asks for it."""
    return _bullets(f'<span lang="{spoken}">{plain(layer.gist)}</span>' for layer in layers)


def three_pillars(seen: Sequence[PillarSeen], ui: Language, spoken: Language) -> str:
    """The three pillars side by side: what was written, and what the words did."""
    found = "".join(_pillar(pillar, ui, spoken) for pillar in seen)
    return f'<div class="abreast three">{found}</div>'


def listed(lines: Sequence[str]) -> str:
    """Sentences as a plain list."""
    return f'<ul class="as-text">{"".join(f"<li>{plain(line)}</li>" for line in lines)}</ul>'


def _moment(title: str, moment: Moment, ui: Language, spoken: Language, signs: bool) -> str:
    quote = _export("quote", ui, words=moment.quote.text)
    parts = [
        f"<h3>{title}</h3>",
        f'<p class="quote" lang="{spoken}" dir="auto">{quote}</p>',
        f'<p class="at">{_where(moment, ui, signs)}</p>',
    ]
    parts.append(f"<p>{plain(reason_text(moment.reason, ui))}</p>")
    parts.append(f"<p>{plain(tell(moment.then, ui))}</p>")
    if moment.rewrite:
        parts.append(
            f'<div class="sheet"><p class="soft">{_export("could", ui)}</p>'
            f'<p lang="{spoken}" dir="auto">{plain(moment.rewrite)}</p></div>'
        )
    return f"<section>{''.join(parts)}</section>"


def _where(moment: Moment, ui: Language, signs: bool) -> str:
    if not signs:
        return _say("at_turn", ui, n=moment.n)
    step, level = step_name(moment.step, ui), level_word(moment.level, False, ui)
    return sign(look_of(moment.level, False)) + _export(
        "moment", ui, n=moment.n, step=step, level=level
    )


def _pillar(seen: PillarSeen, ui: Language, spoken: Language) -> str:
    wobbles = f" · {_export('pillar.wobbles', ui)}" if seen.wobbles else ""
    name = f"{plain(pillar_name(seen.pillar, ui))}{wobbles}"
    if seen.written:
        written = f'<p class="said" lang="{spoken}" dir="auto">{plain(seen.written)}</p>'
    else:
        written = f'<p class="open">{_say("not_written", ui)}</p>'
    did = soft(tell(seen.told, ui))
    return f'<section><h3 class="pillar">{pillars(seen.pillar)} {name}</h3>{written}{did}</section>'


def _bullets(items: Iterable[str]) -> str:
    return f'<ul class="bullets">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _say(key: str, ui: Language, **slots: object) -> str:
    return plain(phrase(f"page.debrief.{key}", ui, **slots))


def _export(key: str, ui: Language, **slots: object) -> str:
    """A phrase that page and files share."""
    return plain(phrase(f"export.{key}", ui, **slots))
