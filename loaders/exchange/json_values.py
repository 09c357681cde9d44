"""Which values does a JSON file of another program hold: one, or one a line?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from loaders.files import Refused
from ontology.messages import message
from ontology.problems import Code

if TYPE_CHECKING:
    from loaders.documents.document import Document


def values(document: Document) -> list[Any]:
    """The items of a list, or the values that stand a line each, or the one value. Raises Refused for what is no JSON."""
    text = document.text
    try:
        value = json.loads(text)
        return value if isinstance(value, list) else [value]
    except RecursionError:
        raise Refused(Code.TOO_LARGE, message("exchange.nested")) from None
    except ValueError as whole:
        return _lines(text, whole)


def _lines(text: str, whole: ValueError) -> list[Any]:
    """The values that stand a line each; where the first line holds one, the line that does not is named."""
    found: list[Any] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            if not found:
                raise Refused(Code.UNREADABLE, message("exchange.no_json", error=whole)) from None
            reason = message("exchange.no_json_line", line=number, error=error)
            raise Refused(Code.UNREADABLE, reason, number) from None
    return found


def text_of(value: Any) -> str | None:
    """A value as a text; None for nothing, and for what is no single value."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def texts_of(value: Any) -> tuple[str, ...]:
    """The texts of a list, or of the one value."""
    many = value if isinstance(value, list) else [value]
    return tuple(t for v in many if (t := text_of(v)))


def mapping_of(value: Any) -> dict[str, Any] | None:
    """The value if it is a mapping."""
    return value if isinstance(value, dict) else None


def mappings_of(value: Any) -> list[dict[str, Any]]:
    """The mappings in a list; what else stands there is passed over."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
