"""Which records does a file of planned changes state, a few verbs and whole records?

The file is a YAML list; docs/what-if.md lists the verbs. A verb reads the records as they are (and as the changes before it left them)
through `Known`, and comes out as records that could be loaded. Nothing is guessed: what is not plain raises InputError.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import yaml

from ontology.errors import InputError, UnknownName
from ontology.messages import Term, message
from ontology.vocabulary import vocabulary

Record = dict[str, Any]


class Known(Protocol):
    """The records that a verb looks up."""

    def record(self, identifier: str) -> Record | None:
        """A record as it is, with `id` and `type`; None if there is none."""

    def tenures_in(self, organization: str) -> Iterable[str]:
        """The tenures of the posts of an organization."""

    def divisions_of(self, tenures: Iterable[str]) -> Iterable[str]:
        """The divisions of labor of tenures."""

    def is_head(self, tenure: str) -> bool:
        """Whether a tenure is of a head seat."""

    def extensions_of(self, duty: str) -> Iterable[str]:
        """The extensions of a duty."""


class _Loader(yaml.CSafeLoader):
    """Scalars stay as they are written, but for null: the vocabulary says what a value is, and the key `on` is no boolean."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag == "tag:yaml.org,2002:null"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_changes(path: Path) -> list[Mapping[str, Any]]:
    """The changes of a file (`-`: standard input), each `{verb: what}`; raises InputError."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        found = yaml.load(text, _Loader)  # noqa: S506  a CSafeLoader
    except OSError as error:
        raise InputError("changes.path", path=path, error=error) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError("changes.no_yaml", path=path, error=error) from None
    if (
        not isinstance(found, list)
        or not all(isinstance(c, dict) and len(c) == 1 for c in found)
        or not found
    ):
        raise InputError("changes.no_list", path=path, verbs=_VERBS)
    return found


@dataclass
class _Plan:
    """What has been stated so far; `withdrawn` records are `{id, type, withdrawn: true}`."""

    known: Known
    stated: dict[str, Record] = field(default_factory=dict)

    def record(self, identifier: Any) -> Record:
        found = self.stated.get(str(identifier)) or self.known.record(str(identifier))
        if found is None or found.get("withdrawn"):
            raise UnknownName("changes.no_record", id=identifier)
        return found

    def of_type(self, identifier: Any, kind: str) -> Record:
        found = self.record(identifier)
        if found["type"] != kind:
            raise InputError(
                "changes.other_type", id=identifier, type=_term(found["type"]), needed=_term(kind)
            )
        return found

    def state(self, record: Record) -> None:
        self.stated[record["id"]] = {k: v for k, v in record.items() if v is not None}

    def free_id(self, base: str) -> str:
        number = 1
        while f"{base}-{number}" in self.stated or self.known.record(f"{base}-{number}") is not None:
            number += 1
        return f"{base}-{number}"

    def end(self, identifier: str, day: str) -> None:
        """Ends a tenure or division on a day, if it runs then."""
        record = self.record(identifier)
        if (record.get("from") or "") < day and (record.get("until") is None or record["until"] > day):
            earliest = record.get("untilAfter")
            self.state({**record, "until": day, "untilAfter": min(earliest, day) if earliest else None})

    def running(self, identifiers: Iterable[str], day: str) -> list[Record]:
        """Those that hold on a day, with what the plan itself has added."""
        found = [self.record(i) for i in identifiers]
        return [
            r for r in found if (r.get("from") or "") <= day and (r.get("until") is None or r["until"] > day)
        ]


def _term(kind: str) -> Term:
    return vocabulary().term(kind)


def planned(changes: Iterable[Mapping[str, Any]], known: Known) -> list[Record]:
    """The records that changes state, in their order, the last statement of each id."""
    plan = _Plan(known)
    for number, change in enumerate(changes, 1):
        ((verb, what),) = change.items()
        if verb not in _VERBS:
            raise InputError("changes.no_verb", number=number, verb=verb, verbs=_VERBS)
        try:
            _VERBS[verb](plan, what)
        except UnknownName as error:
            raise UnknownName("changes.in_change", number=number, verb=verb, error=error.message) from None
        except InputError as error:
            raise InputError("changes.in_change", number=number, verb=verb, error=error.message) from None
    return list(plan.stated.values())


def _keys(what: Any, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(what, dict):
        raise InputError("changes.needs", keys=needed)
    missing, unknown = [k for k in needed if what.get(k) is None], sorted({*what} - {*needed, *optional})
    if missing or unknown:
        said = [message("changes.missing", keys=missing)] if missing else []
        said += [message("changes.unknown", keys=unknown, known=(*needed, *optional))] if unknown else []
        raise InputError("changes.keys", said=said)
    for key in ("on", "approved_on"):
        if what.get(key) is not None:
            _day(what[key], key)
    return what


def _day(value: Any, key: str) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        raise InputError("changes.no_day", key=key, value=value) from None


def _add(plan: _Plan, what: Any) -> None:
    if not isinstance(what, dict) or not what.get("id") or not what.get("type"):
        raise InputError("changes.id_and_type")
    identifier = str(what["id"])
    if plan.known.record(identifier) is not None or identifier in plan.stated:
        raise InputError("changes.there_already", id=identifier)
    plan.state({**what, "id": identifier})


def _replace(plan: _Plan, what: Any) -> None:
    if not isinstance(what, dict) or not what.get("id"):
        raise InputError("changes.id_and_values")
    record = plan.record(what["id"])
    if what.get("type", record["type"]) != record["type"]:
        raise InputError("changes.keeps_type", id=what["id"], type=_term(record["type"]))
    plan.state({**record, **what, "id": record["id"]})


def _withdraw(plan: _Plan, what: Any) -> None:
    for identifier in what if isinstance(what, list) else [what]:
        record = plan.record(identifier)
        plan.state({"id": record["id"], "type": record["type"], "withdrawn": True})


def _move_portfolio(plan: _Plan, what: Any) -> None:
    asked = _keys(what, ("division", "to", "on"), ("handover",))
    division, day = plan.of_type(asked["division"], "DivisionOfLabor"), str(asked["on"])
    taker, giver = plan.of_type(asked["to"], "Tenure"), plan.record(division["underTenure"])
    if not plan.running([division["id"]], day):
        raise InputError("changes.division_not_running", id=division["id"], day=day)
    _must_take(plan, giver, taker, day)
    plan.end(division["id"], day)
    moved = {k: v for k, v in division.items() if k not in ("evidence", "fromBy", "untilAfter", "item")}
    plan.state({**moved, "id": plan.free_id(division["id"]), "underTenure": taker["id"], "from": day})
    if str(asked.get("handover", "false")).lower() == "true":
        post = plan.record(giver["ofPost"])
        plan.state(
            {
                "id": plan.free_id(f"{division['id']}-handover"),
                "type": "Act",
                "kind": "Handover",
                "by": post["inOrganization"],
                "actor": [giver["id"]],
                "to": [taker["id"]],
                "date": day,
            }
        )


def _must_take(plan: _Plan, giver: Record, taker: Record, day: str) -> None:
    """A portfolio stays in its leadership (semantics 3: who leads another organization bears nothing here), and goes to who is in office."""
    if giver["id"] == taker["id"]:
        raise InputError("changes.has_it", id=taker["id"])
    own, other = (plan.record(t["ofPost"])["inOrganization"] for t in (giver, taker))
    if own != other:
        raise InputError("changes.other_organization", id=taker["id"], organization=other, own=own)
    if not plan.running([taker["id"]], day):
        raise InputError("changes.not_in_office", id=taker["id"], day=day)


def _replace_head(plan: _Plan, what: Any) -> None:
    asked = _keys(what, ("organization", "person", "on"), ("kind",))
    organization, day = plan.of_type(asked["organization"], "Organization"), str(asked["on"])
    person = plan.of_type(asked["person"], "Person")
    heads = [t for t in plan.known.tenures_in(organization["id"]) if plan.known.is_head(t)]
    running = plan.running(heads, day)
    posts = {r["ofPost"] for r in running} or {plan.record(t)["ofPost"] for t in heads}
    if len(posts) != 1:
        raise InputError("changes.heads", id=organization["id"], count=len(posts) or "no")
    if any(r["heldBy"] == person["id"] for r in running):
        raise InputError("changes.head_already", id=organization["id"], person=person["id"], day=day)
    for tenure in running:
        _end_tenure(plan, tenure["id"], day)
    post = posts.pop()
    kind = asked.get("kind") or "Substantive"
    plan.state(
        {"id": plan.free_id(f"{post}-head"), "type": "Tenure", "kind": kind, "heldBy": person["id"], "ofPost": post, "from": day}
    )  # fmt: skip


def _end_tenure(plan: _Plan, tenure: str, day: str) -> None:
    """A tenure ends, and with it what was divided under it."""
    plan.end(tenure, day)
    for division in plan.known.divisions_of([tenure]):
        plan.end(division, day)


def _merge(plan: _Plan, what: Any) -> None:
    asked = _keys(what, ("organizations", "into", "on"))
    into, day = plan.of_type(asked["into"], "Organization"), str(asked["on"])
    if not isinstance(asked["organizations"], list):
        raise InputError("changes.organizations_list")
    merged = [plan.of_type(o, "Organization")["id"] for o in dict.fromkeys(asked["organizations"])]
    if not {*merged} - {into["id"]}:
        raise InputError("changes.itself", id=into["id"])
    plan.state(
        {"id": plan.free_id(f"{into['id']}-merger"), "type": "OrgChange", "kind": "Merged", "date": day, "original": merged,
         "resulting": [into["id"]]}
    )  # fmt: skip
    for organization in merged:
        if organization != into["id"]:
            for tenure in plan.known.tenures_in(organization):
                _end_tenure(plan, tenure, day)


def _extend(plan: _Plan, what: Any) -> None:
    asked = _keys(what, ("duty", "to", "approved_on"), ("by",))
    duty = plan.of_type(asked["duty"], "Duty")
    _day(asked["to"], "to")
    due = _due_on(plan, duty, str(asked["approved_on"]))
    if due is not None and str(asked["to"]) <= due:
        raise InputError("changes.not_later", id=duty["id"], due=due, to=asked["to"])
    plan.state(
        {"id": plan.free_id(f"{duty['id']}-extension"), "type": "Extension", "extends": duty["id"], "date": str(asked["approved_on"]),
         "newDue": str(asked["to"]), "approvedOn": str(asked["approved_on"]), "approvedBy": asked.get("by")}
    )  # fmt: skip


def _due_on(plan: _Plan, duty: Record, day: str) -> str | None:
    """The due date in effect on a day (docs/decisions.md 2); None without one."""
    due: str | None = duty.get("due")
    stated = (i for i, r in plan.stated.items() if r["type"] == "Extension")
    known = (plan.stated.get(i) or plan.record(i) for i in {*plan.known.extensions_of(duty["id"]), *stated})
    counted = [e for e in known if e.get("extends") == duty["id"] and e.get("approvedOn", "9") <= day]
    for extension in sorted(
        counted, key=lambda e: (e["approvedOn"], e.get("date") or "9", e["newDue"], e["id"])
    ):
        if due is not None and extension["approvedOn"] <= due:
            due = extension["newDue"]
    return due


_VERBS: Mapping[str, Callable[[_Plan, Any], None]] = {
    "move-portfolio": _move_portfolio,
    "replace-head": _replace_head,
    "merge": _merge,
    "extend": _extend,
    "add": _add,
    "replace": _replace,
    "withdraw": _withdraw,
}
