"""How much a model of one's own machine may read at once."""

from typing import Any

LOCAL_ROOM = 16_384
"""Pieces. A grader's question takes some 4,000 and may be answered in as many, a talk of forty
turns takes 7,000. Ollama makes room for 2,048 or 4,096 unless it is asked for more, and leaves out
the beginning of what is longer without a word: the rules would be gone."""
_OLLAMA = ("ollama", "ollama_chat")


def asked_for(provider: str | None) -> dict[str, Any]:
    """What a request says of it, where this provider wants to be asked."""
    return {"num_ctx": LOCAL_ROOM} if provider in _OLLAMA else {}
