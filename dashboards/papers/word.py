"""How does a paper become a Word document?

A template (`templates/NAME.LANG.docx`, or one of the office's own) is filled by docxtpl; what is filled in is escaped, so that no text of a
record can be taken for markup. The document says of itself only its title and that Zeren made it.
"""

from __future__ import annotations

import io
from dataclasses import asdict, fields
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from dashboards.papers.drawing import png
from ontology.errors import InputError

if TYPE_CHECKING:
    from dashboards.papers.dossier import Dossier
    from dashboards.papers.letter import Letter
    from dashboards.wording import Wording

WIDTH = 165
"""Of a picture, in millimetres: an A4 page with narrow margins."""


def dossier_document(paper: Dossier, wording: Wording, template: Path | None = None) -> bytes:
    """A dossier as .docx; raises InputError for a template that cannot be filled."""
    values = {f.name: getattr(paper, f.name) for f in fields(paper) if f.name != "drawings"}
    values = {name: _plain(value) for name, value in values.items()}
    pictures = [png(drawing) for drawing in paper.drawings]
    return _filled("dossier", values, pictures, wording, template)


def letter_document(paper: Letter, wording: Wording, template: Path | None = None) -> bytes:
    """A transfer letter as .docx; raises InputError for a template that cannot be filled."""
    return _filled("letter", _plain(paper), [], wording, template)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _filled(
    name: str, values: dict[str, Any], pictures: list[bytes | None], wording: Wording, template: Path | None
) -> bytes:
    from docx.opc.exceptions import OpcError
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import Environment, StrictUndefined, TemplateError

    shipped = files("dashboards").joinpath("papers", "templates", f"{name}.{wording.lang}.docx")
    with as_file(shipped) as own:
        path = template or own
        try:
            document = DocxTemplate(str(path))
            document.init_docx()
            for chain, picture in zip(values.get("chains", ()), pictures, strict=True):
                chain["picture"] = (
                    InlineImage(document, io.BytesIO(picture), width=Mm(WIDTH))
                    if picture
                    else wording.say("papers.no_font")
                )
            # StrictUndefined: a blank that the paper does not have is told, not left empty.
            document.render(values, Environment(autoescape=True, undefined=StrictUndefined), autoescape=True)
        except (TemplateError, OpcError, BadZipFile, KeyError, OSError, ValueError) as error:
            raise InputError("papers.template", path=path, name=name, error=error) from None
        about = document.docx.core_properties
        about.title, about.author, about.last_modified_by = values.get("title", ""), "Zeren", "Zeren"
        about.comments = about.subject = about.keywords = about.category = ""
        about.created = about.modified = datetime(2000, 1, 1)  # equal papers, equal bytes
        about.revision = 1
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()
