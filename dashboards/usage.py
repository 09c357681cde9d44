"""How is a command line that typer does not understand told in the reader's language?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ontology.messages import Message, message

if TYPE_CHECKING:
    import typer

_NO_COMMAND = re.compile(r"No such command '(?P<name>.*?)'")
_INTEGER = "valid integer"
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<names>.*)\)")


def told(error: typer.TyperException) -> Message:
    """What is wrong and where help is; words of typer's that are not known here are told as they are."""
    command = getattr(getattr(error, "ctx", None), "command_path", None) or "zeren"
    return message("usage.see", said=_what(error), command=command)


def _what(error: Any) -> Message:
    # The classes are typer's own business, so they are known by what they carry.
    if near := getattr(error, "possibilities", None):
        return message("usage.no_option_near", name=error.option_name, names=sorted(near))
    if hasattr(error, "possibilities"):
        return message("usage.no_option", name=error.option_name)
    if hasattr(error, "option_name"):
        return message("usage.needs_value", name=error.option_name)
    if getattr(error, "param", None) is not None:
        name = error.param.get_error_hint().strip("'")
        if hasattr(error, "param_type"):
            return message("usage.missing", name=name)
        if _INTEGER in error.message:
            return message("usage.integer", name=name)
        return message("usage.value", name=name, said=error.message)
    said = error.format_message()
    if found := _NO_COMMAND.match(said):
        near = re.findall(r"'(.*?)'", said[found.end() :])
        if near:
            return message("usage.no_command_near", name=found["name"], names=near)
        return message("usage.no_command", name=found["name"])
    if found := _EXTRA.match(said):
        return message("usage.extra", names=found["names"])
    return message("usage.other", said=said)
