"""Answers in a form: how a schema is sent, and how an answer is read back."""

import json
import re
from collections.abc import Iterator
from typing import Any, Generic, NamedTuple

from pydantic import ValidationError

from rehearse.models import Answer
from rehearse.models.thoughts import spoken

_NOT_SENT = frozenset(
    {"title", "default", "examples", "pattern", "format", "minLength", "maxLength", "minItems"}
    | {"maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"uniqueItems"}
)
"""What one provider or another refuses in a schema. It loses nothing: each answer is validated."""

_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
"""A backslash, with what makes it an escape if it is one."""


def response_format(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON schema as OpenAI wants it, which litellm turns into what others want: every property
    required, and none beside them."""
    form = {"name": "answer", "strict": True, "schema": _strict(schema)}
    return {"type": "json_schema", "json_schema": form}


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    strict: dict[str, Any] = {}
    for name, part in schema.items():
        if name in ("properties", "$defs"):
            strict[name] = {key: _strict(value) for key, value in part.items()}
        elif name in ("enum", "const"):
            strict[name] = part
        elif name not in _NOT_SENT:
            strict[name] = _strict(part)
    if "properties" in strict:
        strict |= {"required": list(strict["properties"]), "additionalProperties": False}
    return strict


class Reading(NamedTuple, Generic[Answer]):
    """An answer as it was read, or what is wrong with it."""

    answer: Answer | None
    faults: tuple[str, ...] = ()
    """Place and fault, in pydantic's words, without the value; empty also where no JSON is."""


def read(text: str, kind: type[Answer]) -> Reading[Answer]:
    """The first object in a text that is what was asked for, whatever stands around it."""
    faults: tuple[str, ...] = ()
    for found in _objects(spoken(text)):
        try:
            return Reading(kind.model_validate_json(json.dumps(found)))
        except ValidationError as error:
            wrong = error.errors(include_url=False, include_context=False, include_input=False)
            faults = tuple(f"{'.'.join(map(str, w['loc']))}: {w['msg']}" for w in wrong)
    return Reading(None, faults)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text, in order: bare, in a fenced block, or between words. A backslash
    that escapes nothing, or a line that ends inside a text, spoils none of them."""
    text = _ESCAPE.sub(lambda escape: escape.group() if escape.group(1) else "", text)
    decoder = json.JSONDecoder(strict=False)
    at = text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            end = at + 1
        else:
            yield found
        at = text.find("{", end)
