"""How are the reasons behind one duty or issue gathered, once, from the decision and the facts?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import DUTY, FEEDBACK, ISSUE, Compiled
from graph.explanation import Counting, Extended
from graph.reasons import Held, Key, Reasons, Row, day
from graph.windows import counted_extensions, day_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graph.facts import Facts
    from graph.near import Near


def gather(found: Near, facts: Facts) -> Reasons:
    """The reasons behind a subject's items."""
    compiled, decision = found.analysis.compiled, found.analysis.decision
    codes, as_of = found.matters["code"].implode(), decision.as_of
    organizations = dict(compiled["organization"].select("code", "id").iter_rows())
    matters = {r["code"]: r for r in found.matters.iter_rows(named=True)}
    tenures = _tenures(compiled, organizations)
    links = compiled["matter_issue"].filter(pl.col("matter").is_in(codes))
    names = dict(compiled["issue"].select("code", "id").iter_rows())
    issues: dict[int, tuple[str, ...]] = {}
    for matter, issue in sorted(set(zip(links["matter"], links["issue"], strict=True))):
        issues[matter] = (*issues.get(matter, ()), names[issue])
    spans: dict[Key, tuple[Row, ...]] = {}
    for span in (
        decision.spans.filter(pl.col("matter").is_in(codes)).sort("from", "until").iter_rows(named=True)
    ):
        key = (span["matter"], span["tenure"], span["ground"], span["supporting"])
        spans[key] = (*spans.get(key, ()), span)
    about, listed, above = _about(found, organizations)
    return Reasons(
        as_of=as_of,
        matters=matters,
        issues=issues,
        organizations=organizations,
        kinds=dict(compiled["organization"].select("id", "kind").iter_rows()),
        feedbacks={r["code"]: r for r in compiled["feedback"].iter_rows(named=True)},
        tenures=tenures,
        divisions={r["code"]: r for r in compiled["division"].iter_rows(named=True)},
        charges=_charges(compiled, spans, organizations),
        about=about,
        listed=listed,
        above=above,
        windows={
            r["matter"]: r
            for r in decision.windows.filter(pl.col("matter").is_in(codes)).iter_rows(named=True)
        },
        spans=spans,
        extensions=_extensions(found, facts, as_of),
        acts=_acts(found, facts),
        moves=_moves(compiled, facts, tenures, spans),
    )


def _tenures(compiled: Compiled, organizations: Mapping[int, str]) -> dict[int, Held]:
    people, posts = (dict(compiled[table].select("code", "id").iter_rows()) for table in ("person", "post"))
    return {
        r["code"]: Held(r["id"], people[r["person"]], posts[r["post"]], organizations[r["organization"]], r)
        for r in compiled["tenure"].iter_rows(named=True)
        if r["organization"] in organizations
    }


def _about(
    found: Near, organizations: Mapping[int, str]
) -> tuple[
    dict[tuple[int, str], tuple[tuple[int, str], ...]],
    frozenset[tuple[str, int, int]],
    dict[tuple[str, str], tuple[tuple[str, int], ...]],
]:
    """What each matter is about (key, id), who is listed for a key by the records, and what stands above (id, distance)."""
    compiled, decision = found.analysis.compiled, found.analysis.decision
    codes = found.matters["code"].implode()
    domains = dict(compiled["domain"].select("code", "id").iter_rows())
    about: dict[tuple[int, str], tuple[tuple[int, str], ...]] = {}
    listed: set[tuple[str, int, int]] = set()
    above: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}
    for kind, names, portfolio in (
        ("domain", domains, decision.domains),
        ("unit", organizations, decision.units),
    ):
        keys = compiled[f"matter_{kind}"].filter(pl.col("matter").is_in(codes))
        pairs = sorted(set(zip(keys["matter"], keys["key"], strict=True)))
        if not pairs:
            continue
        wanted = pl.col("key").is_in(sorted({key for _, key in pairs}))
        of = dict(compiled[f"{kind}_key"].filter(wanted).select("key", kind).iter_rows())
        for matter, key in pairs:
            about[matter, kind] = (*about.get((matter, kind), ()), (key, names[of[key]]))
        runs = portfolio.recorded.filter(wanted)
        listed |= {(kind, key, division) for key, division in zip(runs["key"], runs["division"], strict=True)}
        above |= {(kind, names[code]): ((names[code], 0),) for code in of.values()}
        if kind == "domain":
            steps = compiled["ancestor"].filter(
                pl.col("domain").is_in(sorted(of.values())) & (pl.col("distance") > 0)
            )
            for domain, ancestor, distance in steps.sort("domain", "distance").iter_rows():
                above[kind, names[domain]] += ((names[ancestor], distance),)
    return about, frozenset(listed), above


def _charges(
    compiled: Compiled, spans: Mapping[Key, tuple[Row, ...]], organizations: Mapping[int, str]
) -> dict[int, tuple[Row, ...]]:
    """The charges of the divisions behind stretches, with `kind` and `target` (id)."""
    divisions = sorted({s["division"] for rows in spans.values() for s in rows if s["division"] is not None})
    found: dict[int, tuple[Row, ...]] = {}
    if not divisions:
        return found
    for kind, table in (
        ("domain", dict(compiled["domain"].select("code", "id").iter_rows())),
        ("unit", organizations),
    ):
        rows = compiled[f"{kind}_charge"].filter(pl.col("division").is_in(divisions))
        for row in rows.iter_rows(named=True):
            target = table.get(row[kind])
            if target is not None:
                found[row["division"]] = (
                    *found.get(row["division"], ()),
                    {**row, "kind": kind, "target": target},
                )
    return found


def _extensions(found: Near, facts: Facts, as_of: int) -> dict[str, tuple[Extended, ...]]:
    """Every extension that was asked for, in the order in which they are tried (docs/decisions.md 2)."""
    duties = found.matters.filter("duty")
    compiled = found.analysis.compiled
    extension = compiled["extension"].filter(pl.col("matter").is_in(duties["code"].implode()))
    counted = set(
        counted_extensions(Compiled({"matter": duties, "extension": extension}), as_of)["extension"]
    )
    dues = dict(duties.select("id", "due").iter_rows())
    rows = facts["extensions"].filter(pl.col("duty").is_in(duties["id"].implode()))
    asked: dict[str, tuple[Extended, ...]] = {}
    for row in rows.sort("approved_on", "date", "new_due", "extension", nulls_last=True).iter_rows(
        named=True
    ):
        seen = row["approved_on"] is not None and day_number(row["approved_on"]) <= as_of
        if not seen and row["date"] is not None and day_number(row["date"]) > as_of:
            continue
        if row["extension"] in counted:
            counting = Counting.COUNTS
        elif not seen:
            counting = Counting.NOT_APPROVED
        else:
            counting = Counting.NO_DUE if dues[row["duty"]] is None else Counting.LATE
        extended = Extended(
            row["extension"], row["date"], row["approved_on"] if seen else None, row["new_due"], counting
        )
        asked[row["duty"]] = (*asked.get(row["duty"], ()), extended)
    return asked


def _acts(found: Near, facts: Facts) -> dict[int, tuple[tuple[str, date, str], ...]]:
    """Acts that decide a window, seen on the as-of date: those that fulfil a duty, the verdicts on an issue without duties."""
    duties, alone = found.matters.filter("duty"), found.matters.filter(~pl.col("duty"))
    compiled, seen = found.analysis.compiled, found.analysis.as_of
    done: list[tuple[date, str, int, str]] = []
    if duties.height:
        rows = compiled["act_on_matter"].filter(pl.col("matter").is_in(duties["code"].implode()), "fulfils")
        ids = dict(compiled.by_codes("act", rows["act"]).iter_rows())
        done += [
            (day(d), ids[act], matter, "fulfils")
            for act, d, matter in rows.select("act", "date", "matter").iter_rows()
        ]
    if alone.height:
        codes = dict(alone.select("id", "code").iter_rows())
        rows = facts["issue_verdicts"].filter(pl.col("issue").is_in(alone["id"].implode()))
        done += [
            (d, act, codes[issue], verdict)
            for act, d, verdict, issue in rows.select("act", "date", "verdict", "issue").iter_rows()
        ]
    acts: dict[int, tuple[tuple[str, date, str], ...]] = {}
    for when, act, matter, what in sorted(done):
        if when <= seen:
            acts[matter] = (*acts.get(matter, ()), (act, when, what))
    return acts


def _moves(
    compiled: Compiled, facts: Facts, tenures: Mapping[int, Held], spans: Mapping[Key, tuple[Row, ...]]
) -> tuple[Row, ...]:
    """Handovers on a day on which a stretch begins or ends: `id`, date (number), giver and taker (codes), about, target (id)."""
    days = sorted({d for rows in spans.values() for s in rows for d in (s["from"], s["until"])})
    rows = compiled["handover"].filter(pl.col("date").is_in(days))
    if rows.is_empty():
        return ()
    givers = {tenures[code].tenure for code in rows["giver"] if code in tenures}
    acts = (
        facts["handover_givers"]
        .filter(pl.col("tenure").is_in(sorted(givers)))
        .join(facts["handovers"], on="act")
    )
    ids: dict[tuple[str, int], list[str]] = {}
    for act, tenure, when in acts.select("act", "tenure", "date").sort("act").iter_rows():
        ids.setdefault((tenure, day_number(when)), []).append(act)
    tables = {DUTY: "matter", ISSUE: "issue", FEEDBACK: "feedback"}
    targets = {about: dict(compiled[name].select("code", "id").iter_rows()) for about, name in tables.items()}
    return tuple(
        {**row, "id": act, "target": targets[row["about"]].get(row["target"]) if row["about"] else None}
        for row in rows.iter_rows(named=True)
        if row["giver"] in tenures
        for act in ids.get((tenures[row["giver"]].tenure, row["date"]), ())
    )
