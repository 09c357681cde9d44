"""How do persons, organizations, posts and tenures read in the formats that other programs exchange?

Under `zeren` each entity carries its record as it is, so that Zeren reads it back the same; other programs pass that over. Equal records
give equal bytes.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ontology.records import columns, frame, plain
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import polars as pl

    Row = dict[str, Any]

_LEFT_OUT = {"recordedAt", "recordedBy", "evidence", "mentionedBy"}


def popolo(frames: Mapping[str, pl.DataFrame], lang: str) -> Iterator[str]:
    """One Popolo document, an entity a line. `start_date` is the first day, `end_date` the last; an imprecise day is left out there."""
    posts = {row["id"]: row for row in _rows(frames, "Post")}

    def person(row: Row) -> Row:
        return {"name": _called(row, lang), "other_names": _other_names(row)}

    def organization(row: Row) -> Row:
        codes = [{"scheme": "code", "identifier": row["code"]}] if row["code"] else None
        return {
            "name": _called(row, lang), "other_names": _other_names(row), "parent_id": row["partOf"],
            "classification": vocabulary().label(row["kind"], lang), "identifiers": codes,
            "founding_date": _day(row["from"]), "dissolution_date": _last(row["until"]),
        }  # fmt: skip

    def post(row: Row) -> Row:
        return {"label": _called(row, lang), "organization_id": row["inOrganization"]}

    def membership(row: Row) -> Row:
        of = posts.get(row["ofPost"], {})
        return {
            "person_id": row["heldBy"], "post_id": row["ofPost"], "organization_id": of.get("inOrganization"),
            "role": _called(of, lang) if of else None, "start_date": _start(row), "end_date": _end(row),
        }  # fmt: skip

    lists: tuple[tuple[str, str, Callable[[Row], Row]], ...] = (
        ("persons", "Person", person), ("organizations", "Organization", organization), ("posts", "Post", post),
        ("memberships", "Tenure", membership),
    )  # fmt: skip
    for i, (key, name, entity) in enumerate(lists):
        yield ("{" if i == 0 else ",\n") + f"{json.dumps(key)}: ["
        for j, row in enumerate(_rows(frames, name)):
            yield ("\n" if j == 0 else ",\n") + _line({"id": row["id"], **entity(row), "zeren": _ours(row)})
        yield "]"
    yield "}\n"


def follow_the_money(frames: Mapping[str, pl.DataFrame], lang: str) -> Iterator[str]:
    """FollowTheMoney entities, one a line: Person, PublicBody or Company, Position, Occupancy."""
    for row in _rows(frames, "Person"):
        yield _entity(row, "Person", {"name": _called(row, lang), "alias": row["alias"]})
    for row in _rows(frames, "Organization"):
        schema = "Company" if row["kind"] == "Enterprise" else "PublicBody"
        also = {"alias": row["alias"], "previousName": row["formerName"], "registrationNumber": row["code"]}
        yield _entity(row, schema, {"name": _called(row, lang), "parent": row["partOf"], **also})
    for row in _rows(frames, "Post"):
        yield _entity(row, "Position", {"name": _called(row, lang), "organization": row["inOrganization"]})
    for row in _rows(frames, "Tenure"):
        dates = {"startDate": _start(row), "endDate": _end(row), "status": "ended" if row["until"] else None}
        yield _entity(row, "Occupancy", {"holder": row["heldBy"], "post": row["ofPost"], **dates})


def _entity(row: Row, schema: str, properties: Row) -> str:
    said = {
        key: [str(v) for v in (value if isinstance(value, list) else [value])]
        for key, value in properties.items()
        if value
    }
    return _line({"id": row["id"], "schema": schema, "properties": said, "zeren": _ours(row)}) + "\n"


def _rows(frames: Mapping[str, pl.DataFrame], name: str) -> list[Row]:
    return plain(frame(frames, name)).select(*columns(name)).sort("id").to_dicts()


def _called(row: Row, lang: str) -> str:
    other = "en" if lang == "zh" else "zh"
    return str(row.get(lang) or row.get(other) or row["id"])


def _other_names(row: Row) -> list[Row] | None:
    names = [n for key in ("alias", "formerName") for n in row.get(key) or ()]
    return [{"name": n} for n in names] or None


def _ours(row: Row) -> Row:
    """The record's own properties, dates as text."""
    return {
        key: _day(value) if isinstance(value, date) else value
        for key, value in row.items()
        if value is not None and key != "id" and key not in _LEFT_OUT
    }


def _start(row: Row) -> str | None:
    return _day(row["from"]) if row["fromBy"] is None else None


def _end(row: Row) -> str | None:
    return _last(row["until"]) if row["untilAfter"] is None else None


def _last(until: date | None) -> str | None:
    return None if until is None else (until - timedelta(1)).isoformat()


def _day(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _line(entity: Row) -> str:
    return json.dumps({k: v for k, v in entity.items() if v is not None}, ensure_ascii=False)
