"""The front door of the app: page config and navigation."""

import streamlit as st

from rehearse.pages import frame

st.set_page_config(page_icon=frame.PICTOGRAM, layout="wide")
st.navigation(frame.pages(), position="hidden").run()
