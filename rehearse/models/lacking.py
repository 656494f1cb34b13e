"""What a model lacks before it can be asked at all, told from its name and key: nothing is sent."""

from pydantic import SecretStr

from rehearse.models.keys import missing_key
from rehearse.models.names import names_provider, written_whole
from rehearse.models.trouble import KeyMissing, ModelTrouble, NoSuchProvider


def unknown_provider(model: str, api_base: str | None) -> NoSuchProvider | None:
    """That a name does not say whose model it is, and how it may have been meant; None where it
    does."""
    if names_provider(model):
        return None
    return NoSuchProvider(model, written_whole(model, api_base))


def lacking(model: str, api_base: str | None, key: SecretStr | None) -> ModelTrouble | None:
    """Why this model cannot be asked; None where nothing is known to be in the way.

    A name without a provider may still be one that litellm knows: only the call can tell.
    """
    if "/" in model and (unknown := unknown_provider(model, api_base)):
        return unknown
    variable = missing_key(model, api_base, key)
    return KeyMissing(model, variable) if variable else None
