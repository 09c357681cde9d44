"""What did the last load state on a server, and what held of the same records before?"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.journal import batch_of
from graph.last_load import COUNTS, MOST, STATED, LastLoad, counted
from graph.neo4j_schema import SUPERSEDED
from ontology.records import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.neo4j_session import Server

_OF_LOAD = (
    f"MATCH (s:{SUPERSEDED}) WHERE s.load = $number "
    f"OPTIONAL MATCH (e:{SUPERSEDED} {{record: s.record}}) WHERE e.load < $number "
    "WITH s, e ORDER BY e.load DESC WITH s, head(collect(e)) AS e "
    "WITH s, e, e IS NOT NULL AND NOT e.withdrawn AS known "
)


def last_load(server: Server, note: Mapping[str, Any]) -> LastLoad:
    """What the load stated whose node has the properties `note`."""
    number, parameters = note["number"], {"number": note["number"]}
    who, at, sources = note["who"], datetime.fromisoformat(note["at"]), tuple(note.get("sources") or ())
    none = pl.DataFrame(schema=STATED)
    if number == 1:
        text = f"MATCH (s:{SUPERSEDED}) WHERE s.load = $number RETURN s.type AS type, count(*) AS new ORDER BY type"
        new = [(row["type"], row["new"], 0, 0) for row in server.rows(text, parameters)]
        counts = pl.DataFrame(new, schema=COUNTS, orient="row")
        return LastLoad(who, at, sources, first=True, counts=counts, stated=none, before={})
    text = f"{_OF_LOAD} RETURN s.type AS type, s.record AS id, s.withdrawn AS withdrawn, known, CASE WHEN known THEN e.statement END AS held ORDER BY type, id LIMIT {MOST + 1}"
    rows = server.rows(text, parameters)
    if len(rows) > MOST:
        text = f"{_OF_LOAD} RETURN s.type AS type, s.withdrawn AS withdrawn, known, count(*) AS n"
        each = [
            (r["type"], "", r["withdrawn"], r["known"])
            for r in server.rows(text, parameters)
            for _ in range(r["n"])
        ]
        counts = counted(pl.DataFrame(each, schema=STATED, orient="row"))
        return LastLoad(who, at, sources, first=False, counts=counts, stated=none, before={})
    stated = pl.DataFrame([[row[c] for c in STATED] for row in rows], schema=STATED, orient="row").sort(
        "type", "id"
    )
    held = batch_of(
        [{"type": row["type"], **json.loads(row["held"])} for row in rows if row["held"]], "history"
    )
    before = {name: plain(found) for name, found in held.frames.items()}
    return LastLoad(who, at, sources, first=False, counts=counted(stated), stated=stated, before=before)
