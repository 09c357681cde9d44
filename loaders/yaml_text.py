"""Which values does a YAML text list, and on which line does each begin?

Built from the parser's events, so that nothing is unfolded unseen: aliases may repeat a limited number of values, and tags that make
objects have no meaning. Scalars stay as they are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from loaders.entries import DEPTH, Entry, too_deep
from loaders.files import Refused
from ontology.messages import message
from ontology.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

REPEATED = 100_000
"""Most values that the aliases of one text may repeat: a text of a few lines can otherwise unfold to billions."""

_NULL = {"", "~", "null", "Null", "NULL"}
_STANDARD_TAGS = {"!"} | {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
}


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; `weight` counts the values in it, repeated ones too."""

    value: Entry | list[Any]
    line: int
    anchor: str | None
    key: str | None = None
    weight: int = 1
    doubled: list[tuple[str, Any]] = field(default_factory=list)


def items(text: str) -> Iterator[tuple[int, Any]]:
    """Every item of the top lists with its line, built from parser events so that nothing is unfolded unseen."""
    loader = yaml.CSafeLoader(text)
    try:
        yield from _Builder().items(loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = mark.line + 1 if mark is not None else 1
        raise Refused(
            Code.UNREADABLE, message("files.no_yaml", error=error.problem or error.context), where
        ) from None
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise Refused(Code.UNREADABLE, message("files.no_yaml", error=reason), 1) from None
    finally:
        loader.dispose()


class _Builder:
    def __init__(self) -> None:
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._repeated = 0

    def items(self, loader: Any) -> Iterator[tuple[int, Any]]:
        while loader.check_event():
            event = loader.get_event()
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors.clear()
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                done = self._stack.pop()
                if isinstance(done.value, Entry):
                    done.value.doubled = tuple(done.doubled)
                yield from self._place(done.value, done.weight, done.line, done.anchor)
            elif isinstance(event, yaml.ScalarEvent):
                yield from self._place(_scalar(event, line), 1, line, event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                value, weight = self._known(event.anchor, line)
                yield from self._place(value, weight, line, None)

    def _open(self, event: Any, line: int) -> None:
        _standard(event, line)
        if len(self._stack) >= DEPTH:
            raise too_deep(line)
        value: Entry | list[Any] = Entry() if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Open(value, line, event.anchor))

    def _known(self, anchor: str | None, line: int) -> tuple[Any, int]:
        if anchor is None or anchor not in self._anchors:
            raise Refused(Code.UNREADABLE, message("files.yaml_alias", name=anchor), line)
        value, weight = self._anchors[anchor]
        self._repeated += weight
        if self._repeated > REPEATED:
            raise Refused(Code.TOO_LARGE, message("files.yaml_repeats", most=REPEATED), line)
        return value, weight

    def _place(self, value: Any, weight: int, line: int, anchor: str | None) -> Iterator[tuple[int, Any]]:
        """Puts a finished value where it belongs; items of the top list come out."""
        if anchor is not None:
            self._anchors[anchor] = (value, weight)
        if not self._stack:
            if value is not None and not isinstance(value, list):
                yield line, value  # a document that is one record
            return
        top = self._stack[-1]
        top.weight += weight
        if isinstance(top.value, list):
            if len(self._stack) == 1:
                yield line, value
            else:
                top.value.append(value)
        elif top.key is None:
            if not isinstance(value, str | None):
                raise Refused(Code.UNREADABLE, message("files.yaml_key"), line)
            top.key = value or ""
        else:
            if top.key in top.value:
                top.doubled.append((top.key, value))
            else:
                top.value[top.key] = value
            top.key = None


def _scalar(event: Any, line: int) -> str | None:
    _standard(event, line)
    value: str = event.value
    return None if event.implicit[0] and not event.style and value in _NULL else value


def _standard(event: Any, line: int) -> None:
    if event.tag and event.tag not in _STANDARD_TAGS:
        raise Refused(Code.UNREADABLE, message("files.yaml_tag", tag=event.tag), line)
