"""How does somebody get a store of their own scope, so that no query, Cypher included, can reach what lies outside?

Not a filter: an embedded store built from the records of the scope alone (graph.stand_ins), from whatever store holds the whole. It is
kept by version and scope, built again when the version moves, and never written to.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import polars as pl

from graph.embedded_store import EmbeddedStore
from graph.publish import load
from graph.stamp import stamp
from graph.stand_ins import scoped_records
from graph.store_folder import disk_errors
from ontology.errors import StoreError, StoreMissing
from ontology.messages import message
from ontology.problems import Part
from ontology.records import ORIGIN, Batch

if TYPE_CHECKING:
    from graph.store import Store
    from ontology.records import Frames

WHO = "zeren scope"
KEEP = 2
"""Versions of a scope that stay: somebody may still read the one before."""


class ScopedStore(EmbeddedStore):
    """The store of a scope: everything that a store answers, and no writing."""

    def writing(self) -> NoReturn:
        """Refused: what is stated goes into the whole store."""
        raise StoreError("store.scope_load", url=self.url)

    def rollback(self, to: int | None = None) -> NoReturn:
        """Refused likewise."""
        raise StoreError("store.scope_version", url=self.url, version=to or message("store.before"))

    def deciding(self) -> NoReturn:
        """Refused likewise."""
        raise StoreError("store.scope_decide", url=self.url)


def scoped_store(store: Store, organization: str, folder: Path | None = None) -> ScopedStore:
    """The store of an organization (id), all below it and nothing else, at the version at which `store` is now.

    It is kept in `folder` (default: inside an embedded store; for a server, or a store that cannot be written to, in ~/.cache/zeren or
    ZEREN_CACHE). Ask again whenever the version may
    have moved; asking costs a look at the version. Raises UnknownName, StoreMissing, StoreUnavailable.
    """
    place = (folder or _cache(store)) / _key(organization)
    while True:
        state = _stamp(store)
        made = place / state
        if not made.is_dir():
            _build(store, organization, made)
        if state == _stamp(store):  # else the version moved while it was read
            break
    _drop_old(place, made)
    opened = ScopedStore.open(str(made))
    assert isinstance(opened, ScopedStore)
    return opened


def _cache(store: Store) -> Path:
    if "://" not in store.url and os.access(store.url, os.W_OK):
        return Path(store.url) / "scopes"
    base = os.environ.get("ZEREN_CACHE") or Path.home() / ".cache" / "zeren"
    return Path(base) / "scopes" / _key(store.url)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stamp(store: Store) -> str:
    info = store.info()
    if not info.version:
        raise StoreMissing("store.not_loaded", url=store.url)
    return stamp(store, info)


def _build(store: Store, organization: str, made: Path) -> None:
    """Builds the scope beside its place and moves it there whole; if another process was quicker, its work stays."""
    records = scoped_records(store.records(), organization).frames
    as_of = store.as_of()
    assert as_of is not None
    with disk_errors(made.parent):
        made.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = Path(tempfile.mkdtemp(prefix=f".{made.name}.", dir=made.parent))
    try:
        fresh = EmbeddedStore.open(str(part), create=True)
        try:
            load(fresh, _batch(records), as_of=as_of, who=WHO)
        finally:
            fresh.close()
        with contextlib.suppress(OSError):
            part.rename(made)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _batch(records: Frames) -> Batch:
    """The records as they travel."""
    places = [pl.lit(0, dtype).alias(c) for c, dtype in ORIGIN.items() if c != "_withdrawn"]
    stated = {n: rows.with_columns(*places, _withdrawn=pl.lit(value=False)) for n, rows in records.items()}
    return Batch(stated, (Part("scope"),))


def _drop_old(place: Path, made: Path) -> None:
    versions = sorted(
        (p for p in place.iterdir() if not p.name.startswith(".")), key=lambda p: p.stat().st_mtime
    )
    for old in versions[:-KEEP]:
        if old != made:
            shutil.rmtree(old, ignore_errors=True)
