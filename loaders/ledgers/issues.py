"""What do the rows of a list say of its issues, their measures, and who answers for them?

Invariant: what a cell in a column of a known meaning says is in the issue, or remarked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.documents.names import numbered, party, persons, units
from loaders.documents.place import cell
from loaders.documents.reading import Remark
from loaders.documents.words import words
from loaders.ledgers.cells import day, due, names, share
from loaders.ledgers.ledger import Issue, Measure, Said
from loaders.ledgers.statuses import status, status_of_progress
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loaders.documents.place import Place
    from loaders.ledgers.cells import Table
    from loaders.ledgers.flat import Row, Rows

ABOUT_MEASURES = frozenset({"leader", "unit", "lead_unit", "unit_person", "person", "cooperating", "deadline", "status", "progress", "evidence", "completed", "closed", "goal"})  # fmt: skip
"""Fields that say something of a measure."""
_TAKEN = frozenset({"number", "measure_number", "closed_on", *words("ledger")["not_read"]})
"""Fields whose cells are taken without their place, or whose columns are remarked whole."""


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
    remark_rest(group.rows, issue, remarks)
    return issue


def remark_rest(rows: Iterable[Row], issue: Issue, remarks: list[Remark]) -> None:
    """Remarks what the rows of an issue say in columns of a known meaning and that did not find its way into it, once a wording."""
    told = {said.place.cell for said in issue.told()}
    told_words, rest = set(), []
    for row in rows:
        header = row.table.header
        skipped = _TAKEN if row.table.said(row.index, "measure") is not None else _TAKEN | ABOUT_MEASURES
        meaning = {c: f for f, columns in header.columns.items() if f not in skipped for c in columns}
        for column, text in row.table.filled(row.index):
            field_ = meaning.get(column)
            if field_ is None or row.table.at(row.index, column) is None:
                continue
            place = cell(row.table.sheet.name, row.index, column)
            above = row.table.origin(row.index, column)  # that of the cell which a ditto mark repeats
            if place.cell in told or cell(row.table.sheet.name, *above).cell in told:
                told_words.add((field_, text))
            else:
                rest.append((field_, text, place))
    for field_, text, place in rest:
        if (field_, text) not in told_words:
            remarks.append(Remark("not-read", message("ledgers.rest"), place, text))


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
