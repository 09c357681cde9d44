"""How do the words of a reading become records that cite their place?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from loaders.documents.known import plain
from loaders.documents.reading import Remark
from ontology.intake import Intake
from ontology.problems import Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from loaders.documents.known import Known
    from loaders.documents.place import Place
    from loaders.documents.reading import Reading
    from ontology.records import Batch


class Scribe:
    """Takes down the records of one reading: a Source for the document, a Citation for every place that a record cites.

    Ids made here depend on what the document is (Reading.identity) and on the places, not on its bytes: a corrected version states
    the same ids, and only what was corrected differs.
    """

    def __init__(self, reading: Reading, known: Known, who: str, at: datetime) -> None:
        self.known = known
        self._intake = Intake()
        self._part = self._intake.part(Part(reading.document.name))
        self._remarks: list[Remark] = []
        self.source = made_id("src", reading.identity or reading.document.path.name)
        self.add(
            {
                "id": self.source,
                "type": "Source",
                "zh": reading.document.path.name,
                "digest": reading.document.digest,
                "recordedBy": who,
                "recordedAt": at,
            }
        )

    def cite(self, place: Place, words: str | None = None) -> str:
        """The id of the citation of a place (stated once); `words` are its exact characters."""
        where = [str(p) for p in (place.sheet, place.cell, place.start, place.end) if p is not None]
        identifier = made_id("cit", self.source, *where)
        self.add(
            {
                "id": identifier, "type": "Citation", "ofSource": self.source, "sheet": place.sheet, "cell": place.cell,
                "start": place.start, "end": place.end, "quote": words,
            }
        )  # fmt: skip
        return identifier

    def add(self, record: Mapping[str, Any], *evidence: str) -> str:
        """States a record that rests on these citations; returns its id."""
        stated = dict(record) | ({"evidence": list(dict.fromkeys(evidence))} if evidence else {})
        self._intake.add(stated, self._part, None)
        return str(record["id"])

    def organization(
        self,
        words: str,
        place: Place,
        *,
        home: str | None = None,  # noqa: ARG002  who-is-who comes next
        on: date | None = None,  # noqa: ARG002  who-is-who comes next
    ) -> str | None:
        """The organization that the words mean, in a document of the organization `home`, on a day; None where that is not sure:
        it is then on the list of what a person must decide.
        """
        found = self.known.organizations.get(plain(words), ())
        if len(found) == 1:
            return found[0]
        self.remark("who-is-it", "which organization is meant is not sure", place, words)
        return None

    def tenure(
        self,
        name: str,
        place: Place,
        *,
        organization: str | None,  # noqa: ARG002  who-is-who comes next
        on: date | None,  # noqa: ARG002  who-is-who comes next
    ) -> str | None:
        """The tenure in which the person of that name acts for the organization on the day; None where that is not sure."""
        self.remark("who-is-it", "which person is meant is not sure", place, name)
        return None

    def domain(self, words: str, place: Place) -> tuple[str, ...]:
        """The domains that an item of work or the text of an issue belongs to; none where that is not sure."""
        found = self.known.domains.get(plain(words), ())
        if not found:
            self.remark("which-domain", "which domain is meant is not sure", place, words)
        return found

    def remark(self, code: str, reason: str, place: Place, words: str | None = None) -> None:
        """Notes something that a person should look at."""
        self._remarks.append(Remark(code, reason, place, words))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Everything noted."""
        return tuple(self._remarks)

    def batch(self) -> Batch:
        """The records taken down."""
        return self._intake.batch()


def made_id(kind: str, *parts: str) -> str:
    """An id made from parts that stay the same: `kind-` and twelve hex digits."""
    return f"{kind}-{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:12]}"
