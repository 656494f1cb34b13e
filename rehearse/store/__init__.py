"""Where rehearsals are kept: one local file by default, PostgreSQL by address.

Everything here is synchronous and may block; the service calls it from threads.
"""
