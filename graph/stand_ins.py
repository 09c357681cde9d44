"""Which records does a scope hold: those that belong whole, organs by name, and stand-ins for what else these refer to?

A stand-in has an id and a name that say nothing, and only those codes and references that decisions read (`scope.yaml`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.scope import (
    Members,
    committees,
    has,
    members,
    named,
    references,
    rules,
    shared_matters,
)
from ontology.records import Frames, among, columns, empty, frame
from ontology.vocabulary import Kind, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ontology.vocabulary import Property

FUTURE = date(3000, 1, 1)
"""A window that begins on this day is empty on any day that is asked about."""
OUTSIDE = "outside"


@dataclass(frozen=True)
class Scoped:
    """The records of a scope. `own`: ids of those that belong; `organs`: organizations outside that keep their names.

    `stand_ins`: id outside -> id in `frames`; known to whoever builds a scope and stored nowhere.
    """

    frames: Frames
    own: frozenset[str]
    organs: frozenset[str]
    stand_ins: Mapping[str, str]


def scoped_records(frames: Frames, organization: str) -> Scoped:
    """The records that somebody may see whose scope is an organization (id); raises UnknownName."""
    found = members(frames, organization)
    kept = dict(_kept(frames, found))
    kept["Duty"] = _under_their_feedback(frames, kept["Duty"], found)
    for name, keys in rules()["parted"].items():
        spared = shared_matters(frames, found) if name == "Act" else set()
        kept[name] = _parted(kept[name], name, keys, found.own, spared)
    silent = set(kept["Lead"].filter("_shared")["id"])
    for name, key in rules()["silent_with"].items():
        silent |= set(kept[name].filter(among(key, silent))["id"])
        kept[name] = _silenced(kept[name], name, among("id", silent))
    kept = {name: rows.drop("_shared", strict=False) for name, rows in kept.items()}
    for name, keys in rules()["dropped"].items():
        for key in keys:
            kept[name] = _without_outside(kept[name], name, key, found)
    for name in rules()["sources"]:
        kept[name] = empty(name)
    kept |= _sources(frames, kept)
    stand_ins = _stand_ins(frames, kept, found)
    opaque = _opaque(frames, stand_ins)
    whole = {
        name: _renamed(
            pl.concat([kept.get(name, empty(name)), stand_ins.get(name, empty(name))]), name, opaque
        )
        for name in {**kept, **stand_ins}
    }
    return Scoped(
        {name: rows.sort("id") for name, rows in whole.items() if rows.height},
        frozenset(found.all_own),
        frozenset(found.organs),
        opaque,
    )


def _kept(frames: Frames, found: Members) -> Iterator[tuple[str, pl.DataFrame]]:
    for name in rules()["shared"]:
        yield name, frame(frames, name)
    for name, ids in found.own.items():
        rows = has(frame(frames, name), ids)
        if name == "Organization":
            organs = _reduced(frame(frames, name), name, found.organs, rules()["organ_keeps"])
            rows = pl.concat([rows, organs])
        yield name, rows
    yield "Authority", has(frame(frames, "Authority"), found.authorities)
    yield "OrgChange", has(frame(frames, "OrgChange"), found.changes)


def _reduced(rows: pl.DataFrame, name: str, ids: set[str], keys: list[str]) -> pl.DataFrame:
    """Rows of these ids, empty but for some columns."""
    return has(rows, ids).select(
        pl.col(c) if c in ("id", *keys) else pl.lit(None, dtype).alias(c)
        for c, dtype in columns(name).items()
    )


def _under_their_feedback(frames: Frames, duties: pl.DataFrame, found: Members) -> pl.DataFrame:
    """Duties that stand under the feedback of the first issue that they address say so themselves, if that issue lies outside.

    Stand-ins are in another order than what they stand for (docs/decisions.md 1).
    """
    outside = named(frames, "Duty", "addresses", found.own["Duty"]).filter(
        ~among("value", found.own["Issue"])
    )
    first = _first_feedback(
        frames, duties.filter(pl.col("bearer").is_not_null() & among("id", outside["id"]))
    )
    return (
        duties.join(first, on="id", how="left", maintain_order="left")
        .with_columns(underFeedback=pl.coalesce("underFeedback", "_feedback"))
        .drop("_feedback")
    )


def _first_feedback(frames: Frames, duties: pl.DataFrame) -> pl.DataFrame:
    """id, _feedback: under which duties without a feedback of their own stand."""
    without = duties.filter(pl.col("underFeedback").is_null()).select("id", "addresses")
    issues = without.explode("addresses", empty_as_null=True).group_by("id").agg(pl.col("addresses").min())
    told = frame(frames, "Issue").select(addresses="id", _feedback="underFeedback")
    return issues.join(told, on="addresses").select("id", "_feedback")


def _parted(
    rows: pl.DataFrame, name: str, keys: list[str], own: Mapping[str, set[str]], spared: set[str]
) -> pl.DataFrame:
    """The rows without those values of lists that lie outside, where others stay; marked `_shared`, and silent, if they lost one."""
    inside = pl.Series(sorted({*set().union(*own.values()), *spared}), dtype=pl.String()).implode()
    stays = {key: pl.col(key).list.eval(pl.element().filter(pl.element().is_in(inside))) for key in keys}
    some = pl.any_horizontal([(stay.list.len() > 0).fill_null(value=False) for stay in stays.values()])
    rows = rows.with_columns(_some=some)
    lost = [pl.col("_some") & (pl.col(k).list.len() > stays[k].list.len()) for k in keys]
    rows = rows.with_columns(_shared=pl.any_horizontal(lost).fill_null(value=False))
    rows = rows.with_columns(pl.when("_some").then(stay).otherwise(k).alias(k) for k, stay in stays.items())
    # A list that ends empty is no list: with an empty one a handover would be read as one of everything.
    rows = rows.with_columns(pl.when(pl.col(k).list.len() > 0).then(k).alias(k) for k in keys)
    return _silenced(rows.drop("_some"), name, pl.col("_shared"))


def _silenced(rows: pl.DataFrame, name: str, which: pl.Expr) -> pl.DataFrame:
    """Some rows without texts and sources."""
    silent = [p.key for p in vocabulary().type(name).properties if p.kind is Kind.TEXT or p.key == "evidence"]
    return rows.with_columns(pl.when(~which).then(key).alias(key) for key in silent)


def _without_outside(rows: pl.DataFrame, name: str, key: str, found: Members) -> pl.DataFrame:
    inside = found.all_own
    if name == "Authority":
        led = among("holder", inside)
        headed = pl.Series(sorted(inside | found.organs), dtype=pl.String()).implode()
        over = pl.Series(sorted(inside | found.headed), dtype=pl.String()).implode()
        stays = (
            pl.when(led)
            .then(pl.col(key).list.eval(pl.element().filter(pl.element().is_in(headed))))
            .otherwise(pl.col(key).list.eval(pl.element().filter(pl.element().is_in(over))))
        )
        return rows.with_columns(stays.alias(key))
    if name == "OrgChange":
        inside = inside | found.organs
    allowed = pl.Series(sorted(inside), dtype=pl.String()).implode()
    stays = pl.col(key).list.eval(pl.element().filter(pl.element().is_in(allowed)))
    return rows.with_columns(pl.when(stays.list.len() > 0).then(stays).alias(key))


def _sources(frames: Frames, kept: Mapping[str, pl.DataFrame]) -> Frames:
    """The sources and citations that kept records name, one through the other."""
    names = rules()["sources"]
    step = {
        value
        for name, rows in kept.items()
        for prop in vocabulary().type(name).references
        if set(prop.targets) & set(names)
        for value in references({name: rows}, name, prop.key)["value"]
    }
    ids: set[str] = set()
    while step:
        ids |= step
        found = (
            named(frames, name, p.key, step)["value"]
            for name in names
            for p in vocabulary().type(name).references
        )
        step = {value for values in found for value in values} - ids
    return {name: has(frame(frames, name), ids) for name in names}


def _stand_ins(frames: Frames, kept: Mapping[str, pl.DataFrame], found: Members) -> Frames:
    """A reduced record for each outside that a kept one names, and for those that these name."""
    known = {id_ for rows in kept.values() for id_ in rows["id"]}
    places = {name: set(frame(frames, name)["id"]) for name in rules()["stand_ins"]}
    made: dict[str, list[pl.DataFrame]] = {}
    step: Mapping[str, pl.DataFrame] = kept
    wanted = _reaching_in(frames, found) | found.heading | _more_committees(frames, known)
    while True:
        wanted |= {
            value
            for name, rows in step.items()
            for prop in vocabulary().type(name).references
            for value in references({name: rows}, name, prop.key)["value"]
        }
        wanted -= known
        if not wanted:
            break
        known |= wanted
        step = {
            name: _stand_in(frames, name, ids & wanted, found) for name, ids in places.items() if ids & wanted
        }
        for name, rows in step.items():
            made.setdefault(name, []).append(rows)
        wanted = set()
    return {name: pl.concat(parts) for name, parts in made.items()}


def _reaching_in(frames: Frames, found: Members) -> set[str]:
    """Duties of others that address an issue inside: without them it would be taken for an issue without duties."""
    return set(references(frames, "Duty", "addresses").filter(among("value", found.own["Issue"]))["id"])


def _more_committees(frames: Frames, known: set[str]) -> set[str]:
    """Where several could be the district committee, that there are several is known inside too."""
    return {
        id_
        for each in committees(frames)
        if len(each) > 1
        for id_ in sorted(each - known)[: max(0, 2 - len(each & known))]
    }


def _stand_in(frames: Frames, name: str, ids: set[str], found: Members) -> pl.DataFrame:
    says: dict[str, Any] = rules()["stand_ins"][name]
    rows = frame(frames, name)
    heading = among("id", found.heading)
    some = _reduced(
        rows, name, ids, [*says["keeps"], *(rules()["heading_keeps"] if name == "Tenure" else ())]
    )
    texts = [pl.lit(says[lang]).alias(lang) for lang in ("zh", "en") if lang in says]
    some = some.with_columns(*texts)
    if "day" in says:
        some = some.with_columns(pl.lit(FUTURE).alias(says["day"]))
    if name == "Tenure":
        keys = rules()["heading_keeps"]
        some = some.with_columns(pl.when(heading).then(key).alias(key) for key in keys)
    if name == "Duty":
        first = _first_feedback(frames, has(rows, ids))
        some = some.join(first, on="id", how="left").with_columns(
            underFeedback=pl.coalesce("underFeedback", "_feedback")
        )
        issues = pl.Series(sorted(found.own["Issue"]), dtype=pl.String()).implode()
        inside = pl.col("addresses").list.eval(pl.element().filter(pl.element().is_in(issues)))
        some = some.drop("_feedback").with_columns(inside.alias("addresses"))
    return some.select(*columns(name))


def _opaque(frames: Frames, stand_ins: Frames) -> dict[str, str]:
    """The id of each stand-in: `outside-post-1`; no record of the store has one that looks like it."""
    prefix = OUTSIDE
    taken = {i for rows in frames.values() for i in rows["id"] if i.startswith(OUTSIDE)}
    while any(i.startswith(prefix) for i in taken):
        prefix += "-"
    return {
        id_: f"{prefix}-{name.lower()}-{number}"
        for name, rows in stand_ins.items()
        for number, id_ in enumerate(sorted(rows["id"]), 1)
    }


def _renamed(rows: pl.DataFrame, name: str, opaque: Mapping[str, str]) -> pl.DataFrame:
    if not opaque:
        return rows
    old, new = list(opaque), list(opaque.values())

    def renamed(prop: Property) -> pl.Expr:
        if prop.many:
            return pl.col(prop.key).list.eval(pl.element().replace(old, new))
        return pl.col(prop.key).replace(old, new)

    references_ = [renamed(p) for p in vocabulary().type(name).references]
    return rows.with_columns(pl.col("id").replace(old, new), *references_).select(*columns(name))
