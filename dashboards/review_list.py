"""How does a person get to see what a load could not be sure of, and fill it in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter

from loaders.documents.words import words
from ontology.cells import shielded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from dashboards.wording import Wording
    from loaders.documents.reading import Reading, Remark
    from loaders.identities.matches import Question

WIDTHS = (12, 34, 4, 22, 26, 30, 34, 34, 34, 10, 20)


def write_review(
    path: Path,
    questions: Sequence[tuple[Reading, Question]],
    remarks: Sequence[tuple[Reading, Sequence[Remark]]],
    name: Callable[[str], str],
    wording: Wording,
) -> None:
    """Writes the list: a sheet to fill in, and one of everything else that a person should look at. `name` calls an organization."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        fill = book.add_format({"bg_color": "#FFF2CC", "border": 1})
        sheet = book.add_worksheet(words("review")["sheet"])
        sheet.freeze_panes(1, 0)
        which = 0 if wording.lang == "zh" else 1
        for column, (field, width) in enumerate(zip(words("review")["fields"].values(), WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, field["names"][which], head)
        for row, (reading, question) in enumerate(questions, 1):
            place = question.place
            at = " ".join(p for p in (reading.document.path.name, place.sheet, place.cell) if p)
            candidates = [
                f"{c.id} {c.name} {c.score} {c.reason.told(wording.lang)}" for c in question.candidates[:3]
            ]
            home = question.home or ""
            cells = [
                wording.code(question.kind),
                question.words,
                home,
                name(home) if home else "",
                at,
                question.reason.told(wording.lang),
            ]
            for column, text in enumerate([*cells, *candidates]):
                sheet.write_string(row, column, shielded(text))
            sheet.write(row, 9, question.decided, fill)
        if questions:
            answers = [
                "1",
                "2",
                "3",
                words("review")["answers"]["new"][0 if which == 0 else -1],
                words("review")["answers"]["none"][0 if which == 0 else -1],
            ]
            sheet.data_validation(
                1, 9, len(questions), 9, {"validate": "list", "source": answers, "error_type": "warning"}
            )
        others = book.add_worksheet(wording.say("documents.remarks_sheet"))
        others.set_column(0, 5, 28, wrap)
        for column, key in enumerate(("file", "sheet", "cell", "code", "words", "reason")):
            others.write_string(0, column, wording.header(key), head)
        rows = [(r, m) for r, found in remarks for m in found]
        for row, (reading, remark) in enumerate(rows, 1):
            place = remark.place
            told = (
                reading.document.path.name,
                place.sheet,
                place.cell,
                remark.code,
                remark.words,
                remark.reason.told(wording.lang),
            )
            for column, value in enumerate(told):
                others.write_string(row, column, shielded(value or ""))
