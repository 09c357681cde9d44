"""What does an organogram's table of posts say: who holds which, and to whom does it report?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from loaders.exchange.entities import Entities, Holding, Thing
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@cache
def words() -> Mapping[str, Any]:
    """Headings and words, as they stand in `organogram.yaml`."""
    found: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("organogram.yaml").read_text(encoding="utf-8")
    )
    return found


def columns(heads: Sequence[Any]) -> dict[str, int] | None:
    """Which column holds what; None if the heads are not those of an organogram."""
    known = words()["columns"]
    cells = [" ".join(str(h or "").split()).casefold() for h in heads]
    found = {
        key: next(i for i, cell in enumerate(cells) if cell in {n.casefold() for n in names})
        for key, names in known.items()
        if any(cell in {n.casefold() for n in names} for cell in cells)
    }
    return found if set(words()["needed"]) <= found.keys() and ({"name", "above"} & found.keys()) else None


def entities(rows: Sequence[Sequence[Any]]) -> Entities:
    """The posts of the table, with their organizations and holders. `above` of a post is told in the remarks; no record has a place for it."""
    found = columns(rows[0]) if rows else None
    if found is None:
        return Entities()
    organizations: dict[str, Thing] = {}
    persons: dict[str, Thing] = {}
    posts: dict[str, Thing] = {}
    holdings: list[Holding] = []
    remarks: list[tuple[str, Message]] = []
    w = words()
    for number, row in enumerate(rows[1:], 2):
        said = {key: str(row[i] or "").strip() if i < len(row) else "" for key, i in found.items()}
        post, title, body = said["id"], said["title"], said["organization"]
        if not (post and title and body):
            if any(said.values()):
                remarks.append((f"row {number}", message("exchange.row_lacks")))
            continue
        organizations.setdefault(body, Thing(body, body))
        if post not in posts:
            posts[post] = Thing(post, title, within=body)
        name, above = said.get("name", ""), said.get("above", "")
        if name in w["vacant"]:
            remarks.append((title, message("exchange.vacant")))
        elif name in w["eliminated"]:
            remarks.append((title, message("exchange.gone")))
        elif not name:
            remarks.append((title, message("exchange.unnamed")))
        elif name in w["undisclosed"]:
            remarks.append((title, message("exchange.undisclosed")))
        else:
            person = f"{body} {post} {name}"
            persons[person] = Thing(person, name)
            holdings.append(Holding(f"{post} {name}", person, body, post, title))
        if above and above not in w["nobody"]:
            remarks.append((title, message("exchange.reports_to", post=above)))
    return Entities(organizations, persons, posts, tuple(holdings), tuple(remarks))
