"""What does a form say that has one issue a sheet, a label and its value side by side or in one cell?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loaders.documents.columns import headings, plain_heading
from loaders.documents.dates import shown
from loaders.documents.names import numbered, party, persons, units
from loaders.documents.place import cell
from loaders.documents.reading import Remark
from loaders.ledgers.cells import due, is_blank, names, share
from loaders.ledgers.flat import KIND
from loaders.ledgers.issues import settle_status
from loaders.ledgers.ledger import Issue, Measure, Said
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.documents.document import Sheet

_LABEL = re.compile(r"^([^:：\n]{1,40})[:：]\s*([\s\S]*)$")
_SIGNED = re.compile(r"(?:姓名|签名|签字|审核人)\s*[:：]\s*([^\n，,；;\d]+)")
_DATED = re.compile(r"(?:审核日期|日期|时间)\s*[:：]\s*(\d{4}[-./年]\d{1,2}[-./月]\d{1,2})")
_AGREED = re.compile(r"同意(?:归零|销号)")


def fields(sheet: Sheet) -> list[tuple[str, Said]]:
    """The fields of a form in reading order, with what is said beside each label."""
    kind, found = headings(KIND), []
    for r, row in enumerate(sheet.rows):
        c = 0
        while c < len(row):
            text = "" if (r, c) in sheet.merged else shown(row[c])
            match = _LABEL.match(text)
            # Without a colon only a whole name is a label: titles hold such words too.
            field = kind.meaning(match[1]) if match else kind.names.get(plain_heading(text)) if text else None
            if field is None:
                c += 1
                continue
            if match is not None and match[2].strip():
                start = match.start(2)
                found.append(
                    (
                        field,
                        Said(
                            match[2].rstrip(),
                            cell(sheet.name, r, c).part(start, start + len(match[2].rstrip())),
                        ),
                    )
                )
                c += 1
                continue
            beside = next(
                (k for k in range(c + 1, len(row)) if (r, k) not in sheet.merged and shown(row[k])), None
            )
            if beside is not None and not _is_label(sheet, r, beside):
                found.append((field, Said(row[beside], cell(sheet.name, r, beside))))
                c = beside + 1
            else:
                found.append((field, Said("", cell(sheet.name, r, c))))
                c += 1
    return found


def _is_label(sheet: Sheet, row: int, column: int) -> bool:
    text = shown(sheet.value(row, column))
    match = _LABEL.match(text)
    kind = headings(KIND)
    return (match is not None and kind.meaning(match[1]) is not None) or plain_heading(text) in kind.names


def is_form(sheet: Sheet) -> bool:
    """Whether a sheet is such a form: it names an issue and a measure by labels, in different rows."""
    if len(sheet.rows) > 400:
        return False
    found = fields(sheet)
    rows = {said.place.row for _, said in found}
    return {"issue", "measure"} <= {f for f, _ in found} and len(rows) >= 3


def issues_of(sheet: Sheet, remarks: list[Remark]) -> list[Issue]:
    """The issues of a sheet of forms: a number or an issue that comes again begins the next one."""
    found = fields(sheet)
    forms: list[dict[str, list[Said]]] = [{}]
    for field, said in found:
        if field in {"number", "issue"} and field in forms[-1] and "issue" in forms[-1]:
            forms.append({})
        forms[-1].setdefault(field, []).append(said)
    issues = [_issue(form, remarks) for form in forms if "issue" in form]
    remarks += _rest(sheet, found, issues)
    return issues


def _rest(sheet: Sheet, found: list[tuple[str, Said]], issues: list[Issue]) -> Iterator[Remark]:
    """Remarks the cells that are no title, no label, and in no issue."""
    told = {said.place.cell for issue in issues for said in issue.told()}
    told |= {said.place.cell for field, said in found if field == "number"}
    values = {said.place.cell for _, said in found if said.words}
    first = min(said.place.row or 0 for _, said in found)
    for r, row in enumerate(sheet.rows[first - 1 :], first - 1):
        for c, value in enumerate(row):
            place, text = cell(sheet.name, r, c), shown(value)
            if is_blank(text) or (r, c) in sheet.merged or place.cell in told:
                continue
            if place.cell in values or not _is_label(sheet, r, c):
                yield Remark("not-read", message("ledgers.rest"), place, text)


def _issue(form: dict[str, list[Said]], remarks: list[Remark]) -> Issue:
    def first(field: str) -> Said | None:
        return next((s for s in form.get(field, ()) if s.words), None)

    number = first("number")
    text = first("issue") or form["issue"][0]
    issue = Issue(None if number is None else number.words, text)
    issue.category, issue.detail, issue.cause = first("category"), first("detail"), first("cause")
    said = first("measure")
    if said is None:
        return issue
    spans = numbered(said.value) if isinstance(said.value, str) else []
    parts = [Said(said.value[a:b], said.place.part(a, b)) for a, b in spans] or [said]
    for index, part in enumerate(parts):
        measure = Measure(part)
        _parties(measure, form)
        measure.due = share(first("deadline"), len(parts), index)
        measure.deadline = due(measure.due, remarks)
        measure.progress = share(first("progress"), len(parts), index)
        measure.evidence = share(first("evidence"), len(parts), index)
        measure.goal = first("goal")
        measure.closed = first("closed") or _agreed(form)
        settle_status(measure, share(first("status"), len(parts), index), remarks)
        if measure.stated is None and measure.progress is not None:
            # A leading group's word on the whole form is no statement about each measure.
            closed, measure.closed = measure.closed, None
            settle_status(measure, None, remarks)
            measure.closed = closed
        issue.measures.append(measure)
    return issue


def _agreed(form: dict[str, list[Said]]) -> Said | None:
    """The opinion that lets the issue be struck off."""
    return next((s for s in form.get("opinion", ()) if _AGREED.search(s.words)), None)


def _parties(measure: Measure, form: dict[str, list[Said]]) -> None:
    for said in form.get("leader", ()):
        measure.leaders += names(said, persons(said.words))
    for said in form.get("opinion_leader", ()):
        signed = _SIGNED.search(said.words)
        if signed is not None and not measure.leaders:
            start = signed.start(1)
            inner = Said(signed[1], said.place.part(start, signed.end(1)))
            measure.leaders += names(inner, persons(signed[1]))
    for field in ("lead_unit", "unit", "unit_person"):
        for said in form.get(field, ()):
            both = party(said.words)
            measure.persons += names(said, both.persons) if field == "unit_person" else []
            measure.units += names(said, both.units if field == "unit_person" else units(said.words))
            measure.cooperating += names(said, both.cooperating) if field == "unit_person" else []
    for said in form.get("person", ()):
        measure.persons += names(said, persons(said.words))
    for said in form.get("cooperating", ()):
        measure.cooperating += names(said, units(said.words))
