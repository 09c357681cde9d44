"""How does a picture read in Graphviz's language, for where no graph can be clicked?"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboards.views.pictures import Picture


def dot(picture: Picture) -> str:
    """The picture with its layers as ranks; derived edges dashed, what is missing in a dashed box."""
    layers: dict[int, list[str]] = defaultdict(list)
    lines = [
        "digraph {",
        '  rankdir=TB; bgcolor="transparent"; node [shape=box, style=rounded, fontsize=11]; edge [fontsize=9];',
    ]
    for node in picture.nodes:
        layers[node.layer].append(node.id)
        style = (
            ', style="dashed", color="#b3261e"'
            if node.record is None
            else ", penwidth=2.5"
            if node.grades
            else ""
        )
        lines.append(f"  {_quoted(node.id)} [label={_quoted(chr(10).join(node.lines))}{style}];")
    for edge in picture.edges:
        style = ', style=dashed, color="#b3261e", constraint=false' if edge.derived else ""
        lines.append(
            f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(edge.label)}{style}];"
        )
    lines += [f"  {{rank=same; {'; '.join(map(_quoted, layers[layer]))}}}" for layer in sorted(layers)]
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
