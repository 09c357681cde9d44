"""Pictures: places that do not overlap, a table twin that says the same, an SVG that is well-formed."""

from xml.etree import ElementTree as ET

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.views.layers import broken, places, text_width
from dashboards.views.picture_svg import svg
from dashboards.views.pictures import Edge, Node, Picture


def _picture(layers: list[int], pairs: list[tuple[int, int]]) -> Picture:
    nodes = [
        Node(f"n{i}", "Person", layer, (f"第{i}个节点的名称",), record=f"n{i}")
        for i, layer in enumerate(layers)
    ]
    edges = [Edge(f"n{a % len(layers)}", f"n{b % len(layers)}", "名") for a, b in pairs if layers]
    return Picture.of(nodes, edges)


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 9), max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60),
)
def test_no_two_boxes_overlap_and_the_same_picture_has_the_same_places(
    layers: list[int], pairs: list[tuple[int, int]]
) -> None:
    picture = _picture(layers, pairs)
    boxes = list(places(picture).values())
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert abs(a.x - b.x) >= (a.width + b.width) / 2 or abs(a.y - b.y) >= (a.height + b.height) / 2
    assert places(picture) == places(_picture(layers, pairs))


def test_higher_layers_stand_higher_and_a_neighbour_stands_near() -> None:
    boxes = places(_picture([0, 0, 1, 1], [(0, 3), (1, 2)]))
    assert boxes["n0"].y < boxes["n2"].y
    assert (boxes["n0"].x < boxes["n1"].x) == (boxes["n3"].x < boxes["n2"].x)


@given(st.text(alphabet="abc 中文，（）", max_size=60))
def test_breaking_a_text_loses_nothing(text: str) -> None:
    lines = broken(text, 90.0)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line) <= 90.0 + 3 * 13.0 for line in lines)


def test_a_limit_keeps_the_first_and_says_how_many_there_were() -> None:
    nodes = [Node(f"n{i}", "Act", 0, ("x",)) for i in range(10)]
    picture = Picture.of(nodes, [Edge("n0", "n9", "to"), Edge("n0", "n1", "to")], limit=3)
    assert [n.id for n in picture.nodes] == ["n0", "n1", "n2"]
    assert [e.target for e in picture.edges] == ["n1"]
    assert picture.total == 10


def test_hidden_kinds_go_with_their_edges() -> None:
    picture = Picture.of([Node("a", "Act", 0, ("a",)), Node("b", "Duty", 1, ("b",))], [Edge("a", "b", "of")])
    assert picture.kinds() == {"Act": 1, "Duty": 1}
    assert picture.without(["Act"]).edges == ()


def test_the_svg_is_well_formed_whatever_a_name_holds() -> None:
    picture = Picture.of(
        [Node("a", "Act", 0, ("<b>&\"'",)), Node("b", "Duty", 1, ("丙",))], [Edge("a", "b", "<&>")]
    )
    root = ET.fromstring(svg(picture, "<title>"))
    assert "<b>&\"'" in "".join(root.itertext())
    assert pl.Series([e.tag for e in root.iter()]).str.ends_with("path").sum() == 2


def test_what_grows_leaves_the_nodes_before_where_they_stood_and_overlaps_none() -> None:
    before = Picture.of([Node(f"n{i}", "Person", i % 3, (f"n{i}",)) for i in range(9)], [])
    new = Picture.of([Node(f"m{i}", "Post", i % 5, (f"m{i}" * 6,)) for i in range(40)], [])
    grown = before.joined(new)
    old, now = places(before), places(grown)
    assert all(now[i] == box for i, box in old.items())
    assert set(now) == {n.id for n in grown.nodes}
    boxes = list(now.values())
    assert not [
        (a, b)
        for k, a in enumerate(boxes)
        for b in boxes[:k]
        if abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < (a.height + b.height) / 2
    ]
    assert set(places(grown.without({"Post"}))) == set(old)
    assert places(grown.without({"Post"})) == old
