"""Workbooks as people leave them, made in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from ontology.records import Batch

PERSON = ("标识", "名称")
ORGANIZATION = ("标识", "名称", "类别", "层级")


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with those rows; a tuple ("=", formula, result) is a formula with its saved result."""
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    ) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, tuple):
                        sheet.write_formula(row, column, cell[1], None, cell[2])
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def told(batch: Batch) -> list[tuple[Any, ...]]:
    """The problems of a batch by code, record and field, in their order."""
    return [(str(p.code), p.record, p.field) for p in batch.problems]


def codes(batch: Batch) -> list[str]:
    """The codes of a batch's problems, in their order."""
    return [str(p.code) for p in batch.problems]
