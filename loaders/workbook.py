"""Which records does a workbook hold, a sheet a record type and a column a property?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import python_calamine as calamine

from loaders.containers import survey
from loaders.files import Refused, guarded, refused
from loaders.tables import add_table, letters
from ontology.headings import alike, is_guide, plain, types_by_name
from ontology.intake import Intake
from ontology.messages import message
from ontology.problems import Code, Part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from loaders.containers import Broken
    from ontology.records import Batch


def read(path: Path) -> Batch:
    """The records of an .xlsx or .ods file, in the order of its sheets; problems name sheet, row and column letter.

    A sheet that explains (说明, README) is passed over, as is an empty one. A formula counts as the value that was saved with it.
    """
    return guarded(path, _read)


def _read(path: Path) -> Batch:
    try:
        broken = survey(path)
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            return _sheets(str(path), book, broken)
    except Refused as error:
        return refused(path, error.code, error.reason)
    except calamine.PasswordError:
        return refused(path, Code.UNREADABLE, message("files.locked"))
    except calamine.CalamineError as error:
        return refused(path, Code.UNREADABLE, message("files.damaged_workbook", error=error))


def _sheets(file: str, book: calamine.CalamineWorkbook, broken: dict[str, list[Broken]]) -> Batch:
    intake, names, known = Intake(), types_by_name(), 0
    for sheet in book.sheet_names:
        if is_guide(sheet):
            continue
        record_type = names.get(plain(sheet))
        rows = _rows(book, sheet)
        if record_type is None:
            if rows:
                reason = message("files.no_type", near=alike(sheet, _type_names(sheet)))
                intake.problem(Code.UNKNOWN_TYPE, reason, intake.part(Part(file, sheet)), value=sheet)
            continue
        known += 1
        if sheet in broken:
            part = intake.part(Part(file, sheet))
            for row, column, what in broken[sheet]:
                intake.problem(
                    Code.BAD_VALUE, message("files.holds", what=what), part, row, column=letters(column)
                )
        add_table(intake, record_type, Part(file, sheet), enumerate(rows, 1), lambda index, _: letters(index))
    batch = intake.batch()
    if not known:
        reason = message("files.no_type_sheet", count=len(_type_names("a")))
        return batch + refused(file, Code.MISSING_SHEET, reason)
    if not batch.count and not batch.problems:
        return refused(file, Code.EMPTY_FILE, message("files.no_records"))
    return batch


def _rows(book: calamine.CalamineWorkbook, sheet: str) -> list[Sequence[Any]]:
    rows: list[Sequence[Any]] = list(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
    return rows


def _type_names(like: str) -> list[str]:
    """The types as they are called in the language of that name."""
    lang = "en" if like.isascii() else "zh"
    return list(dict.fromkeys(t.labels.get(lang, t.name) for t in types_by_name().values()))
