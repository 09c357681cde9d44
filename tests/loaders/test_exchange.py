"""Files of other programs; every name is invented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.exchange_texts import follow_the_money, popolo
from loaders.documents.document import Document
from loaders.documents.registry import whose
from loaders.documents.writing import Written, write
from loaders.exchange.json_values import values
from loaders.exchange.organogram import entities
from loaders.files import Refused
from loaders.recognise import read
from ontology.checks import merge
from ontology.records import Frames

AT = datetime(2024, 1, 1)

POPOLO = {
    "persons": [{"id": "p1", "name": "温知夏", "memberships": [{"id": "m2", "organization_id": "o1", "role": "办公室主任", "start_date": "2020"}]}],
    "organizations": [{"id": "o1", "name": "云溪县财政局"}],
    "posts": [{"id": "s1", "label": "局长", "organization_id": "o1"}],
    "memberships": [{"id": "m1", "person_id": "p1", "post_id": "s1", "start_date": "2021-03-01", "end_date": "2023-06-30"}, {"id": "m3", "role": "局长"}],
}  # fmt: skip

FTM = [
    {"id": "p1", "schema": "Person", "properties": {"name": ["温知夏", "Wen Zhixia"]}},
    {"id": "o1", "schema": "PublicBody", "properties": {"name": ["云溪县财政局"]}},
    {"id": "s1", "schema": "Position", "properties": {"name": ["局长"], "organization": ["o1"]}},
    {"id": "e1", "schema": "Occupancy", "properties": {"holder": ["p1"], "post": ["s1"], "startDate": ["2021-03-01"], "endDate": ["2023-06-30"]}},
    {"id": "e2", "schema": "Directorship", "properties": {"director": ["p1"], "organization": ["o1"], "role": ["副局长"], "startDate": ["2020"]}},
    {"id": "d1", "schema": "Document", "properties": {"title": ["x"]}},
]  # fmt: skip

ORG = """@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix time: <http://www.w3.org/2006/time#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix e: <http://example.org/> .
e:o1 a org:FormalOrganization ; skos:prefLabel "云溪县财政局"@zh , "Finance"@en .
e:s1 a org:Post ; skos:prefLabel "局长"@zh ; org:postIn e:o1 .
e:p1 a foaf:Person ; foaf:name "温知夏" .
e:m1 a org:Membership ; org:member e:p1 ; org:organization e:o1 ; org:role e:s1 ; org:memberDuring [
  time:hasBeginning [ time:inXSDDate "2021-03-01"^^xsd:date ] ; time:hasEnd [ time:inXSDDate "2023-06-30"^^xsd:date ] ] .
"""

CSV = """Post Unique Reference,Name,Grade (or equivalent),Job Title,Organisation,Unit,Reports to Senior Post
1,温知夏,SCS2,局长,云溪县财政局,局办,XX
2,Vacant,SCS1,副局长,云溪县财政局,局办,1
3,N/D,SCS1,总会计师,云溪县财政局,局办,1
"""


def saved(folder: Path, name: str, content: Any) -> Document:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return Document(path)


def loaded(document: Document, known: Frames | None = None) -> Written:
    reader = whose(document)
    assert reader is not None
    written = write([reader.read(document)], known or {}, who="clerk", at=AT)
    assert written.batch.problems == ()
    return written


def tenures(frames: Mapping[str, pl.DataFrame]) -> list[tuple[Any, ...]]:
    by_id = {r["id"]: r for name in ("Person", "Post", "Organization") for r in frames[name].to_dicts()}
    return sorted(
        (
            (by_id[t["heldBy"]]["zh"], by_id[t["ofPost"]]["zh"], by_id[by_id[t["ofPost"]]["inOrganization"]]["zh"], t["from"], t["fromBy"], t["until"])
            for t in frames["Tenure"].to_dicts()
        ),
        key=str,
    )  # fmt: skip


WHOLE = ("温知夏", "局长", "云溪县财政局", date(2021, 3, 1), None, date(2023, 7, 1))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.json", POPOLO, "popolo"), ("a.jsonl", "\n".join(json.dumps(e) for e in FTM), "ftm"), ("b.json", FTM, "ftm"), ("a.ttl", ORG, "org"), ("a.csv", CSV, "organogram")],
)  # fmt: skip
def test_each_format_is_told_by_its_content(tmp_path: Path, name: str, content: Any, kind: str) -> None:
    reader = whose(saved(tmp_path, name, content))
    assert reader is not None
    assert reader.kind == kind


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ttl"])
def test_who_held_which_post_when(tmp_path: Path, name: str) -> None:
    content = {"a.json": POPOLO, "a.jsonl": FTM, "a.ttl": ORG}[name]
    found = tenures(loaded(saved(tmp_path, name, content)).batch.frames)
    assert WHOLE in found
    assert {row[0] for row in found} == {"温知夏"}


def test_a_year_is_an_imprecise_day(tmp_path: Path) -> None:
    found = tenures(loaded(saved(tmp_path, "a.json", POPOLO)).batch.frames)
    assert ("温知夏", "办公室主任", "云溪县财政局", date(2020, 1, 1), date(2020, 12, 31), None) in found


def test_what_is_not_about_posts_is_remarked(tmp_path: Path) -> None:
    ((_, remarks),) = loaded(saved(tmp_path, "a.json", FTM)).remarks
    assert "Document" in {r.words for r in remarks}


def test_an_organogram_tells_vacant_from_not_disclosed(tmp_path: Path) -> None:
    written = loaded(saved(tmp_path, "a.csv", CSV))
    assert {p["zh"] for p in written.batch.frames["Post"].to_dicts()} == {"局长", "副局长", "总会计师"}
    assert [p["zh"] for p in written.batch.frames["Person"].to_dicts()] == ["温知夏"]
    reasons = {
        r.words: str(r.reason)
        for r in written.remarks[0][1]
        if r.code == "passed-over" and "reports" not in str(r.reason)
    }
    assert "vacant" in reasons["副局长"]
    assert "not disclosed" in reasons["总会计师"]


def test_an_organization_of_no_known_level_is_not_made_up(tmp_path: Path) -> None:
    document = saved(
        tmp_path,
        "a.json",
        {"persons": [], "organizations": [{"id": "o1", "name": "Department for Examples"}]},
    )
    assert "Organization" not in loaded(document).batch.frames


@pytest.mark.parametrize(("name", "export"), [("a.json", popolo), ("a.jsonl", follow_the_money)])
def test_what_zeren_writes_it_reads_back_the_same(tmp_path: Path, name: str, export: Any) -> None:
    frames = merge({}, read(["shipped:jintan-2023", "shipped:domains", "shipped:district"]).frames)
    text = "".join(export(frames, "zh"))
    assert text == "".join(export({k: f.reverse() for k, f in frames.items()}, "zh"))
    back = loaded(saved(tmp_path, name, text)).batch.frames
    left_out = {"recordedAt", "recordedBy", "evidence", "mentionedBy"}
    for kind in ("Person", "Organization", "Post", "Tenure"):
        keys = [c for c in frames[kind].columns if not c.startswith("_") and c not in left_out]
        assert back[kind].select(keys).sort("id").equals(frames[kind].select(keys).sort("id")), kind


@pytest.mark.parametrize(
    "content",
    [
        '{"persons": [',
        "[1, 2]",
        '{"persons": 3, "organizations": []}',
        '[{"schema": 1, "properties": 2}]',
        "{" * 5000,
    ],
)
def test_what_is_none_of_them_is_left_to_others(tmp_path: Path, content: str) -> None:
    assert whose(saved(tmp_path, "a.json", content)) is None


def test_records_of_zerens_own_are_never_looked_into(tmp_path: Path) -> None:
    # A private-use character is refused in an office document; in records it is a value like any other.
    saved(tmp_path, "a.json", [{"id": "p", "type": "Person", "zh": "\ue000"}])
    assert read([str(tmp_path / "a.json")]).problems == ()


def test_the_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "p", "schema": "Person", "properties": {}}\n\n{"id": \n', "utf-8")
    with pytest.raises(Refused) as error:
        values(Document(path))
    assert "line 3 is no valid JSON" in str(error.value.reason)


def test_a_post_that_was_eliminated_or_names_nobody_is_not_undisclosed() -> None:
    head = ["Post Unique Reference", "Name", "Job Title", "Organisation", "Reports to Senior Post"]
    rows = [head, ["1", "Eliminated", "局长", "水利局", "XX"], ["2", "", "副局长", "水利局", "XX"]]
    assert [str(reason) for _, reason in entities(rows).remarks] == [
        "the post was eliminated",
        "names no holder",
    ]
