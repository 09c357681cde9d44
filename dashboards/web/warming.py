"""What must be read once before the first answer of a store, so that no visitor waits for it?

The facts, and what the first search, the first chain and the first names of a store leave behind for all that follow. Of a small store a
moment; of a million issues some seconds, once, before the pages are served. A server is not asked: reading all of its facts can take
longer than anybody waits for a page to be there.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from dashboards.commands.context import today
from dashboards.commands.names import learn_with_sources
from dashboards.tree import ids_in
from dashboards.views import chain_picture
from dashboards.web import chain_page
from dashboards.wording import Wording
from graph.analysis import analyse
from graph.embedded_store import EmbeddedStore
from graph.explain import explain
from graph.searching import search
from ontology.errors import ZerenError

if TYPE_CHECKING:
    from graph.store import Store


def warm(store: Store) -> None:
    """Asks a folder for its first chain, and shows nobody. What is in the way is not said here: the page will say it."""
    if not isinstance(store, EmbeddedStore):
        return
    with suppress(ZerenError):
        facts, compiled = store.facts(), store.compiled()
        analysis = analyse(facts, store.as_of() or today(), compiled)
        for subject in search(store, chain_page.ABOUT, "").ids[:1]:
            found = explain(analysis, facts, subject)
            learn_with_sources(Wording("zh"), store, ids_in(found) | chain_picture.ids_in(facts, found))
