"""The front door of the app: page config and navigation."""

import streamlit as st

from rehearse.pages import frame
from rehearse.pages.pictogram import SIGN

frame.remember_language()
page = st.navigation(frame.pages(), position="top")
st.set_page_config(page_title=f"{page.title} · Rehearse", page_icon=SIGN, layout="wide")
page.run()
