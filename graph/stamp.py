"""Is a store still in the state in which it was when it was asked before?

Each call to a store answers from one state, two calls may answer from two. Who needs several answers of one state asks for the stamp before
and after, and asks again if they differ; what is kept of a state is kept under its stamp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.digest import digest

if TYPE_CHECKING:
    from graph.store import Info, Store


def stamp(store: Store, info: Info | None = None) -> str:
    """Names the state: another one after a load, a rollback, a decision, and under another Zeren. `info`: what the store just said of itself."""
    held = info or store.info()
    decisions = [line.digest for line in store.decisions()[-1:]]
    said = {"at": str(held.loaded_at), "as_of": held.as_of, "who": held.who, "decisions": decisions}
    return f"{held.version}-{digest(said).removeprefix('sha256:')[:12]}"
