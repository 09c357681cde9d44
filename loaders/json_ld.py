"""What does a JSON-LD text say, read without ever fetching a context?"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from loaders.files import Refused
from ontology.messages import message
from ontology.problems import Code

CONTEXT = "https://w3id.org/zeren/context.json"
"""The address that stands for the shipped context; it is not looked up."""


@cache
def shipped_context() -> dict[str, Any]:
    """The context that ships with Zeren."""
    context: dict[str, Any] = json.loads(
        files("ontology").joinpath("context.json").read_text(encoding="utf-8")
    )
    return context


def closed(text: str) -> str:
    """The same JSON-LD with our context written out wherever it is named, and put in where there is none.

    Raises Refused for what is no JSON, nests without end, states a key twice, or needs another context from elsewhere.
    """
    try:
        value = json.loads(text, object_pairs_hook=_once)
        value = _written_out(value)
    except json.JSONDecodeError as error:
        raise Refused(Code.UNREADABLE, message("files.no_json", error=error.msg), error.lineno) from None
    except RecursionError:
        raise Refused(Code.TOO_LARGE, message("rdf.endless")) from None
    if not isinstance(value, list | dict):
        raise Refused(Code.UNREADABLE, message("rdf.no_objects"))
    if not _has_context(value):
        graph = value if isinstance(value, list) else value.get("@graph", [value])
        value = {**shipped_context(), "@graph": graph}
    return json.dumps(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        subject = found.get("id") or found.get("@id")
        raise Refused(
            Code.TOO_MANY, message("rdf.key_twice", key=twice, where=subject or message("rdf.one_object"))
        )
    return found


def _written_out(value: Any) -> Any:
    if isinstance(value, list):
        return [_written_out(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "@import" in value:
        raise Refused(Code.UNREADABLE, message("rdf.context_import"))
    return {
        key: _context(child) if key == "@context" else _written_out(child) for key, child in value.items()
    }


def _context(value: Any) -> Any:
    if isinstance(value, list):
        return [_context(item) for item in value]
    if isinstance(value, str):
        if value != CONTEXT:
            raise Refused(
                Code.UNREADABLE,
                message("rdf.context_needed", context=value),
            )
        return shipped_context()["@context"]
    return _written_out(value)


def _has_context(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) and "@context" in item for item in items)
