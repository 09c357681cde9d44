"""Who and what is known already, and which decisions hold about whom words mean?

The records that hold, and those of documents read before in the same load. Everything is looked up on demand and once.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from loaders.documents.words import words
from loaders.identities.domains import Domains
from loaders.identities.matches import Match
from loaders.identities.organizations import Organizations, bare
from loaders.identities.persons import Persons
from loaders.identities.plain import plain
from ontology.messages import message
from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["Known", "plain"]


class Known:
    """Names of organizations, persons and domains, who held which post, and what people decided, as the frames say."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self.frames = frames

    def rows(self, record_type: str) -> list[dict[str, Any]]:
        """The records of a type as mappings."""
        return frame(self.frames, record_type).to_dicts()

    def by_id(self, record_type: str) -> Mapping[str, dict[str, Any]]:
        """The records of a type by id."""
        if record_type not in self._by_id:
            self._by_id[record_type] = {row["id"]: row for row in self.rows(record_type)}
        return self._by_id[record_type]

    @cached_property
    def _by_id(self) -> dict[str, dict[str, dict[str, Any]]]:
        return {}

    @cached_property
    def _leaderships(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def organizations(self) -> Organizations:
        """The organizations, to look for by name."""
        # A name that a rules file needs is no organization of the records until they say so.
        return Organizations([row for row in self.rows("Organization") if not row.get("mentionedBy")])

    @cached_property
    def persons(self) -> Persons:
        """The persons, to look for by name, organization and day."""
        return Persons(self.rows("Person"), self.rows("Post"), self.rows("Tenure"), self.organizations.name)

    @cached_property
    def domains(self) -> Domains:
        """The domains, to look for by item and by text."""
        return Domains(self.rows("Domain"))

    @cached_property
    def _decisions(self) -> Mapping[tuple[str, str, str | None], dict[str, Any]]:
        return {(row["kind"], row["words"], row["seenFrom"]): row for row in self.rows("Alignment")}

    def decided(self, kind: str, said: str, home: str | None) -> Match | None:
        """What a person decided that the words mean in documents of `home`, else in all; None if nothing is decided."""
        row = self._decisions.get((kind, plain(said), home)) or self._decisions.get((kind, plain(said), None))
        if row is None:
            return None
        return Match(
            tuple(row["means"] or ()),
            message(
                "documents.decided_by", who=row["recordedBy"] or message("documents.a_person"), id=row["id"]
            ),
            answer=row["answer"],
        )

    def surely(self, tenure: str, day: date) -> bool:
        """Whether a recorded tenure was held on a day whatever its imprecise dates turn out to be."""
        row = self.by_id("Tenure").get(tenure, {})
        start, end = row.get("fromBy") or row.get("from"), row.get("untilAfter") or row.get("until")
        return start is not None and start <= day and (end is None or day < end)

    def rests_on(self, row: Mapping[str, Any], source: str) -> bool:
        """Whether a record cites places of that source and nothing else."""
        evidence = list(row.get("evidence") or ())
        cited = frame(self.frames, "Citation").filter(
            pl.col("id").is_in(evidence) & (pl.col("ofSource") == source)
        )
        return bool(evidence) and set(evidence) <= {*cited["id"], source}

    def leadership(self, organization: str) -> tuple[str, ...]:
        """The organization, and the Party body of the organ or the organ of the Party body that has the same leadership."""
        if organization not in self._leaderships:
            self._leaderships[organization] = self._leadership(organization)
        return self._leaderships[organization]

    def _leadership(self, organization: str) -> tuple[str, ...]:
        name = bare(self.organizations.name(organization))
        twins = [name.removesuffix(body) for body in words("names")["party_bodies"] if name.endswith(body)]
        twins += [name + body for body in words("names")["party_bodies"]]
        found = [
            i
            for row in self.by_id("Organization").values()
            if bare(str(row["zh"] or "")) in twins
            for i in (row["id"],)
        ]
        return (organization, *sorted(i for i in found if i != organization))
