"""Whose model a name names, told from the name alone: litellm takes seconds to load."""

from difflib import get_close_matches
from functools import cache
from importlib import resources

from rehearse.models.keys import provider_of

_ALIKE = 0.8
"""How alike a provider has to be to one that is known to be a slip of the pen (difflib's ratio)."""
_EXAMPLE = "openai/gpt-5-mini"


@cache
def providers() -> frozenset[str]:
    """The providers that litellm knows, as it writes them; a test holds the list to litellm's."""
    listed = resources.files(__package__).joinpath("providers.txt").read_text("utf-8")
    return frozenset(listed.split())


def names_provider(model: str) -> bool:
    """Whether a name says whose model it is: ``provider/model``, or one known by its beginning."""
    _, slash, name = model.partition("/")
    return provider_of(model) in providers() and bool(name or not slash)


def without_secrets(address: str | None) -> str | None:
    """An address as it can be shown: without the name and password or the query that some servers
    are given their key by."""
    if address is None:
        return None
    scheme, slashes, rest = address.partition("://")
    host, slash, path = (rest if slashes else scheme).partition("/")
    plain = f"{host.rpartition('@')[2]}{slash}{path}".partition("?")[0].partition("#")[0]
    return f"{scheme}{slashes}{plain}" if slashes else plain


def written_whole(model: str, api_base: str | None) -> str:
    """How a name was probably meant, with its provider; an example where nothing tells.

    ``api_base``: the address of a server of one's own, which speaks OpenAI's language.
    """
    provider, slash, name = model.partition("/")
    if not name and provider in providers():
        return f"{provider}/NAME"
    if not slash and (known := provider_of(model)):
        return f"{known}/{model}"
    alike = get_close_matches(provider.lower(), sorted(providers()), 1, _ALIKE) if name else []
    if api_base and alike != ["openai"]:
        return f"openai/{model}"
    return f"{alike[0]}/{name}" if alike else _EXAMPLE
