"""How is it said, in Chinese or English, that something is wrong?

A message is a key and named values; the templates are data beside this module, `LANGUAGE/TOPIC.yaml`, with the same keys and placeholders
in every language. Keys are stable (JSON shows them); texts may be reworded by whoever knows the language.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

ENGLISH = "en"
"""What `str()` of a message says, so that logs mean the same everywhere."""
_JOINED = {"en": {"": ", ", "or": " or ", ";": "; "}, "zh": {"": "、", "or": "或", ";": "；"}}


@dataclass(frozen=True, slots=True)
class Term:
    """A name of the vocabulary in a message: English says the name as files hold it, Chinese its label with the name."""

    name: str
    label: str

    def told(self, language: str) -> str:
        """The term in a language."""
        return self.name if language == ENGLISH or self.label == self.name else f"{self.label}（{self.name}）"


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, whatever the language: `key` is TOPIC.NAME of a template, `values` fill its placeholders."""

    key: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.told(ENGLISH)

    def told(self, language: str) -> str:
        """The text in a language: values that are messages or terms in it too, several values as it lists them.

        A key without a template says itself.
        """
        template = templates(language).get(self.key)
        if template is None:
            return self.key
        return template.format(**{name: _told(value, language) for name, value in self.values})


def message(key: str, /, **values: Any) -> Message:
    """A message whose values are kept as they are now: numbers, messages and terms as such, the rest as text."""
    return Message(key, tuple((name, _kept(value)) for name, value in values.items()))


@cache
def templates(language: str) -> Mapping[str, str]:
    """Every template of a language by its key."""
    import yaml  # not before something is to be told: help comes without it

    topics = (
        f for f in files("ontology").joinpath("messages", language).iterdir() if f.name.endswith(".yaml")
    )
    return {
        f"{topic.name.removesuffix('.yaml')}.{name}": text
        for topic in topics
        for name, text in yaml.load(topic.read_text(encoding="utf-8"), yaml.CSafeLoader).items()
    }


def _kept(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | Message | Term):
        return value
    if isinstance(value, OSError):
        code = errno.errorcode.get(value.errno or 0, "")
        known = f"system.{code}"
        return Message(known) if known in templates(ENGLISH) else value.strerror or str(value)
    if isinstance(value, Iterable):
        return tuple(_kept(item) for item in value)
    return str(value)


def _told(value: Any, language: str) -> Any:
    if isinstance(value, Message | Term):
        return value.told(language)
    if isinstance(value, tuple):
        return _Several(tuple(str(_told(item, language)) for item in value), language)
    return value


@dataclass(frozen=True, slots=True)
class _Several:
    """Texts as a template shows them: `{names}` lists them all, `{names:or}` says that it is one of them, `{why:;}` sets sentences apart."""

    texts: tuple[str, ...]
    language: str

    def __format__(self, how: str) -> str:
        return _JOINED[self.language][how].join(self.texts)

    def __repr__(self) -> str:
        return f"[{self}]"
