"""The subject matter: what a repair conversation is. Pure: no I/O, no clock, no network."""
