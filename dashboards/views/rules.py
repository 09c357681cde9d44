"""Which regulations are loaded, when are they in force, and what do their records say?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from datetime import date

    from dashboards.wording import Wording
    from graph.store import Store

PARTS = (
    "Provision",
    "ResponsibilityRule",
    "Circumstance",
    "ReferralRule",
    "ManagementRule",
    "Scope",
    "Policy",
    "OpenQuestion",
)
"""What belongs to a regulation, in the order in which it is read."""
MOST = 500


def regulations(store: Store, day: date, wording: Wording) -> pl.DataFrame:
    """id, name, number, from, until, in_force (on that day), rules (how many it brings): every regulation, the latest first."""
    facts = store.facts()
    rows = facts["regulations"].sort("from", "regulation", descending=[True, False])
    wording.learn(store, rows["regulation"])
    brought = pl.concat(
        [
            facts["responsibility_rules"].select("regulation"),
            facts["referral_rules"].select("regulation").unique(maintain_order=True),
        ]
    )
    counted = brought.group_by("regulation").agg(rules=pl.len())
    running = (pl.col("from").is_null() | (pl.col("from") <= day)) & (
        pl.col("until").is_null() | (pl.col("until") > day)
    )
    rows = rows.join(counted, on="regulation", how="left", maintain_order="left").with_columns(
        in_force=running,
        rules=pl.col("rules").fill_null(0),
        name=pl.Series([wording.name(r) for r in rows["regulation"]], dtype=pl.String),
    )
    return rows.select("name", "number", "from", "until", "in_force", "rules", id="regulation")


def part(store: Store, regulation: str, record_type: str, wording: Wording) -> pl.DataFrame:
    """number, id, name and the codes of a regulation's records of one type, in the order of their numbers."""
    keys = [k for k in KEYS[record_type] if k]
    known = vocabulary().type(record_type).keys
    columns = ", ".join(
        f"n.`{k}` AS `{k}`" if k == "id" or k in known else f"'' AS `{k}`"
        for k in ("number", "id", "zh", "en", *keys)
    )
    edge = vocabulary().type(record_type).keys["of"].edge
    text = f"MATCH (n:`{record_type}`)-[:`{edge}`]->(r:Regulation) WHERE r.id = $id RETURN {columns}"
    rows = store.cypher(text, {"id": regulation}, limit=MOST).frame
    if rows.is_empty():
        return pl.DataFrame(
            schema={"number": pl.String, "id": pl.String, "name": pl.String, **dict.fromkeys(keys, pl.String)}
        )
    first, second = ("en", "zh") if wording.lang == "en" else ("zh", "en")
    rows = rows.with_columns(name=pl.coalesce(pl.col(first).cast(pl.String), pl.col(second).cast(pl.String)))
    order = [[int(x) if x.isdigit() else 0 for x in str(n or "").split(".")] for n in rows["number"]]
    rows = rows.with_columns(pl.Series("_order", ["/".join(f"{x:05d}" for x in o) for o in order]))
    return rows.sort("_order", "id").select("number", "id", "name", *keys)


KEYS = {
    "Provision": (), "ResponsibilityRule": ("subjectKind", "responsibility"), "Circumstance": ("subjectKind",),
    "ReferralRule": ("context", "discovererKind", "level", "subjectKind", "within", "managedBy", "conflict"),
    "ManagementRule": ("relation", "managedBy"), "Scope": ("level", "inspectionKind", "organizationKind"), "Policy": ("value",), "OpenQuestion": ("raisedBy",),
}  # fmt: skip
