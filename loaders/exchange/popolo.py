"""What does a Popolo file say of persons, organizations, posts and memberships? (popoloproject.com/specs)"""

from __future__ import annotations

from typing import Any

from loaders.exchange.entities import OURS, Entities, Holding, Thing
from loaders.exchange.json_values import mapping_of, mappings_of, text_of
from ontology.messages import Message, message


def is_popolo(value: Any) -> bool:
    """Whether a JSON value is a Popolo document."""
    keys = {k for k, v in value.items() if isinstance(v, list)} if isinstance(value, dict) else set()
    return "persons" in keys and bool(keys & {"organizations", "memberships", "posts"})


def entities(value: dict[str, Any]) -> Entities:
    """The entities of a document, memberships nested in persons included."""
    remarks: list[tuple[str, Message]] = []
    memberships = mappings_of(value.get("memberships"))
    for person in mappings_of(value.get("persons")):
        memberships += [{"person_id": person.get("id"), **m} for m in mappings_of(person.get("memberships"))]
    holdings = []
    for i, m in enumerate(memberships):
        holder = text_of(m.get("person_id"))
        if holder is None:
            remarks.append((str(m.get("id") or i), message("exchange.no_person")))
            continue
        holdings.append(
            Holding(
                text_of(m.get("id")) or f"membership {i}",
                holder,
                text_of(m.get("organization_id")),
                text_of(m.get("post_id")),
                text_of(m.get("role")) or text_of(m.get("label")),
                text_of(m.get("start_date")),
                text_of(m.get("end_date")),
                ours=mapping_of(m.get(OURS)),
            )
        )
    return Entities(
        _things(value, "organizations", "name", "parent_id"),
        _things(value, "persons", "name", None),
        _things(value, "posts", "label", "organization_id"),
        tuple(holdings),
        tuple(remarks),
    )


def _things(value: dict[str, Any], key: str, name: str, within: str | None) -> dict[str, Thing]:
    found = {}
    for item in mappings_of(value.get(key)):
        identifier = text_of(item.get("id"))
        called = text_of(item.get(name)) or text_of(item.get("name")) or text_of(item.get("role"))
        if identifier and called:
            also = tuple(n for o in mappings_of(item.get("other_names")) if (n := text_of(o.get("name"))))
            found[identifier] = Thing(
                identifier,
                called,
                also,
                text_of(item.get(within)) if within else None,
                mapping_of(item.get(OURS)),
            )
    return found
