"""What does a table with a row a measure say, whatever stands above, between and below its rows?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.documents.columns import HEADER_WITHIN, Header, header_at, headings, is_heading_again
from loaders.documents.dates import shown
from loaders.documents.names import numbered, party, persons, units
from loaders.documents.place import cell
from loaders.documents.reading import Remark
from loaders.documents.words import words
from loaders.ledgers.cells import Table, day, due, is_category, is_note, is_total, names, share
from loaders.ledgers.ledger import Issue, Measure, Said
from loaders.ledgers.statuses import status, status_of_progress
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.documents.document import Sheet
    from loaders.documents.place import Place

KIND = "ledger"
MAIN = frozenset({"issue", "measure"})
"""Fields of which a list has at least one that says what its rows are about."""
ABOUT_MEASURES = frozenset({"leader", "unit", "lead_unit", "unit_person", "person", "cooperating", "deadline", "status", "progress", "evidence", "completed", "closed", "goal"})  # fmt: skip
"""Fields that say something of a measure."""
KEYS = frozenset({"number", "measure_number"})
"""Fields by which a list completes another."""


@dataclass(slots=True)
class Row:
    """One row of data: the table that it stands in, its index, the category line above it."""

    table: Table
    index: int
    category: Said | None


@dataclass(slots=True)
class Rows:
    """The rows of data of a sheet, and what else it has."""

    header: Header
    rows: list[Row] = field(default_factory=list)
    ignored: int = 0
    head: list[Said] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def find_header(sheet: Sheet) -> Header | None:
    """The heading of a ledger's list: the first row that names the number and what the rows are about, or three fields."""
    kind = headings(KIND)
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        found = header_at(sheet, row, kind)
        if found is None:
            continue
        keyed = found.texts & KEYS
        if (found.texts & MAIN and len(found.texts) >= 3) or (keyed and len(found.texts) > 1):
            return _read_beside(sheet, found)
    return None


def _read_beside(sheet: Sheet, header: Header) -> Header:
    """The heading in which fields that stand twice are told apart: a time of completion beside a time limit is when it was done."""
    columns = dict(header.columns)
    for rule in words(KIND)["beside"]:
        there = columns.get(rule["when"], ())
        later = [c for c in there if _heading_text(sheet, header, c) in rule["names"]]
        if later and len(later) < len(there):
            columns[rule["when"]] = tuple(c for c in there if c not in later)
            columns[rule["becomes"]] = (*columns.get(rule["becomes"], ()), *later)
    number = columns.get("number", ())
    if len(number) > 1:
        # 序号 beside 问题序号: the number of the row itself and that of the issue.
        own = [
            c
            for c in number
            if "问题" not in _heading_text(sheet, header, c) and "对应" not in _heading_text(sheet, header, c)
        ]
        if own and len(own) < len(number):
            columns["number"] = tuple(c for c in number if c not in own)
            columns.setdefault("measure_number", tuple(own))
    return Header(header.row, header.data, columns)


def _heading_text(sheet: Sheet, header: Header, column: int) -> str:
    for row in range(header.data - 1, header.row - 1, -1):
        if text := re.sub(r"\s+", "", shown(sheet.value(row, column))):
            return text
    return ""


def rows_of(sheet: Sheet, header: Header) -> Rows:
    """The rows of data below a heading; rows that sum up, explain, repeat the heading or name a category are counted."""
    found = Rows(header)
    found.head = [
        Said(v, cell(sheet.name, r, c))
        for r in range(header.row)
        for c, v in enumerate(sheet.rows[r])
        if shown(v)
    ]
    table, category, kind = Table(sheet, header), None, headings(KIND)
    found.remarks += _unread(table)
    index = header.data
    while index < len(sheet.rows):
        texts = table.filled(index)
        if not texts:
            index += 1
            continue
        if is_heading_again(sheet, index, table.header, kind):
            again = header_at(sheet, index, kind)
            if again is not None:
                again = _read_beside(sheet, again)
                table = Table(sheet, again) if again.texts & (MAIN | {"number"}) else table
                found.ignored += again.data - index
                index = again.data
                continue
        if is_total(texts) or is_note(texts):
            found.ignored += 1
        elif (line := _category_line(table, index, texts)) is not None:
            category, found.ignored = line, found.ignored + 1
        elif any(table.said(index, f) is not None for f in table.header.texts):
            found.rows.append(Row(table, index, category))
        else:
            found.ignored += 1
            at, text = texts[0]
            found.remarks.append(
                Remark(
                    "not-understood",
                    message("ledgers.no_column"),
                    cell(sheet.name, index, at),
                    text,
                )
            )
        index += 1
    return found


def _category_line(table: Table, row: int, texts: list[tuple[int, str]]) -> Said | None:
    """A line that stands alone and names the category of the rows below it."""
    if len(texts) != 1:
        return None
    column, text = texts[0]
    spans = sum(
        1 for c in range(column + 1, column + 200) if table.sheet.merged.get((row, c)) == (row, column)
    )
    wide = spans + 1 >= max(2, len(table.columns) // 2)
    measure = table.header.columns.get("measure", ())
    alone = column not in measure and not any(table.inherited(row, f) for f in ("issue", "number", "measure"))
    if wide or (alone and is_category(text)):
        return Said(text, cell(table.sheet.name, row, column))
    return None


def measures_of(row: Row, remarks: list[Remark]) -> list[Measure]:
    """The measures of a row: one, or several where the cell numbers them; without a measure, one that carries the rest of the row."""
    table, index = row.table, row.index
    text = table.said(index, "measure")
    if text is None:
        return []
    spans = numbered(text.value) if isinstance(text.value, str) else []
    hidden = index in table.sheet.hidden_rows
    if not spans:
        return [
            _filled(
                Measure(text, _number(table.said(index, "measure_number")), hidden=hidden), row, 1, 0, remarks
            )
        ]
    made = []
    for place, (start, end) in enumerate(spans):
        part = Said(text.value[start:end], text.place.part(start, end))
        made.append(
            _filled(
                Measure(part, _number(table.said(index, "measure_number")), hidden=hidden),
                row,
                len(spans),
                place,
                remarks,
            )
        )
    return made


def _number(said: Said | None) -> str | None:
    return None if said is None else said.words


def _filled(measure: Measure, row: Row, parts: int, index: int, remarks: list[Remark]) -> Measure:
    complete(measure, row, parts, index, remarks)
    return measure


def complete(measure: Measure, row: Row, parts: int, index: int, remarks: list[Remark]) -> None:
    """Puts what a row says beside its measure into it, where nothing stands there yet."""
    table, at = row.table, row.index

    def cellof(field_: str) -> Said | None:
        return share(table.said(at, field_), parts, index)

    add_parties(measure, row, parts, index)
    measure.goal = measure.goal or cellof("goal")
    if measure.due is None and (said := cellof("deadline")) is not None:
        measure.due, measure.deadline = said, due(said, remarks)
    measure.progress = measure.progress or cellof("progress")
    measure.evidence = measure.evidence or cellof("evidence")
    if measure.completed_at is None and (said := cellof("completed")) is not None:
        measure.completed_at, measure.completed = said, day(said, remarks)
    if measure.closed is None and (said := cellof("closed")) is not None:
        measure.closed = said
    if (said := cellof("closed_on")) is not None:
        measure.closed_on = day(said, remarks)
    settle_status(measure, cellof("status"), remarks)


def settle_status(measure: Measure, stated: Said | None, remarks: list[Remark]) -> None:
    """The status that its own column states, else that of 销号, else what the words on progress tell."""
    measure.stated = measure.stated or stated
    if measure.stated is not None:
        measure.status = status(measure.stated.words)
        if measure.status is None:
            remarks.append(
                Remark(
                    "status-not-understood",
                    message("ledgers.no_status"),
                    measure.stated.place,
                    measure.stated.words,
                )
            )
        return
    if measure.closed is not None and (found := status(measure.closed.words)) is not None:
        measure.status = found
    elif measure.progress is not None:
        measure.status = status_of_progress(measure.progress.words)


def add_parties(measure: Measure, row: Row, parts: int = 1, index: int = 0) -> None:
    """Adds leaders, units and persons of a row to its measure, each once."""
    table, at = row.table, row.index
    for said in _cells(table, at, "leader", parts, index):
        _add(measure.leaders, names(said, persons(said.words)))
    for field_ in ("lead_unit", "unit", "unit_person"):
        for said in _cells(table, at, field_, parts, index):
            both = party(said.words)
            if field_ == "unit_person":
                _add(measure.persons, names(said, both.persons))
            _add(measure.cooperating, names(said, both.cooperating))
            if field_ == "unit_person":
                _add(measure.units, names(said, both.units))
            else:
                cooperating = {n.name for n in both.cooperating}
                _add(measure.units, names(said, [n for n in units(said.words) if n.name not in cooperating]))
    for said in _cells(table, at, "person", parts, index):
        _add(measure.persons, names(said, persons(said.words)))
    for said in _cells(table, at, "cooperating", parts, index):
        _add(measure.cooperating, names(said, units(said.words)))


def _cells(table: Table, row: int, field_: str, parts: int, index: int) -> Iterator[Said]:
    for said in table.every(row, field_):
        part = share(said, parts, index)
        if part is not None:
            yield part


def _add(into: list[Said], found: list[Said]) -> None:
    there = {said.value for said in into}
    into += [said for said in found if said.value not in there]


@dataclass(slots=True)
class Group:
    """The rows that say something of one issue, the first of which names it."""

    number: str | None
    text: Said
    rows: list[Row] = field(default_factory=list)


def issues_of(rows: Rows, remarks: list[Remark]) -> list[Issue]:
    """The issues of a flat list in the order in which it names them."""
    return [issue_of(group, remarks) for group in groups_of(rows, remarks)]


def groups_of(rows: Rows, remarks: list[Remark]) -> list[Group]:
    """The rows of a flat list by issue: rows of one number and text are one issue, and a row without either goes on."""
    found: dict[tuple[str | None, str], Group] = {}
    current: Group | None = None
    for row in rows.rows:
        table, at = row.table, row.index
        number, text = table.said(at, "number"), table.said(at, "issue")
        if text is not None or number is not None:
            current = _group(found, current, number, text, row)
        if current is None:
            place = cell(table.sheet.name, at, table.columns[0])
            texts = " | ".join(t for _, t in table.filled(at))
            remarks.append(Remark("no-issue", message("ledgers.no_issue_row"), place, texts))
        else:
            current.rows.append(row)
    return list(found.values())


def issue_of(group: Group, remarks: list[Remark]) -> Issue:
    """What the rows of an issue say; a measure in a merged cell is one, with the parties of all its rows."""
    first = group.rows[0]
    issue = Issue(group.number, group.text, hidden=first.index in first.table.sheet.hidden_rows)
    issue.category = first.table.said(first.index, "category") or first.category
    issue.detail, issue.cause = (
        first.table.said(first.index, "detail"),
        first.table.said(first.index, "cause"),
    )
    before: tuple[Place, list[Measure]] | None = None
    for row in group.rows:
        measure = row.table.said(row.index, "measure")
        if (
            measure is not None
            and before is not None
            and before[0] == measure.place
            and row.table.inherited(row.index, "measure")
        ):
            for m in before[1]:
                add_parties(m, row)
            continue
        made = measures_of(row, remarks)
        issue.measures += made
        if not made:
            _without_measure(row, remarks)
        before = None if measure is None else (measure.place, made)
    return issue


def _without_measure(row: Row, remarks: list[Remark]) -> None:
    """Remarks what a row says of a measure that it does not name."""
    columns = {c for f in ABOUT_MEASURES for c in row.table.header.columns.get(f, ())}
    texts = [
        (c, text) for c, text in row.table.filled(row.index) if c in columns and row.table.at(row.index, c)
    ]
    if texts:
        place = cell(row.table.sheet.name, row.index, texts[0][0])
        words_ = " | ".join(text for _, text in texts)
        remarks.append(Remark("no-measure", message("ledgers.no_measure"), place, words_))


def _unread(table: Table) -> Iterator[Remark]:
    """Remarks each column that holds something and whose heading means nothing."""
    sheet, header = table.sheet, table.header
    for column in range(max(map(len, sheet.rows), default=0)):
        below = (sheet.value(r, column) not in ("", None) for r in range(header.data, len(sheet.rows)))
        if column not in table.columns and (text := _heading_text(sheet, header, column)) and any(below):
            place = cell(sheet.name, header.row, column)
            yield Remark("not-understood", message("ledgers.column"), place, text)


def _group(
    found: dict[tuple[str | None, str], Group],
    current: Group | None,
    number: Said | None,
    text: Said | None,
    row: Row,
) -> Group:
    table, at = row.table, row.index
    told = None if number is None else number.words
    if current is not None and text is not None and text.place == current.text.place:
        return current
    if text is None and current is not None and (told is None or told == current.number):
        return current
    if text is None:
        text = Said("", cell(table.sheet.name, at, table.columns[0]))
    if told is None and current is not None and text.words == current.text.words:
        return current
    if told is None and current is not None and table.inherited(at, "number"):
        told = current.number
    return found.setdefault((told, re.sub(r"\s+", "", text.words)), Group(told, text))
