"""The command that builds the store of a scope."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dashboards import audit
from dashboards.commands.context import must_be_known, note
from dashboards.output import Format, write
from dashboards.progress import working
from graph.scoped_store import scoped_store
from graph.store import Store, open_store
from graph.store_folder import disk_errors
from ontology.errors import InputError
from ontology.messages import message

if TYPE_CHECKING:
    from dashboards.commands.context import Context


def scope(context: Context, organization: str) -> None:
    """Builds the store of an organization's scope, beside the whole one or in a new folder, and says how much of it there is."""
    store, target = context.store(), context.target
    must_be_known(
        [organization],
        store.facts()["organizations"]["organization"].to_list(),
        message("known.organization"),
    )
    if target is not None and target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InputError("target.not_empty", path=target)
    audit.note_down(store.url, audit.Deed.EXPORT, f"scope {organization}")
    with working(context.wording.say("work.scoping")):
        built: Store
        if target is None:
            built = scoped_store(store, organization)
        else:
            with disk_errors(target):
                target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
                made = Path(scoped_store(store, organization, Path(folder)).url)
                with disk_errors(target):
                    if target.exists():
                        target.rmdir()
                    shutil.move(made, target)
            built = open_store(str(target))
    counts = built.info().counts
    whole = store.info().counts
    rows = [
        {"type": context.wording.code(name), "count": counts[name], "whole": whole.get(name, 0)}
        for name in counts
    ]
    write(pl.DataFrame(rows), context.format if target is None else Format.TABLE, None, context.wording)
    note(context.wording.say("scope.built", path=built.url))
