"""Is the structure of organizations and authority sound: no circles, every organ reachable, everybody under some organ?

The circles that also refuse a load, as networkx finds them; a report of what leads will run into, as of a day; and the graph of
organizations and authority itself, for export and measures. Nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import polars as pl

from graph.authority_index import build_index
from graph.referral_table import Scope
from ontology.records import Frames, frame
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from graph.authority import Index
    from graph.facts import Facts
    from graph.referral_table import Table

REPORT = {
    "kind": pl.String(),
    "id": pl.String(),
    "organization": pl.String(),
    "organization_kind": pl.String(),
}
"""Columns of `report`: what is wrong, with which organization or post, in which organization, of which kind that is."""

ORGANIZATION_WITHOUT_JURISDICTION = "OrganizationWithoutJurisdiction"
POST_WITHOUT_JURISDICTION = "PostWithoutJurisdiction"
UNREACHABLE_ORGAN = "UnreachableOrgan"
DISCOVERER_WITHOUT_OFFICE = "DiscovererWithoutOffice"
_LEADERS = ("HeadSeat", "MemberSeat")
_PEELS = 64


@dataclass(frozen=True)
class Cycle:
    """A circle of records along one property: the property of each names the next, of the last the first."""

    record_type: str
    field: str
    ids: tuple[str, ...]


def cycles(frames: Frames) -> list[Cycle]:
    """One circle, the shortest through its smallest id, for every tangle along a property that must not run in one."""
    found = []
    for record_type in vocabulary().types.values():
        for prop in record_type.references:
            if prop.acyclic and record_type.name in frames:
                rows = frame(frames, record_type.name).select(child="id", parent=prop.key)
                rows = rows.explode("parent", empty_as_null=True) if prop.many else rows
                found += [Cycle(record_type.name, prop.key, ids) for ids in _circles(rows.drop_nulls())]
    return found


def _circles(edges: pl.DataFrame) -> list[tuple[str, ...]]:
    # Who is nobody's child or nobody's parent is in no circle: a sound tree peels away before it becomes Python objects.
    for _ in range(_PEELS):
        inner = edges.join(edges, left_on="parent", right_on="child", how="semi")
        inner = inner.join(edges, left_on="child", right_on="parent", how="semi")
        if inner.height == edges.height:
            break
        edges = inner
    graph: nx.DiGraph[str] = nx.DiGraph(list(edges.iter_rows()))
    loops = [(node,) for node in graph if graph.has_edge(node, node)]
    tangles = [tangle for tangle in nx.strongly_connected_components(graph) if len(tangle) > 1]
    return sorted(loops + [_shortest(graph.subgraph(tangle)) for tangle in tangles])


def _shortest(tangle: nx.DiGraph[str]) -> tuple[str, ...]:
    first = min(tangle)
    ways = nx.single_source_shortest_path(tangle, first)
    closed = [tuple(ways[last]) for last in tangle.predecessors(first)]
    return min(closed, key=lambda way: (len(way), way))


def report(facts: Facts, on: date) -> pl.DataFrame:
    """What leads will run into under the referral rules in force on a day, columns REPORT, sorted; empty without rules.

    Organizations in scope and leading posts held on the day over which no organ can be the target of a transfer; organs that no
    lead can reach; discoverers that must go through an office that they are not part of.
    """
    index = build_index(facts, ())
    table = index.table_on(on)
    if table is None:
        return pl.DataFrame(schema=REPORT)
    standing = _standing(facts, index, on)
    covering = _covering(facts, index, table, on)
    rows = pl.concat(
        [
            _organizations(standing, table.scope, covering),
            _posts(facts, standing, covering, on),
            _organs(index, table, standing, covering),
        ]
    )
    return rows.sort("kind", "id")


def _standing(facts: Facts, index: Index, on: date) -> pl.DataFrame:
    """Organizations of the records that no change has ended by the day."""
    changed = facts["organization_changes"].filter(pl.col("date") <= on)["original"].unique()
    ended = [o for o in changed if o not in index.successors((o,), on)[0]]
    return facts["organizations"].filter(
        pl.col("mentioned_by").is_null() & ~pl.col("organization").is_in(ended)
    )


def _covering(facts: Facts, index: Index, table: Table, on: date) -> pl.DataFrame:
    """organ, over: who is the target for what, followed through changes."""
    scope = table.scope
    held = facts["authorities"].filter((pl.col("kind") == scope.discipline_authority) & _holding(on))
    organs = [
        (holder, organ)
        for holder in held["holder"].unique()
        if _is_organ(index, scope, holder)
        for organ in index.successors((holder,), on)[0]
        if _is_organ(index, scope, organ)
    ]
    became = pl.DataFrame(organs, schema={"holder": pl.String(), "organ": pl.String()}, orient="row")
    return held.select("holder", "over").join(became, on="holder").select("organ", "over").unique()


def _is_organ(index: Index, scope: Scope, organization: str) -> bool:
    found = index.organizations.get(organization)
    return found is not None and found.kind == scope.discipline_kind


def _row(kind: str, identifier: str, organization: str, organization_kind: str) -> list[pl.Expr]:
    return [
        pl.lit(kind).alias("kind"),
        pl.col(identifier).alias("id"),
        pl.col(organization).alias("organization"),
        pl.col(organization_kind).alias("organization_kind"),
    ]


def _organizations(standing: pl.DataFrame, scope: Scope, covering: pl.DataFrame) -> pl.DataFrame:
    bare = standing.join(covering, left_on="organization", right_on="over", how="anti")
    if scope.stated:
        bare = bare.filter(pl.col("kind").is_in(sorted(scope.organization_kinds)))
    rows = bare.rename({"kind": "sort"})
    return rows.select(_row(ORGANIZATION_WITHOUT_JURISDICTION, "organization", "organization", "sort"))


def _posts(facts: Facts, standing: pl.DataFrame, covering: pl.DataFrame, on: date) -> pl.DataFrame:
    held = facts["tenures"].filter(pl.col("seat").is_in(_LEADERS) & _holding(on))
    bare = held.join(covering, left_on="post", right_on="over", how="anti")
    bare = bare.join(covering, left_on="person", right_on="over", how="anti")
    rows = bare.select("post", "organization").unique()
    rows = rows.join(standing.select("organization", sort="kind"), on="organization")
    return rows.select(_row(POST_WITHOUT_JURISDICTION, "post", "organization", "sort"))


def _organs(index: Index, table: Table, standing: pl.DataFrame, covering: pl.DataFrame) -> pl.DataFrame:
    """Organs of the kinds that leads go through or to, and those of them that none can reach; discoverers without an office."""
    reached = set(covering["organ"])
    kinds = {table.scope.discipline_kind}
    stuck: set[str] = set()
    for via, discoverers in _through(table, standing):
        kinds.add(via)
        for discoverer in discoverers:
            office = next((a for a in index.ancestors(discoverer) if index.organization(a).kind == via), None)
            if office is None:
                stuck.add(discoverer)
            else:
                reached.add(office)
    rows = standing.rename({"kind": "sort"})
    unreached = rows.filter(
        pl.col("sort").is_in(sorted(kinds)) & ~pl.col("organization").is_in(sorted(reached))
    )
    without = rows.filter(pl.col("organization").is_in(sorted(stuck)))
    return pl.concat(
        [
            unreached.select(_row(UNREACHABLE_ORGAN, "organization", "organization", "sort")),
            without.select(_row(DISCOVERER_WITHOUT_OFFICE, "organization", "organization", "sort")),
        ]
    )


def _through(table: Table, standing: pl.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """(kind of office, discoverers that must pass one), for every row that asks for it."""
    for row in table.rows:
        asks = dict(row.asks)
        for via in {o.via for o in row.options if o.via}:
            rows = standing
            for key, column in (("discovererKind", "kind"), ("level", "level")):
                rows = rows.filter(pl.col(column) == asks[key]) if key in asks else rows
            yield via, rows["organization"].to_list()


def organization_graph(facts: Facts, on: date | None = None) -> nx.DiGraph[str]:
    """Organizations (kind, level) and what binds them, on a day or as ever recorded, fit for GraphML.

    An edge runs from part to whole, from holder to the organization that its authority is over or that has the post or person,
    and from what was changed to what it became. `relations` names all that an edge stands for (PART_OF, kinds of authority,
    CHANGED), `records` counts the authority records among them.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    organizations = facts["organizations"].sort("organization")
    for organization, kind, level in organizations.select("organization", "kind", "level").iter_rows():
        graph.add_node(organization, kind=kind or "", level=level or "")
    edges = _edges(facts, on).group_by("source", "target")
    summed = edges.agg(pl.col("relation").unique().sort(), pl.col("authority").drop_nulls().n_unique())
    for source, target, relations, records in summed.sort("source", "target").iter_rows():
        graph.add_edge(source, target, relations=" ".join(relations), records=records)
    return graph


def _holding(on: date) -> pl.Expr:
    since = pl.col("from").is_null() | (pl.col("from") <= on)
    return since & (pl.col("until").is_null() | (pl.col("until") > on))


def _edges(facts: Facts, on: date | None) -> pl.DataFrame:
    """source, target, relation, authority: one row for every reason to draw an edge."""
    organizations, tenures = facts["organizations"], facts["tenures"]
    authorities, changes = facts["authorities"], facts["organization_changes"].drop_nulls("resulting")
    posts = tenures.select(over="post", target="organization")
    if on is not None:
        tenures, authorities = tenures.filter(_holding(on)), authorities.filter(_holding(on))
        changes = changes.filter(pl.col("date") <= on)
    persons = tenures.select(over="person", target="organization")
    reach = pl.concat(
        [organizations.select(over="organization", target="organization"), posts, persons]
    ).unique()
    parts = organizations.drop_nulls("part_of").select(
        source="organization", target="part_of", relation=pl.lit("PART_OF"), authority=pl.lit(None, pl.String)
    )
    became = changes.select(
        source="original", target="resulting", relation=pl.lit("CHANGED"), authority=pl.lit(None, pl.String)
    )
    held = authorities.join(reach, on="over").select("target", "authority", source="holder", relation="kind")
    return pl.concat([held.select(parts.columns), parts, became])
