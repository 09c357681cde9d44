"""How is a picture of boxes and lines drawn without a browser: as SVG, and as PNG for Word?

SVG leaves the fonts to who looks at it; PNG needs a font of this machine that has Chinese characters, and is not drawn where there is none.
Coordinates grow to the right and down, in pixels; x and y are the middle of a box.
"""

from __future__ import annotations

import io
import itertools
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.ImageFont import FreeTypeFont

MARGIN = 24.0
LINE = 17.0
SIZE = 13
SCALE = 2
"""Pixels of the PNG for one of the drawing: sharp in print."""
FILL = {
    "subject": "#FFF4CE",
    "duty": "#FFFFFF",
    "grade": "#E7EEF7",
    "bearer": "#E3F1E3",
    "missing": "#FBE3E1",
}
"""What a box is, and its colour; each is told apart by its place and words too."""
FAMILY = (
    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif"
)
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "/System/Library/Fonts/PingFang.ttc", "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A box and its lines of text, the first its heading; `kind` is one of FILL."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Join:
    """A line between two shapes (their places in the drawing), with words; derived ones are dashed."""

    start: int
    end: int
    label: str = ""
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes, and lines from the right side of one to the left side of another."""

    shapes: tuple[Shape, ...]
    joins: tuple[Join, ...]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, margins included."""
        right = max((s.x + s.width / 2 for s in self.shapes), default=0.0)
        bottom = max((s.y + s.height / 2 for s in self.shapes), default=0.0)
        return right + MARGIN, bottom + MARGIN


def svg(drawing: Drawing) -> str:
    """The drawing as SVG, complete in itself."""
    width, height = drawing.size
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'font-family={quoteattr(FAMILY)} font-size="{SIZE}"><rect width="100%" height="100%" fill="#FFFFFF"/>'
        )
    ]
    for join in drawing.joins:
        (x1, y1), (x2, y2) = _ends(drawing, join)
        middle = (x1 + x2) / 2
        dashes = ' stroke-dasharray="5 4"' if join.derived else ""
        parts.append(
            f'<path d="M{x1:.1f} {y1:.1f} C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}" fill="none" stroke="#5B6B7D"{dashes}/>'
        )
        if join.label:
            parts.append(_svg_text(join.label, x2 - 6, y2 - 5, "end", 11, "#5B6B7D"))
    for shape in drawing.shapes:
        left, top = shape.x - shape.width / 2, shape.y - shape.height / 2
        dashes = ' stroke-dasharray="5 4"' if shape.kind == "missing" else ""
        parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}" rx="5" fill="{FILL[shape.kind]}" '
            f'stroke="#5B6B7D"{dashes}/>'
        )
        for number, line in enumerate(shape.lines):
            parts.append(_svg_text(line, shape.x, top + 20 + number * LINE, "middle", SIZE, "#1B2733"))
    return "".join(parts) + "</svg>\n"


def _svg_text(text: str, x: float, y: float, anchor: str, size: int, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">{escape(text)}</text>'


def _ends(drawing: Drawing, join: Join) -> tuple[tuple[float, float], tuple[float, float]]:
    a, b = drawing.shapes[join.start], drawing.shapes[join.end]
    return (a.x + a.width / 2, a.y), (b.x - b.width / 2, b.y)


@cache
def font_file() -> str | None:
    """A font of this machine with Chinese characters, None if there is none."""
    for path in FONTS:
        if Path(path).exists():
            return path
    try:
        found = subprocess.run(
            ["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    files = sorted(line.split(":")[0].strip() for line in found.splitlines())
    return next((f for f in files if f.endswith((".ttc", ".ttf", ".otf"))), None)


def png(drawing: Drawing) -> bytes | None:
    """The drawing as PNG without any words beside the picture, None where no font of this machine can write it."""
    path = font_file()
    if path is None:
        return None
    from PIL import Image, ImageDraw, ImageFont

    width, height = drawing.size
    image = Image.new("RGB", (round(width * SCALE), round(height * SCALE)), "#FFFFFF")
    pen = ImageDraw.Draw(image)
    fonts = {size: ImageFont.truetype(path, size * SCALE) for size in (SIZE, 11)}

    def write(text: str, x: float, y: float, anchor: str, font: FreeTypeFont, colour: str) -> None:
        pen.text((x * SCALE, y * SCALE), text, fill=colour, font=font, anchor=anchor)

    for join in drawing.joins:
        points = _curve(*_ends(drawing, join))
        steps = itertools.pairwise(points)
        for number, (a, b) in enumerate(steps):
            if not join.derived or number % 2 == 0:
                pen.line(
                    [(a[0] * SCALE, a[1] * SCALE), (b[0] * SCALE, b[1] * SCALE)], fill="#5B6B7D", width=SCALE
                )
        if join.label:
            x, y = points[-1]
            write(join.label, x - 6, y - 5, "rs", fonts[11], "#5B6B7D")
    for shape in drawing.shapes:
        left, top = shape.x - shape.width / 2, shape.y - shape.height / 2
        box = [round(v * SCALE) for v in (left, top, left + shape.width, top + shape.height)]
        pen.rounded_rectangle(box, radius=5 * SCALE, fill=FILL[shape.kind], outline="#5B6B7D", width=SCALE)
        for number, line in enumerate(shape.lines):
            write(line, shape.x, top + 20 + number * LINE, "ms", fonts[SIZE], "#1B2733")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _curve(
    start: tuple[float, float], end: tuple[float, float], steps: int = 32
) -> Sequence[tuple[float, float]]:
    """Points on the curve that the SVG draws."""
    middle = (start[0] + end[0]) / 2
    found = []
    for n in range(steps + 1):
        t = n / steps
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
        x = sum(w * p for w, p in zip(weights, (start[0], middle, middle, end[0]), strict=True))
        y = sum(w * p for w, p in zip(weights, (start[1], start[1], end[1], end[1]), strict=True))
        found.append((x, y))
    return found
