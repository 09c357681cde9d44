"""Why is this the answer for a duty or an issue: window, days, ground, provision, facts, open questions?

semantics 8. One issue's explanation touches only its organizations' slices of the compiled facts, so it costs milliseconds at any
size of store. Everything here is ids, codes and dates; names and sentences are made where people read (dashboards).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.answers import ANSWER
from graph.compiled import HIGH, LOW
from graph.digest import digest
from graph.responsibility import GROUNDS
from graph.windows import counted_extensions, day_number
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from graph.analysis import Analysis
    from graph.compiled import Compiled
    from graph.facts import Facts


@dataclass(frozen=True)
class Extended:
    """An extension of a duty; `counts` if it was approved while the then-effective due had not passed."""

    extension: str
    approved_on: date
    new_due: date
    counts: bool


@dataclass(frozen=True)
class Window:
    """The days for which a matter is answered: `first` to `last`, both included. `due` as set, `effective` after extensions."""

    first: date
    last: date
    due: date | None
    effective: date | None
    extensions: tuple[Extended, ...]
    unmet: bool
    breach_date: date | None


@dataclass(frozen=True)
class Ground:
    """A division of labor behind an item, and what it puts in charge: a unit or a domain (`distance` 0 = the issue's own)."""

    division: str
    target: str
    distance: int


@dataclass(frozen=True)
class Item:
    """One answer (keys as in a case file) and what it rests on.

    `stretches`: the days, first and last included. A tenure's `person`, `post`, `seat`, and possible `since` / `until` (exclusive).
    """

    answer: dict[str, Any]
    person: str | None = None
    post: str | None = None
    organization: str | None = None
    acting: bool = False
    since: date | None = None
    until: date | None = None
    stretches: tuple[tuple[date, date], ...] = ()
    grounds: tuple[Ground, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """A duty, or an issue without duties, with its window and items; `window` is None where it has no day yet."""

    id: str
    is_duty: bool
    organization: str | None
    window: Window | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Shown:
    """A division that bears nothing but is shown: liaison or overall charge."""

    division: str
    tenure: str
    mode: str


@dataclass(frozen=True)
class Explanation:
    """The whole answer for one duty or issue. `items` are the issue's own (the union over its duties) or the duty's."""

    subject: str
    is_issue: bool
    as_of: date
    items: tuple[Item, ...]
    matters: tuple[Matter, ...]
    gaps: tuple[dict[str, Any], ...]
    shown: tuple[Shown, ...]
    regulations: tuple[dict[str, Any], ...]
    policies: tuple[dict[str, Any], ...]
    digest: str


def explain(analysis: Analysis, facts: Facts, subject: str) -> Explanation:
    """The explanation of a duty or issue (id); raises UnknownName."""
    compiled = analysis.compiled
    issue = compiled["issue"].filter(pl.col("id") == subject)
    if issue.height:
        links = compiled["matter_issue"].filter(pl.col("issue") == issue["code"][0])
        matters = compiled["matter"].filter(pl.col("code").is_in(links["matter"].unique().implode()))
    else:
        matters = compiled["matter"].filter(pl.col("id") == subject)
    if matters.is_empty() and issue.is_empty():
        raise UnknownName(f"no duty and no issue has the id {subject!r}")
    around = pl.concat([matters["organization"], issue["organization"]]).drop_nulls()
    here = analysis.of_organizations(compiled.with_neighbours(around))
    answers = here.answers()
    explained = tuple(_matter(here, row, answers) for row in matters.sort("id").iter_rows(named=True))
    own = tuple(i for m in explained if m.id == subject for i in m.items)
    if issue.height and not own:
        own = tuple(Item(row) for row in answers.filter(pl.col("for") == subject).iter_rows(named=True))
        own = tuple(_merged(item, explained) for item in own)
    named = {i.answer["regulation"] for m in explained for i in m.items}
    hit = here.gaps().filter(
        pl.col("issues").list.contains(subject)
        | pl.col("duties").list.contains(subject)
        | (pl.col("duty") == subject)
    )
    inputs = _inputs(here, matters)
    return Explanation(
        subject=subject,
        is_issue=issue.height > 0,
        as_of=analysis.as_of,
        items=own,
        matters=explained,
        gaps=tuple(hit.to_dicts()),
        shown=_shown(here.compiled, facts, matters["code"].to_list()),
        regulations=tuple(
            facts["regulations"].filter(pl.col("regulation").is_in(list(named))).sort("regulation").to_dicts()
        ),
        policies=tuple(
            facts["policies"].filter(pl.col("regulation").is_in(list(named))).sort("policy").to_dicts()
        ),
        digest=digest({"as_of": analysis.as_of, "inputs": inputs, "regulations": sorted(named)}),
    )


def _matter(analysis: Analysis, row: dict[str, Any], answers: pl.DataFrame) -> Matter:
    compiled, decision = analysis.compiled, analysis.decision
    window = decision.windows.filter(pl.col("matter") == row["code"])
    names = dict(
        compiled["organization"]
        .filter(pl.col("code") == (row["organization"] or 0))
        .select("code", "id")
        .iter_rows()
    )
    organization = names.get(row["organization"]) if row["organization"] is not None else None
    if window.is_empty():
        return Matter(row["id"], row["duty"], organization, None, ())
    found = window.row(0, named=True)
    own = answers.filter(pl.col("for") == row["id"])
    spans = decision.spans.filter(pl.col("matter") == row["code"]).sort("tenure", "ground", "from")
    items = tuple(_item(compiled, item, row["id"], spans) for item in own.iter_rows(named=True))
    return Matter(row["id"], row["duty"], organization, _window(compiled, row, found, decision.as_of), items)


def _window(compiled: Compiled, row: dict[str, Any], found: dict[str, Any], as_of: int) -> Window:
    asked = compiled["extension"].filter((pl.col("matter") == row["code"]) & (pl.col("approved") <= as_of))
    counted = set(counted_extensions(compiled, as_of).filter(pl.col("matter") == row["code"])["extension"])
    extensions = tuple(
        Extended(e["extension"], _day(e["approved"]), _day(e["new_due"]), e["extension"] in counted)
        for e in asked.sort("place").iter_rows(named=True)
    )
    eff = found["eff"]
    return Window(
        first=_day(found["start"]),
        last=_day(found["end"]),
        due=None if row["due"] is None else _day(row["due"]),
        effective=None if eff is None else _day(eff),
        extensions=extensions,
        unmet=found["unmet"],
        breach_date=_day(eff + 1) if found["unmet"] else None,
    )


def _item(compiled: Compiled, answer: dict[str, Any], matter: str, spans: pl.DataFrame) -> Item:
    tenure = compiled["tenure"].filter(pl.col("id") == answer["bearer"])
    if tenure.is_empty() or answer["ground"] in GROUNDS[:2]:
        return Item(answer, organization=answer["bearer"], facts=(matter,))
    held = tenure.row(0, named=True)
    own = spans.filter(
        (pl.col("tenure") == held["code"])
        & (pl.col("ground") == GROUNDS.index(answer["ground"]))
        & (pl.col("supporting") == (answer["role"] == "supporting"))
    )
    grounds = _grounds(compiled, own, answer["ground"])
    return Item(
        answer,
        person=_id(compiled, "person", held["person"]),
        post=_id(compiled, "post", held["post"]),
        organization=_id(compiled, "organization", held["organization"]),
        acting=held["acting"],
        since=None if held["from"] == LOW else _day(held["from"]),
        until=None if held["until"] == HIGH else _day(held["until"]),
        stretches=_joined([(s["from"], s["until"]) for s in own.sort("from").iter_rows(named=True)]),
        grounds=grounds,
        facts=tuple(dict.fromkeys([matter, answer["bearer"], *(g.division for g in grounds)])),
    )


def _grounds(compiled: Compiled, spans: pl.DataFrame, ground: str) -> tuple[Ground, ...]:
    divisions = spans["division"].drop_nulls().unique().sort()
    if divisions.is_empty():
        return ()
    kind = "unit" if ground == "unit" else "domain"
    charges = compiled[f"{kind}_charge"].filter(pl.col("division").is_in(divisions.implode()))
    keys = compiled[f"matter_{kind}"].filter(pl.col("matter") == spans["matter"][0]).select("key").unique()
    wanted = compiled[f"{kind}_key"].join(keys, on="key")
    if kind == "domain":
        wanted = (
            wanted.join(compiled["ancestor"], on="domain")
            .select("ancestor", "distance")
            .rename({"ancestor": "domain"})
        )
        found = charges.join(wanted, on="domain")
    else:
        found = charges.join(wanted.select("unit"), on="unit").with_columns(distance=pl.lit(0))
    rows = found.select("division", kind, "distance").unique().sort("division", kind)
    table = "organization" if kind == "unit" else "domain"
    return tuple(
        Ground(_id(compiled, "division", d), _id(compiled, table, target), int(distance))
        for d, target, distance in rows.iter_rows()
    )


def _merged(item: Item, matters: tuple[Matter, ...]) -> Item:
    """An issue's item with what its duties' items of the same bearer and ground rest on."""
    keys = ("bearer", "grade", "ground", "regulation")
    supporting = item.answer["role"] == "supporting"
    same = [
        i for m in matters for i in m.items
        if all(i.answer[k] == item.answer[k] for k in keys) and (i.answer["role"] == "supporting") == supporting
    ]  # fmt: skip
    if not same:
        return item
    days = sorted((day_number(a), day_number(b) + 1) for i in same for a, b in i.stretches)
    one = same[0]
    return Item(
        item.answer, one.person, one.post, one.organization, one.acting, one.since, one.until, _joined(days),
        tuple(dict.fromkeys(g for i in same for g in i.grounds)), tuple(dict.fromkeys(f for i in same for f in i.facts)),
    )  # fmt: skip


def _shown(compiled: Compiled, facts: Facts, matters: list[int]) -> tuple[Shown, ...]:
    """Liaison and overall charge, on the matters' domains and units or above, of leaders of the organization."""
    domain_keys = compiled["matter_domain"].filter(pl.col("matter").is_in(matters)).select("key").unique()
    domains = compiled["domain_key"].join(domain_keys, on="key").join(compiled["ancestor"], on="domain")
    unit_keys = compiled["matter_unit"].filter(pl.col("matter").is_in(matters)).select("key").unique()
    units = compiled["unit_key"].join(unit_keys, on="key")
    organizations = pl.concat([domains["organization"], units["organization"]]).unique()
    here = compiled["tenure"].filter(pl.col("organization").is_in(organizations.implode()))["id"]
    found: list[Shown] = []
    for table, target, ids in (
        (
            "domain_charges",
            "domain",
            compiled["domain"].filter(pl.col("code").is_in(domains["ancestor"].implode()))["id"],
        ),
        (
            "unit_charges",
            "unit",
            compiled["organization"].filter(pl.col("code").is_in(units["unit"].implode()))["id"],
        ),
    ):
        rows = facts[table].filter(
            pl.col("mode").is_in(["Liaises", "OverallCharge"])
            & pl.col(target).is_in(ids.implode())
            & pl.col("tenure").is_in(here.implode())
        )
        found += [
            Shown(r["division"], r["tenure"], r["mode"])
            for r in rows.unique("division").sort("division").iter_rows(named=True)
        ]
    return tuple(found)


def _inputs(analysis: Analysis, matters: pl.DataFrame) -> dict[str, Any]:
    """What the answer was computed from, without codes: they depend on what else is in the store."""
    compiled = analysis.compiled
    answers = analysis.answers().filter(pl.col("for").is_in(matters["id"].implode()))
    organizations = matters["organization"].drop_nulls().unique()
    tenures = compiled["tenure"].filter(pl.col("organization").is_in(organizations.implode()))
    divisions = compiled["division"].filter(pl.col("tenure").is_in(tenures["code"].implode()))
    codes = matters["code"].implode()
    extensions = compiled["extension"].filter(pl.col("matter").is_in(codes))
    return {
        "answers": answers.select(*ANSWER).to_dicts(),
        "matters": matters.select("id", "duty", "own", "start", "due", "periodic", "fulfilled")
        .sort("id")
        .to_dicts(),
        "tenures": tenures.select("id", "seat", "acting", "from", "until", "sure_from", "sure_until")
        .sort("id")
        .to_dicts(),
        "divisions": divisions.select("id", "from", "until").sort("id").to_dicts(),
        "extensions": extensions.select("extension", "approved", "new_due", "own")
        .sort("extension")
        .to_dicts(),
        "verdicts": compiled["verdict"]
        .filter(pl.col("matter").is_in(codes))
        .select("date", "verified")
        .sort("date", "verified")
        .to_dicts(),
    }


def _joined(stretches: list[tuple[int, int]]) -> tuple[tuple[date, date], ...]:
    """Half-open stretches in order, touching ones joined, as first and last day."""
    joined: list[list[int]] = []
    for start, end in stretches:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return tuple((_day(start), _day(end - 1)) for start, end in joined)


def _id(compiled: Compiled, table: str, code: int) -> str:
    return str(compiled[table].filter(pl.col("code") == code)["id"][0])


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)
