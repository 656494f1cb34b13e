"""Advice on request: a hint during the talk, a first draft of the card to take along. Pure."""
