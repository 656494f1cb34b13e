"""Where coaches and grader agree, and where they part."""

import streamlit as st

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from rehearse.pages.marks import plain


def agreement_view(ui: Language) -> None:
    """The second view of the coach's page."""
    st.html(f'<p class="empty">{plain(phrase("review.agreement.none", ui))}</p>')
