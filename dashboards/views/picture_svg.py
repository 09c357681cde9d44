"""How does a picture look as an SVG file: the same places, lines and dashes as on the page, to be printed or put into a document?"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboards.views.layers import LINE, places, text_width

if TYPE_CHECKING:
    from dashboards.views.layers import Box
    from dashboards.views.pictures import Edge, Picture

MARGIN = 24
FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','SimSun',sans-serif"
_ARROW = (
    '<marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z" fill="context-stroke"/></marker>'
)
FILLS = {
    "Tenure": "#e8f0fb",
    "Issue": "#fbeae6",
    "Duty": "#fbf3e2",
    "Missing": "#ffffff",
    "DivisionOfLabor": "#e4f4f2",
    "Domain": "#ebf5e8",
}


def svg(picture: Picture, title: str) -> str:
    """A white page with the whole picture; equal pictures give equal texts."""
    boxes = places(picture)
    if not boxes:
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><title>{escape(title)}</title></svg>\n'
    left = min(b.x - b.width / 2 for b in boxes.values()) - MARGIN
    top = min(b.y - b.height / 2 for b in boxes.values()) - MARGIN
    width = max(b.x + b.width / 2 for b in boxes.values()) + MARGIN - left
    height = max(b.y + b.height / 2 for b in boxes.values()) + MARGIN - top
    size = (
        f'viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" font-size="13">',
        f"<title>{escape(title)}</title>",
        f"<defs>{_ARROW}</defs>",
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
    ]
    parts += [_line(e, boxes[e.source], boxes[e.target]) for e in picture.edges]
    for node in picture.nodes:
        parts.append(
            _box(
                boxes[node.id],
                FILLS.get(node.kind, "#f2f4f7"),
                bears=bool(node.grades),
                missing=node.record is None,
            )
        )
    parts += [_label(e, boxes[e.source], boxes[e.target]) for e in picture.edges if not e.derived]
    return "\n".join([*parts, "</svg>", ""])


def _box(box: Box, fill: str, *, bears: bool, missing: bool) -> str:
    stroke = "#b3261e" if missing else "#41506b"
    dash = ' stroke-dasharray="5 3"' if missing else ""
    x, y = box.x - box.width / 2, box.y - box.height / 2
    rect = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="7" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{3 if bears else 1.2}"{dash}/>'
    )
    start = box.y - LINE * (len(box.lines) - 1) / 2 + 4.5
    lines = "".join(
        f'<tspan x="{box.x:.1f}" y="{start + LINE * i:.1f}">{escape(t)}</tspan>'
        for i, t in enumerate(box.lines)
    )
    weight = ' font-weight="bold"' if bears else ""
    return f'{rect}<text text-anchor="middle"{weight}>{lines}</text>'


def _line(edge: Edge, source: Box, target: Box) -> str:
    (x1, y1), (x2, y2) = _border(source, target), _border(target, source)
    colour = "#b3261e" if edge.derived else "#7b8494"
    dash = ' stroke-dasharray="7 4"' if edge.derived else ""
    width = 2.4 if edge.holder else 1.2
    return f'<path d="M{x1:.1f},{y1:.1f} L{x2:.1f},{y2:.1f}" fill="none" stroke="{colour}" stroke-width="{width}"{dash} marker-end="url(#a)"/>'


def _label(edge: Edge, source: Box, target: Box) -> str:
    """In the middle; answers are written in the box of who bears them."""
    (x1, y1), (x2, y2) = _border(source, target), _border(target, source)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    width = text_width(edge.label) * 0.82 + 6
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - 8:.1f}" width="{width:.1f}" height="15" fill="#ffffff" fill-opacity="0.85"/>'
        f'<text x="{x:.1f}" y="{y + 3.5:.1f}" font-size="10.5" text-anchor="middle">{escape(edge.label)}</text>'
    )


def _border(box: Box, towards: Box) -> tuple[float, float]:
    """Where the line between the middles of two boxes leaves the first."""
    dx, dy = towards.x - box.x, towards.y - box.y
    if not dx and not dy:
        return box.x, box.y
    share = min(box.width / 2 / abs(dx) if dx else 9e9, box.height / 2 / abs(dy) if dy else 9e9)
    return box.x + dx * share, box.y + dy * share
