"""What does the browser need to draw a picture: places, sizes, broken lines, as plain values?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.views.layers import places

if TYPE_CHECKING:
    from dashboards.views.layers import Box
    from dashboards.views.pictures import Edge, Node, Picture


def elements(picture: Picture) -> dict[str, list[dict[str, Any]]]:
    """Nodes and edges as cytoscape.js takes them; `id` of each is that of the picture."""
    boxes = places(picture)
    return {
        "nodes": [_node(n, boxes[n.id]) for n in picture.nodes],
        "edges": [_edge(e) for e in picture.edges],
    }


def _node(node: Node, box: Box) -> dict[str, Any]:
    return {
        "id": node.id, "kind": node.kind, "x": box.x, "y": box.y, "w": box.width, "h": box.height, "label": "\n".join(box.lines),
        "bears": bool(node.grades), "tag": node.tag,
    }  # fmt: skip


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label, "derived": edge.derived,
        "holder": edge.holder, "grade": edge.grade or "",
    }  # fmt: skip
