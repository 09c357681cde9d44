"""What do several lists say together: the issues on one sheet, their measures on another, who answers on a third?

Rows are joined by the number of the issue, and by that of the measure where both sides have it; nothing is joined by its position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.documents.place import cell
from loaders.documents.reading import Remark
from loaders.ledgers.issues import ABOUT_MEASURES, complete, issues_of, measures_of, remark_rest
from loaders.ledgers.ledger import Issue, Measure, Said
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loaders.ledgers.flat import Row, Rows


def are_lists(sheets: Sequence[Rows]) -> bool:
    """Whether the sheets of a workbook complete each other: one has the issues, and another has measures or parties but no issues."""
    issues = [s for s in sheets if "issue" in s.header.texts]
    others = [s for s in sheets if "issue" not in s.header.texts]
    return bool(issues) and any(s.header.texts & {"number", "measure_number"} for s in others)


def joined(sheets: Sequence[Rows], remarks: list[Remark]) -> list[Issue]:
    """The issues of lists that complete each other."""
    first = next(s for s in sheets if "issue" in s.header.texts)
    issues = issues_of(first, remarks)
    by_number = {i.number: i for i in issues if i.number is not None}
    told: dict[int, tuple[Issue, list[Row]]] = {}
    rest = sorted((s for s in sheets if s is not first), key=lambda s: "measure" not in s.header.texts)
    for sheet in rest:
        numbers = _carried(sheet)
        for row, number in zip(sheet.rows, numbers, strict=True):
            issue = _issue_of(row, number, by_number, remarks)
            if issue is None:
                continue
            told.setdefault(id(issue), (issue, []))[1].append(row)
            if row.table.said(row.index, "measure") is not None:
                issue.measures += measures_of(row, remarks)
                for field_ in ("detail", "cause", "category"):
                    if getattr(issue, field_) is None:
                        setattr(issue, field_, row.table.said(row.index, field_))
            else:
                _complete(issue, row, remarks)
    for issue, rows in told.values():
        remark_rest(rows, issue, remarks)
    return issues


def _carried(sheet: Rows) -> list[str | None]:
    """The number of the issue of each row: its own, or the one above where a row goes on without."""
    found: list[str | None] = []
    last: str | None = None
    for row in sheet.rows:
        said = row.table.said(row.index, "number")
        last = said.words if said is not None else last
        found.append(last)
    return found


def _issue_of(
    row: Row, number: str | None, by_number: Mapping[str, Issue], remarks: list[Remark]
) -> Issue | None:
    own = row.table.said(row.index, "measure_number")
    issue = None if number is None else by_number.get(number)
    if issue is None and own is not None:
        issue = next((i for i in by_number.values() for m in i.measures if m.number == own.words), None)
        if issue is None:
            issue = by_number.get(own.words.rpartition("-")[0] or own.words.rpartition(".")[0])
    if issue is None:
        place = cell(row.table.sheet.name, row.index, row.table.columns[0])
        texts = " | ".join(t for _, t in row.table.filled(row.index))
        remarks.append(Remark("no-issue", message("ledgers.no_number"), place, texts))
    return issue


def _complete(issue: Issue, row: Row, remarks: list[Remark]) -> None:
    """Puts what a row without measure says into the measures that it is about: the one of its number, else all of the issue."""
    own = row.table.said(row.index, "measure_number")
    detail = row.table.said(row.index, "detail")
    issue.detail = issue.detail or detail
    issue.cause = issue.cause or row.table.said(row.index, "cause")
    issue.category = issue.category or row.table.said(row.index, "category")
    if not row.table.header.texts & ABOUT_MEASURES:
        return
    about = [m for m in issue.measures if own is not None and m.number == own.words] or issue.measures
    if not about:
        place = cell(row.table.sheet.name, row.index, row.table.columns[0])
        issue.measures = about = [Measure(Said("", place))]
    for measure in about:
        complete(measure, row, 1, 0, remarks)
