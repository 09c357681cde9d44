"""Which records belong to an organization and all that is part of it?

A scope is what one person may see: `own` records stay whole; organs through which a lead passes keep their names; what else lies
outside is a stand-in without a name where a decision inside would come out otherwise without it (graph.stand_ins), else nothing. Which
record belongs is data (`scope.yaml`). Invariant: nothing that names, counts or describes what lies outside is in the frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl
import yaml

from ontology.errors import UnknownName
from ontology.records import Frames, among, frame
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ID = pl.String()


@cache
def rules() -> Mapping[str, Any]:
    """What scope.yaml says, without what it says of types that the vocabulary does not have."""
    found: dict[str, Any] = yaml.safe_load(files("graph").joinpath("scope.yaml").read_text(encoding="utf-8"))
    known = vocabulary().types.keys()
    for key in ("organs", "parted", "dropped", "named_in", "silent_with"):
        found[key] = {name: keys for name, keys in found[key].items() if name in known}
    return {**found, "belongs": [rule for rule in found["belongs"] if rule["type"] in known]}


@dataclass
class Members:
    """The ids that a scope holds. `own`: records that belong, by type; `organs`: organizations outside that keep their names.

    `heading`: tenures by which somebody inside heads such an organ (`headed`); `authorities` and `changes`: records about either.
    """

    own: dict[str, set[str]]
    organs: set[str] = field(default_factory=set)
    heading: set[str] = field(default_factory=set)
    headed: set[str] = field(default_factory=set)
    authorities: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)

    @property
    def all_own(self) -> set[str]:
        """Every id that belongs."""
        return set().union(*self.own.values())


def members(frames: Frames, organization: str) -> Members:
    """What belongs to an organization (id) and to all below it; raises UnknownName."""
    found = Members({"Organization": subtree(frames, organization)})
    for rule in rules()["belongs"]:
        found.own[rule["type"]] = _belonging(frames, rule["type"], rule["by"], found)
    for name, where in rules()["named_in"].items():
        found.own[name] = {
            value
            for source, key in where.items()
            for value in named(frames, source, key, found.own[source])["value"]
        }
    for rule in rules()["then"]:
        found.own[rule["type"]] = _belonging(frames, rule["type"], rule["by"], found)
    found.own["Act"] |= _handovers_of_shared_matters(frames, found)
    _organs(frames, organization, found)
    return found


def subtree(frames: Frames, organization: str) -> set[str]:
    """An organization and all that is part of it, at any depth; raises UnknownName."""
    parents = references(frames, "Organization", "partOf")
    if not has(frame(frames, "Organization"), {organization}).height:
        raise UnknownName("names.no_organization", id=organization)
    below, step = {organization}, {organization}
    while step:
        step = set(parents.filter(among("value", step))["id"]) - below
        below |= step
    return below


def has(rows: pl.DataFrame, ids: Iterable[str]) -> pl.DataFrame:
    """The rows of these ids."""
    return rows.filter(among("id", ids))


def references(frames: Frames, name: str, key: str) -> pl.DataFrame:
    """id, value: what the records of a type name under a key, one a row."""
    prop = vocabulary().type(name).keys[key]
    rows = frame(frames, name).select("id", value=key)
    return (rows.explode("value", empty_as_null=True) if prop.many else rows).drop_nulls("value")


def named(frames: Frames, name: str, key: str, of: Iterable[str]) -> pl.DataFrame:
    """The same, of these records only."""
    return references(frames, name, key).filter(among("id", of))


def _belonging(frames: Frames, name: str, groups: list[list[str]], found: Members) -> set[str]:
    own = found.all_own
    belonging: set[str] = set()
    open_ = frame(frames, name).select("id")
    for keys in groups:
        given = pl.concat([references(frames, name, key) for key in keys])
        given = given.join(open_, on="id", how="semi")
        belonging |= set(given.filter(among("value", own))["id"])
        open_ = open_.join(given, on="id", how="anti")
    return belonging


def _handovers_of_shared_matters(frames: Frames, found: Members) -> set[str]:
    """Handing over, by somebody inside, what a duty inside is about, even if the issue was told to somebody outside."""
    about = shared_matters(frames, found)
    acts = references(frames, "Act", "concerns").filter(among("value", about))
    return set(named(frames, "Act", "actor", acts["id"]).filter(among("value", found.own["Tenure"]))["id"])


def shared_matters(frames: Frames, found: Members) -> set[str]:
    """Issues that duties inside address, and the feedbacks under which these or the issues stand, where they lie outside."""
    issues = set(named(frames, "Duty", "addresses", found.own["Duty"])["value"])
    feedbacks = set(named(frames, "Duty", "underFeedback", found.own["Duty"])["value"])
    feedbacks |= set(named(frames, "Issue", "underFeedback", issues)["value"])
    return (issues | feedbacks) - found.all_own


def _organs(frames: Frames, organization: str, found: Members) -> None:
    """Organs that keep their names, and the records of authority and of changes that decisions about what is inside read."""
    own = found.all_own
    organs = {organization, *frame(frames, "Organization").drop_nulls("mentionedBy")["id"]}
    for name, keys in rules()["organs"].items():
        ids = found.own.get(name) if name in found.own else set(frame(frames, name)["id"])
        for key in keys:
            organs |= set(named(frames, name, key, ids or ())["value"])
    organs |= _organizers_of_shared(frames, found) | _only_committees(frames)
    over = references(frames, "Authority", "over")
    holder = references(frames, "Authority", "holder")
    original, resulting = (references(frames, "OrgChange", key) for key in ("original", "resulting"))
    parents = references(frames, "Organization", "partOf")
    before = -1
    while before != len(organs):
        before = len(organs)
        found.heading = _heading(frames, found.own, organs)
        found.headed = _organizations_of(frames, found.heading)
        about = over.filter(among("value", own | found.headed))["id"]
        led = holder.filter(among("value", own)).join(
            over.filter(among("value", own | organs)), on="id", how="semi"
        )
        found.authorities = {*about, *led["id"]}
        organs |= set(holder.filter(among("id", found.authorities))["value"])
        found.changes = set(original.filter(among("value", organs | found.own["Organization"]))["id"])
        organs |= set(resulting.filter(among("id", found.changes))["value"])
        organs |= set(parents.filter(among("id", organs))["value"])
    found.organs = organs - found.own["Organization"]


def _organizers_of_shared(frames: Frames, found: Members) -> set[str]:
    """Who organized the inspections behind matters that are shared with somebody outside."""
    feedbacks = shared_matters(frames, found)
    breached = set(named(frames, "Finding", "breaches", found.own["Finding"])["value"])
    feedbacks |= set(named(frames, "Duty", "underFeedback", breached)["value"])
    issues = set(named(frames, "Duty", "addresses", breached)["value"])
    feedbacks |= set(named(frames, "Issue", "underFeedback", issues)["value"])
    inspections = set(named(frames, "Feedback", "fromInspection", feedbacks)["value"])
    return set(named(frames, "Inspection", "organisedBy", inspections)["value"])


def committees(frames: Frames) -> list[set[str]]:
    """For each regulation's scope: the organizations that could be its district committee (docs/decisions.md 26)."""
    recorded = frame(frames, "Organization").filter(pl.col("mentionedBy").is_null())
    return [
        set(recorded.filter((pl.col("kind") == kind) & (pl.col("level") == level))["id"])
        for kind, level in frame(frames, "Scope").select("committeeKind", "level").iter_rows()
    ]


def _only_committees(frames: Frames) -> set[str]:
    """The district committee, where the records have only one."""
    return {id_ for each in committees(frames) if len(each) == 1 for id_ in each}


def _heading(frames: Frames, own: Mapping[str, set[str]], organs: set[str]) -> set[str]:
    """Tenures by which somebody inside heads an organ outside."""
    posts = frame(frames, "Post").filter((pl.col("seat") == "HeadSeat") & among("inOrganization", organs))
    rows = frame(frames, "Tenure").filter(among("ofPost", posts["id"]) & among("heldBy", own["Person"]))
    return set(rows["id"]) - own["Tenure"]


def _organizations_of(frames: Frames, tenures: set[str]) -> set[str]:
    posts = named(frames, "Tenure", "ofPost", tenures)["value"]
    return set(named(frames, "Post", "inOrganization", posts)["value"])
