"""What does a table of tenures say, row by row, and what in it is no date?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from loaders.documents.columns import HEADER_WITHIN, Header, header_at, headings, is_heading_again
from loaders.documents.dates import When, shown
from loaders.documents.place import Place, cell
from loaders.documents.reading import SURE, Reading, Remark
from loaders.documents.words import words
from loaders.files import Refused
from loaders.ledgers.cells import Table, is_blank, unread
from loaders.ledgers.ledger import Said
from loaders.tenures.holders import DOUBTS, holder
from loaders.tenures.times import times
from loaders.tenures.whole import parted
from ontology.messages import message
from ontology.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.documents.document import Document, Sheet

KIND = "tenures"
TIMES = frozenset({"from", "until", "both"})
_TOTAL, _NOTE, _CATEGORY = (re.compile(words(KIND)[key]) for key in ("total", "note", "category_line"))
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """One tenure as a row tells it; `until` None = it goes on. `problems` are `from:...`, `until:...` and codes of the row."""

    person: str | None
    organization: str | None
    post: str | None
    start: When
    until: When | None
    problems: tuple[str, ...]
    number: int
    places: dict[str, Said]
    hidden: bool = False


@dataclass(slots=True)
class Tenures:
    """A whole table of tenures."""

    rows: list[Row] = field(default_factory=list)
    ignored: int = 0
    head: list[Said] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def find_header(sheet: Sheet) -> Header | None:
    """The heading of a table of tenures: it names a person, a post or organization, and a time."""
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        found = header_at(sheet, row, headings(KIND))
        if (
            found is not None
            and "person" in found.texts
            and found.texts & TIMES
            and found.texts & {"post", "organization", "whole"}
        ):
            return found
    return None


def suits(document: Document) -> float:
    """How surely a document is a table of tenures."""
    return SURE if document.is_table and any(find_header(s) for s in document.sheets[:20]) else 0.0


def read(document: Document) -> Reading:
    """What a table of tenures says. Raises Refused where no such table is found."""
    from loaders.tenures.records import identity, write

    found = Tenures()
    for sheet in document.sheets:
        header = find_header(sheet)
        if header is not None:
            read_sheet(sheet, header, found)
        elif any(v not in ("", None) for row in sheet.rows for v in row):
            found.remarks.append(
                Remark("not-understood", message("tenures.no_sheet"), Place(sheet.name), sheet.name)
            )
    if not found.rows:
        raise Refused(Code.MISSING_COLUMN, message("tenures.no_heading"))
    return Reading(
        KIND,
        document,
        rendering(found),
        lambda scribe: write(found, scribe),
        tuple(found.remarks),
        identity(found),
    )


def read_sheet(sheet: Sheet, header: Header, into: Tenures) -> None:
    """Adds what the rows below a heading say; each row with something in it is a tenure or counted in `ignored`."""
    into.head += [
        Said(v, cell(sheet.name, r, c))
        for r in range(header.row)
        for c, v in enumerate(sheet.rows[r])
        if shown(v)
    ]
    table, kind = Table(sheet, header), headings(KIND)
    into.remarks += unread(table, words(KIND)["not_stated"])
    for index in range(header.data, len(sheet.rows)):
        texts = table.filled(index)
        if not texts:
            continue
        first = _BLANKS.sub("", texts[0][1])
        alone = len(texts) == 1 and (index, texts[0][0] + 1) in sheet.merged
        if (
            _TOTAL.match(first)
            or (len(texts) <= 4 and _NOTE.match(texts[0][1]))
            or alone
            or is_heading_again(sheet, index, header, kind)
            or (len(texts) == 1 and _CATEGORY.match(first))
        ):
            into.ignored += 1
        elif any(table.said(index, f) for f in ("person", "organization", "post", "whole")):
            row = _row(table, index, into.remarks)
            into.rows.append(row)
            into.remarks += _rest(table, index, row)
        else:
            into.ignored += 1
            into.remarks.append(
                Remark(
                    "not-understood",
                    message("tenures.empty_row"),
                    cell(sheet.name, index, texts[0][0]),
                    texts[0][1],
                )
            )


def _row(table: Table, index: int, remarks: list[Remark]) -> Row:
    said = {
        f: s
        for f in ("person", "organization", "post", "whole", "rank", "remark")
        if (s := table.said(index, f)) is not None
    }
    start, until = times(table, index, said)
    problems = [f"from:{start.problem}"] if start.problem else []
    problems += [f"until:{until.problem}"] if until.problem else []
    if start.running:
        # 至今 in the column of beginnings is no beginning.
        start, problems = (
            replace(start, precision="unknown", running=False, problem="not-a-date"),
            [*problems, "from:not-a-date"],
        )
    if _before(until, start):
        problems.append("until-before-from")
    person, doubt = holder(said.get("person"))
    problems += [doubt] if doubt else []
    _part_whole(said)
    post = said.get("post") or said.get("whole")
    organization = said.get("organization")
    for problem in problems:
        about = problem.partition(":")[0]
        about = "person" if about in DOUBTS else about
        place = said[about].place if about in said else cell(table.sheet.name, index, table.columns[0])
        remarks.append(
            Remark(
                problem.replace(":", "-"),
                REASONS[problem.rpartition(":")[2]],
                place,
                said[about].words if about in said else None,
            )
        )
    return Row(
        person,
        None if organization is None else organization.words,
        None if post is None else post.words,
        start,
        None if until.running else until,
        tuple(problems),
        index + 1,
        said,
        index in table.sheet.hidden_rows,
    )  # fmt: skip


def _part_whole(said: dict[str, Said]) -> None:
    """Organization and post of a cell that holds both, where the words tell them apart."""
    whole = said.get("whole")
    if whole is None or "organization" in said or "post" in said or not isinstance(whole.value, str):
        return
    text = whole.value
    if (at := parted(text)) is not None:
        said["organization"] = Said(text[:at].strip(), whole.place.part(0, at))
        said["post"] = Said(text[at:].strip(), whole.place.part(at, len(text)))


def _rest(table: Table, index: int, row: Row) -> Iterator[Remark]:
    """Remarks what a row says in a column of a known meaning that was not taken, as another with this meaning was."""
    cells = {said.place.cell for said in row.places.values()}
    told = {(f, said.words) for f, said in row.places.items()}
    skipped = {"number", *words(KIND)["not_stated"]}
    meaning = {c: f for f, columns in table.header.columns.items() if f not in skipped for c in columns}
    for column, text in table.filled(index):
        place = cell(table.sheet.name, index, column)
        if (
            column in meaning
            and place.cell not in cells
            and not is_blank(text)
            and (meaning[column], text) not in told
        ):
            yield Remark("not-read", message("tenures.second"), place, text)


def _before(until: When, start: When) -> bool:
    return until.latest is not None and start.earliest is not None and until.latest < start.earliest


REASONS = {
    "approximate": message("tenures.approximate"),
    "uncertain": message("tenures.uncertain"),
    "month-missing": message("tenures.month_open"),
    "month-ambiguous": message("tenures.decimal"),
    "range": message("tenures.years"),
    "open-ended": message("tenures.before_or_after"),
    "acting-then-formal": message("tenures.acting_first"),
    "unknown": message("tenures.said_unknown"),
    "empty": message("tenures.empty"),
    "not-a-date": message("tenures.no_date"),
    "impossible": message("ledgers.no_such_day"),
    "until-before-from": message("tenures.ends_first"),
    "no-person": message("tenures.no_person"),
    "no-name": message("tenures.no_name"),
    "several-persons": message("tenures.several_persons"),
}


def rendering(tenures: Tenures) -> dict[str, Any]:
    """The table in the format of the gold answers."""
    return {"ignored_rows": tenures.ignored, "rows": [_said(r) for r in tenures.rows]}


def _said(row: Row) -> dict[str, Any]:
    said: dict[str, Any] = {
        "person": row.person, "organization": row.organization, "post": row.post,
        "from": _interval(row.start), "until": None if row.until is None else _interval(row.until),
        "problems": list(row.problems), "row": row.number,
    }  # fmt: skip
    return said | ({"hidden": True} if row.hidden else {})


def _interval(found: When) -> dict[str, Any]:
    said: dict[str, Any] = {
        "earliest": None if found.earliest is None else found.earliest.isoformat(),
        "latest": None if found.latest is None else found.latest.isoformat(),
        "precision": found.precision,
        "words": found.words,
    }
    if found.approximate:
        said["approximate"] = True
    if found.acting:
        said["acting"] = True
    if found.formal is not None:
        formal = _interval(found.formal)
        said["formal_from"] = {key: formal[key] for key in ("earliest", "latest", "precision")}
    return said
