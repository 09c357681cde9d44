"""Who loaded, took out, asked, confirmed or dismissed what, and when?

One chain of lines a store (graph.chained_lines), only added to; `zeren audit verify` says whether it is whole. What takes something out of
the store is written down *before* it leaves: where nothing can be written, nothing leaves. A line says what was done and to what, never what
was in it: of that it keeps the digest.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import chained_lines
from graph.chained_lines import Head
from graph.digest import content_digest
from graph.store_folder import AUDIT_LOG
from ontology.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.chained_lines import Chain, Line
    from graph.publish import Loaded

PLACE = "ZEREN_AUDIT"
"""Environment variable: the file that takes the lines, in place of the usual one."""


class Deed(StrEnum):
    """What is written down."""

    LOAD = "load"
    ROLLBACK = "rollback"
    EXPORT = "export"
    QUERY = "query"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    DECIDE = "decide"
    """a lead, a step of one, a statement, a review, an outcome"""
    SIGN_IN = "sign-in"


def place(url: str) -> Path:
    """Where the lines of a store (its URL) stand: ZEREN_AUDIT, else in an embedded store's folder, for a server in ~/.local/state/zeren."""
    if named := os.environ.get(PLACE):
        return Path(named)
    if "://" not in url:
        return Path(url) / AUDIT_LOG
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    bare = url.split("://", 1)[1].rsplit("@", 1)[-1]
    return Path(base) / "zeren" / f"audit-{hashlib.sha256(bare.encode()).hexdigest()[:16]}.jsonl"


def can_be_written(url: str) -> bool:
    """Whether a line could be written now, tried without writing one: where not, nothing may be begun. What the rights of a file say is
    not enough: a disk may be read-only, and to root everything is allowed.
    """
    path = place(url)
    try:
        if path.exists():
            path.open("ab").close()
        else:
            tempfile.TemporaryFile(dir=next(folder for folder in path.parents if folder.exists())).close()
    except OSError:
        return False
    return True


def must_be_writable(url: str) -> None:
    """Raises StoreUnavailable unless a line could be written now: before what cannot be taken back, a load or a decision."""
    if not can_be_written(url):
        raise StoreUnavailable("store.audit_closed", place=place(url))


def person() -> str:
    """The user of this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return str(os.getuid())


def note_down(
    url: str,
    deed: Deed | str,
    what: str,
    content: bytes | str | None = None,
    *,
    who: str | None = None,
    **more: Any,
) -> Line:
    """Writes a line about a store (its URL): the deed, to what (ids, the text of a query), the digest of the content given out or in.

    `more` says further things in words, numbers and days. On disk before this returns; raises Altered,
    StoreUnavailable, which says that ZEREN_AUDIT may name another place.
    """
    said = {
        "deed": str(Deed(deed)),
        "what": what,
        "digest": content_digest(content if content is not None else what),
        **more,
    }
    try:
        return chained_lines.append(place(url), who or person(), said)
    except StoreUnavailable as error:
        raise StoreUnavailable("store.audit", error=error.message) from None


def loaded(url: str, done: Loaded, sources: Sequence[str], who: str) -> None:
    """Writes down a load that made a version: from which sources, by whom, what it changed."""
    if done.version is not None:
        changed = {name: asdict(change) for name, change in done.changes.items()}
        note_down(
            url, Deed.LOAD, ", ".join(sources), said(changed), who=who, version=done.version, as_of=done.as_of.isoformat()
        )  # fmt: skip


def said(value: Any) -> str:
    """Parameters and the like as one text, always the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def lines(url: str, known: Head | None = None) -> Chain:
    """The lines of a store, verified; raises Altered, also if the chain never was at `known`."""
    return chained_lines.read(place(url), known)
