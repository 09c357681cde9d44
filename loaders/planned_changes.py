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
        raise InputError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not readable as YAML: {error}") from None
    if (
        not isinstance(found, list)
        or not all(isinstance(c, dict) and len(c) == 1 for c in found)
        or not found
    ):
        raise InputError(
            f"{path}: a list of changes is needed, each `verb: ...`; verbs are {', '.join(_VERBS)}"
        )
    return found


@dataclass
class _Plan:
    """What has been stated so far; `withdrawn` records are `{id, type, withdrawn: true}`."""

    known: Known
    stated: dict[str, Record] = field(default_factory=dict)

    def record(self, identifier: Any) -> Record:
        found = self.stated.get(str(identifier)) or self.known.record(str(identifier))
        if found is None or found.get("withdrawn"):
            raise UnknownName(f"no record has the id {identifier!r}")
        return found

    def of_type(self, identifier: Any, kind: str) -> Record:
        found = self.record(identifier)
        if found["type"] != kind:
            raise InputError(f"{identifier!r} is a {found['type']}; a {kind} is needed")
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


def planned(changes: Iterable[Mapping[str, Any]], known: Known) -> list[Record]:
    """The records that changes state, in their order, the last statement of each id."""
    plan = _Plan(known)
    for number, change in enumerate(changes, 1):
        ((verb, what),) = change.items()
        if verb not in _VERBS:
            raise InputError(f"change {number}: no verb {verb!r}; there are {', '.join(_VERBS)}")
        try:
            _VERBS[verb](plan, what)
        except UnknownName as error:
            raise UnknownName(f"change {number} ({verb}): {error}") from None
        except InputError as error:
            raise InputError(f"change {number} ({verb}): {error}") from None
    return list(plan.stated.values())


def _keys(what: Any, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(what, dict):
        raise InputError(f"needs {', '.join(needed)}")
    missing, unknown = [k for k in needed if what.get(k) is None], sorted({*what} - {*needed, *optional})
    if missing or unknown:
        said = [f"{', '.join(missing)} missing"] if missing else []
        said += (
            [f"{', '.join(unknown)} unknown; known are {', '.join((*needed, *optional))}"] if unknown else []
        )
        raise InputError("; ".join(said))
    for key in ("on", "approved_on"):
        if what.get(key) is not None:
            _day(what[key], key)
    return what


def _day(value: Any, key: str) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        raise InputError(f"{key} must be a day such as 2024-06-30, not {value!r}") from None


def _add(plan: _Plan, what: Any) -> None:
    if not isinstance(what, dict) or not what.get("id") or not what.get("type"):
        raise InputError("a record needs id and type")
    identifier = str(what["id"])
    if plan.known.record(identifier) is not None or identifier in plan.stated:
        raise InputError(f"{identifier!r} is there already; `replace` changes it")
    plan.state({**what, "id": identifier})


def _replace(plan: _Plan, what: Any) -> None:
    if not isinstance(what, dict) or not what.get("id"):
        raise InputError("needs id, and the values that change")
    record = plan.record(what["id"])
    if what.get("type", record["type"]) != record["type"]:
        raise InputError(f"{what['id']!r} is a {record['type']}; a record keeps its type")
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
        raise InputError(f"division {division['id']!r} does not run on {day}")
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


def _replace_head(plan: _Plan, what: Any) -> None:
    asked = _keys(what, ("organization", "person", "on"), ("kind",))
    organization, day = plan.of_type(asked["organization"], "Organization"), str(asked["on"])
    person = plan.of_type(asked["person"], "Person")
    heads = [t for t in plan.known.tenures_in(organization["id"]) if plan.known.is_head(t)]
    running = plan.running(heads, day)
    posts = {r["ofPost"] for r in running} or {plan.record(t)["ofPost"] for t in heads}
    if len(posts) != 1:
        raise InputError(
            f"{organization['id']!r} has {len(posts) or 'no'} head posts with a tenure; state the tenures with `add` and `replace`"
        )
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
        raise InputError("organizations is a list of ids")
    merged = [plan.of_type(o, "Organization")["id"] for o in asked["organizations"]]
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
    plan.state(
        {"id": plan.free_id(f"{duty['id']}-extension"), "type": "Extension", "extends": duty["id"], "date": str(asked["approved_on"]),
         "newDue": str(asked["to"]), "approvedOn": str(asked["approved_on"]), "approvedBy": asked.get("by")}
    )  # fmt: skip


_VERBS: Mapping[str, Callable[[_Plan, Any], None]] = {
    "move-portfolio": _move_portfolio,
    "replace-head": _replace_head,
    "merge": _merge,
    "extend": _extend,
    "add": _add,
    "replace": _replace,
    "withdraw": _withdraw,
}
