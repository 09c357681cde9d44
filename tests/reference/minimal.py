"""The smallest district that still shows something: quicker and plainer than shrinking how it was drawn."""

from collections.abc import Callable

from tests.districts import District, Record
from tests.reference.records import refs

# What a record can be without. Whoever loses anything else goes too.
OPTIONAL = {
    "Organization": {"partOf"},
    "Domain": {"broader"},
    "Tenure": {"until", "fromBy", "untilAfter"},
    "DivisionOfLabor": {"until", "fromBy", "untilAfter", "principal"},
    "Authority": {"until"},
    "OrgChange": {"resulting"},
    "Inspection": {"from", "until"},
    "Issue": {"inDomain", "concerns", "from"},
    "Duty": {"bearer", "underFeedback", "assignedTo", "addresses", "due", "everyDays"},
    "Extension": {"approvedOn", "approvedBy"},
    "Act": {"verdict", "actor", "to", "fulfils", "concerns"},
    "Finding": {"breaches", "breachDate"},
}


def minimal(records: list[Record], shows: Callable[[list[Record]], bool]) -> District:
    """Takes away records, keys and list items one by one, as long as the rest still shows it. The records of a
    regulation stay.
    """
    kept = list(records)
    while True:
        before = kept
        for record in reversed([r for r in before if not _of_regulation(r)]):
            kept = _smaller(kept, without(kept, record["id"]), shows)
        for record in [r for r in kept if r["type"] in OPTIONAL and not _of_regulation(r)]:
            for key, value in record.items():
                kept = _smaller(kept, without_part(kept, record["id"], key, None), shows)
                for item in value if isinstance(value, list) else []:
                    kept = _smaller(kept, without_part(kept, record["id"], key, item), shows)
        if kept == before:
            return District(kept)


def without(records: list[Record], gone: str) -> list[Record]:
    """The records without one, without the references to it, and without those that cannot be without it."""
    found: list[Record] = []
    lost: list[str] = []
    for record in records:
        if record["id"] == gone:
            continue
        now = dict(record)
        for key in [key for key in record if gone in refs(record, key)]:
            now = _drop(now, key, gone)
            if key not in now and key not in OPTIONAL.get(record["type"], ()):
                lost.append(record["id"])
        found.append(now)
    for one in lost:
        found = without(found, one)
    return found


def without_part(records: list[Record], id_: str, key: str, item: str | None) -> list[Record]:
    """The records with one less key, or with one less item of a list, in one of them."""

    def less(record: Record) -> Record:
        now = _drop(record, key, item)
        return now if key in now or key in OPTIONAL[record["type"]] else record

    return [less(record) if record["id"] == id_ else record for record in records]


def _drop(record: Record, key: str, item: str | None) -> Record:
    """The record without a key, or without an item of it; an empty list is no list."""
    rest = [one for one in refs(record, key) if one != item] if item else []
    return {k: rest if k == key else value for k, value in record.items() if k != key or rest}


def _smaller(
    kept: list[Record], smaller: list[Record], shows: Callable[[list[Record]], bool]
) -> list[Record]:
    return smaller if smaller != kept and shows(smaller) else kept


def _of_regulation(record: Record) -> bool:
    return record["type"] == "Regulation" or "of" in record or "mentionedBy" in record
