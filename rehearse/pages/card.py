"""The page to take along, as HTML, on screen and on paper. Nothing here knows Streamlit."""

from rehearse.conversation.rubric import Language
from rehearse.pages.marks import plain
from rehearse.report.card_words import CardRow, CardWords

_LONG, _VERY_LONG = 450, 1_100
"""Code points on a card from which it is set smaller in print, to stay on one page of A5."""


def card(words: CardWords, ui: Language, spoken: Language) -> str:
    """The card. ``spoken`` is the language of the manager's own words on it.

    What was left empty keeps a line to write on; the lines at the end show on paper only.
    """
    when = f'<p class="when">{plain(words.when)}</p>' if words.when else ""
    rows = "".join(_row(row, spoken) for row in words.rows)
    notes = f'<section class="own-notes"><h3>{plain(words.own_notes)}</h3><hr><hr></section>'
    return (
        f'<article class="take-along{_size(words)}" lang="{ui}"><h2>{plain(words.title)}</h2>{when}'
        f'{rows}{notes}<p class="silence">{plain(words.closing)}</p></article>'
    )


def _size(words: CardWords) -> str:
    length = sum(len(row.text) + 40 * row.text.count("\n") for row in words.rows)
    if length < _LONG:
        return ""
    return " long" if length < _VERY_LONG else " very-long"


def _row(row: CardRow, spoken: Language) -> str:
    if row.text:
        text = f'<p class="said" lang="{spoken}" dir="auto">{plain(row.text)}</p>'
    else:
        text = "<hr>"
    due = f'<p class="due"><i class="box"></i>{plain(row.due)}</p>' if row.due else ""
    return f"<section><h3>{plain(row.label)}</h3>{text}{due}</section>"
