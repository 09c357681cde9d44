"""How does it read what would be answered otherwise: extensions, responsibilities, gaps, candidates, paths?

Tables for a person: names instead of ids, and no two lines that look the same. Whatever is left out here stands in the JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.names import people_of
from dashboards.output import table_text
from dashboards.tree import extension_text
from graph.store import Name
from graph.what_if import CHANGE, NOW, WAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.wording import Wording
    from graph.referral import Referral
    from graph.splice import Statements
    from graph.store import Store
    from graph.what_if import Difference

SECTIONS = ("responsibilities", "gaps", "findings")
SHOWN = {
    "responsibilities": ("change", "for", "grade", "bearer", "role", "ground", "days", "provision", "regulation", "open", "flags", "principal"),
    "gaps": ("change", "kind", "organization", "domain", "unit", "post", "tenures", "division", "duty", "issue", "regulation", "from", "until", "issues", "duties", "open"),
    "findings": ("change", "provision", "circumstance", "subject", "organization", "duties", "breach_date", "regulation", "open"),
}  # fmt: skip
"""Columns that a person reads, in this order."""
_CALLED = (
    "bearer",
    "organization",
    "domain",
    "unit",
    "post",
    "tenures",
    "principal",
    "subject",
    "circumstance",
)
"""Columns in which names stand for ids."""
_NAMED = ("Organization", "Person", "Post", "Domain")
"""Types of new records that are called by name."""


def learn(found: Difference, store: Store, wording: Wording, stated: Statements | None = None) -> None:
    """Learns what everything in the difference is called, also what the changes state."""
    ids: set[str] = set()
    for section in SECTIONS:
        rows = getattr(found, section)
        for column in (c for c in _CALLED if c in rows.columns):
            values = rows[column]
            ids |= set((values.explode() if values.dtype == pl.List else values).drop_nulls())
    for referral in (r for pair in found.referrals for r in pair if r is not None):
        ids |= {*referral.path, referral.subject, *(o for course in referral.options for o in course.path)}
        ids |= {x for x in (referral.rule, referral.regulation) if x}
    people = people_of(store, sorted(ids))
    if stated is not None:
        for name in _NAMED:
            for row in _said(stated, name):
                wording.names[row["id"]] = Name(name, row.get("zh"), row.get("en"), ())
        people |= {row["id"]: (row["heldBy"], row["ofPost"]) for row in _said(stated, "Tenure")}
    wording.learn(store, ids)
    wording.call_tenures(store, people)


def _said(stated: Statements, name: str) -> list[dict[str, Any]]:
    rows = stated.frames.get(name)
    return [] if rows is None else rows.filter(~pl.col("_withdrawn")).to_dicts()


def lines(found: Difference, wording: Wording) -> Iterator[str]:
    """The difference, section by section; call `learn` first."""
    if found.extensions:
        yield ""
        yield wording.say("suppose.extensions", count=len(found.extensions))
        for duty, extended in found.extensions:
            yield "  " + wording.say("suppose.extension", duty=duty, text=extension_text(extended, wording))
    if found.nothing:
        yield wording.say("suppose.nothing")
        return
    for section in SECTIONS:
        yield ""
        yield from _section(section, getattr(found, section), wording)
    yield ""
    name = wording.say("suppose_section.referrals")
    yield wording.say("suppose.section", name=name, count=len(found.referrals))
    for before, after in found.referrals:
        one = after or before
        assert one is not None
        yield wording.say(
            "suppose.lead", lead=one.lead, finding=one.finding, subject=wording.name(one.subject)
        )
        for key, referral in ((WAS, before), (NOW, after)):
            yield f"  {wording.say(f'suppose_change.{key}')}: {_told(referral, wording)}"


def _section(section: str, rows: pl.DataFrame, wording: Wording) -> Iterator[str]:
    columns = [c for c in SHOWN[section] if c in rows.columns]
    seen = [c for c in columns if c != CHANGE]
    # Lines that differ only in what is not shown, such as the facts, would look like a mistake.
    hidden = rows.filter(pl.len().over(seen) > 1, pl.col(CHANGE).is_in([WAS, NOW])) if rows.height else rows
    shown = rows.join(hidden, on=rows.columns, how="anti", nulls_equal=True, maintain_order="left")
    count = shown.height
    yield wording.say("suppose.section", name=wording.say(f"suppose_section.{section}"), count=count)
    if count:
        kept = [c for c in columns if shown[c].null_count() < count]
        yield table_text(_called(shown.select(kept), wording), wording)
    for row in hidden.filter(pl.col(CHANGE) == NOW).iter_rows(named=True):
        yield "  " + _same(section, row, hidden, seen, wording)


def _same(section: str, row: dict[str, Any], rows: pl.DataFrame, seen: list[str], wording: Wording) -> str:
    """What of an answer that stays changes behind it."""
    was = next(r for r in rows.to_dicts() if r[CHANGE] == WAS and all(r[c] == row[c] for c in seen))
    changed = [c for c in row if c != CHANGE and row[c] != was[c]]
    said = []
    for column in changed:
        old, new = was[column], row[column]
        if isinstance(new, list):
            more, less = [x for x in new if x not in old], [x for x in old if x not in new]
            parts = [f"+ {', '.join(map(str, more))}"] if more else []
            parts += [f"- {', '.join(map(str, less))}"] if less else []
        else:
            parts = [f"{old} → {new}"]
        said.append(f"{wording.header(column)} {' '.join(parts)}")
    who = wording.name(row.get("subject") or row.get("bearer") or row.get("organization"))
    what = row.get("provision") or wording.code(row.get("kind"))
    about = ", ".join(row["duties"]) if section == "findings" else row.get("for", "")
    return wording.say("suppose.same", who=who, what=what, about=about, changed="; ".join(said))


def _called(rows: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    """Rows with changes in words and names for ids."""
    told = [pl.Series(CHANGE, [wording.say(f"suppose_change.{c}") for c in rows[CHANGE]], dtype=pl.String)]
    for column in (c for c in _CALLED if c in rows.columns):
        if rows[column].dtype == pl.List:
            names = [[wording.name(v) for v in row or ()] for row in rows[column].to_list()]
            told.append(pl.Series(column, names, dtype=pl.List(pl.String)))
        else:
            told.append(pl.Series(column, [wording.name(v) for v in rows[column]], dtype=pl.String))
    return rows.with_columns(told)


def _told(found: Referral | None, wording: Wording) -> str:
    if found is None:
        return wording.say("suppose.none")
    courses = found.options or ((found,) if found.action else ())
    parts = [wording.name(found.regulation)] if found.regulation else []
    parts += [wording.say(f"status.{found.status}")]
    parts += [wording.say("suppose.provision", number=found.provision)] if found.provision else []
    parts += [
        f"{wording.code(c.action or '')} {' → '.join(map(wording.name, c.path))}".strip() for c in courses
    ]
    parts += [", ".join(map(wording.header, found.missing))] if found.missing else []
    parts += [", ".join(found.open)] if found.open else []
    return "; ".join(parts)
