"""What do FollowTheMoney entities say of persons, organizations, positions and who held them? (followthemoney.tech)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loaders.exchange.entities import OURS, Entities, Holding, Thing
from loaders.exchange.json_values import mapping_of, text_of, texts_of
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable

_ORGANIZATIONS = {"Organization", "PublicBody", "Company", "LegalEntity"}
# Schema of an edge -> its properties for person, organization, post.
_EDGES = {
    "Occupancy": ("holder", None, "post"),
    "Directorship": ("director", "organization", None),
    "Membership": ("member", "organization", None),
    "Employment": ("employee", "employer", None),
}


def is_entity(value: Any) -> bool:
    """Whether a JSON value is a FollowTheMoney entity."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("schema"), str)
        and isinstance(value.get("properties"), dict)
    )


def entities(items: Iterable[Any]) -> Entities:
    """The entities of a stream; schemata that say nothing of who held which post are remarked once each."""
    organizations: dict[str, Thing] = {}
    persons: dict[str, Thing] = {}
    posts: dict[str, Thing] = {}
    holdings: list[Holding] = []
    passed: dict[str, int] = {}
    for item in items:
        if not is_entity(item):
            passed["no entity"] = passed.get("no entity", 0) + 1
            continue
        schema, identifier = item["schema"], text_of(item.get("id"))
        if identifier is None:
            passed["no id"] = passed.get("no id", 0) + 1
        elif schema in _EDGES:
            holdings += _holdings(identifier, item, _EDGES[schema])
        elif schema == "Person":
            _put(persons, identifier, item, None)
        elif schema in _ORGANIZATIONS:
            _put(organizations, identifier, item, "parent")
        elif schema == "Position":
            _put(posts, identifier, item, "organization")
        else:
            passed[schema] = passed.get(schema, 0) + 1
    remarks = tuple(
        (what, message("exchange.passed_over", count=count)) for what, count in sorted(passed.items())
    )
    return Entities(organizations, persons, posts, tuple(holdings), remarks)


def _put(things: dict[str, Thing], identifier: str, item: dict[str, Any], within: str | None) -> None:
    properties = item["properties"]
    names = texts_of(properties.get("name"))
    if names:
        also = (*names[1:], *texts_of(properties.get("alias")))
        above = next(iter(texts_of(properties.get(within))), None) if within else None
        things[identifier] = Thing(identifier, names[0], also, above, mapping_of(item.get(OURS)))


def _holdings(
    identifier: str, item: dict[str, Any], keys: tuple[str, str | None, str | None]
) -> list[Holding]:
    """The holdings of an edge: one for each pair of person and organization or post that it joins."""
    properties = item["properties"]
    person_key, organization_key, post_key = keys

    def many(key: str | None) -> tuple[str | None, ...]:
        return (texts_of(properties.get(key)) if key else ()) or (None,)

    def first(key: str) -> str | None:
        return next(iter(texts_of(properties.get(key))), None)

    ended = first("status") in {"ended", "former"}
    found: list[Holding] = []
    for person in texts_of(properties.get(person_key)):
        for organization in many(organization_key):
            for post in many(post_key):
                suffix = f" {len(found) + 1}" if found else ""
                role = first("role") or first("summary")
                found.append(
                    Holding(
                        identifier + suffix, person, organization, post, role, first("startDate"), first("endDate"),
                        ended, mapping_of(item.get(OURS)),
                    )
                )  # fmt: skip
    return found
