"""Turtle and JSON-LD: what a graph states as records, and what the shapes have against it."""

from __future__ import annotations

import json
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from loaders.rdf_records import read
from ontology import print_context
from ontology.records import Batch
from tests.loaders.books import codes, told

HEAD = """\
@prefix zr: <https://w3id.org/zeren/ns#> .
@prefix id: <https://w3id.org/zeren/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TENURE = 'zr:kind zr:Acting ; zr:heldBy id:p1 ; zr:ofPost id:po1 ; zr:from "2023-07-15"^^xsd:date'
KNOWN = {
    "p1": "Person",
    "po1": "Post",
    "po2": "Post",
    "t1": "Tenure",
    "o1": "Organization",
    "d1": "Domain",
    "c1": "Circumstance",
    "f1": "Feedback",
}


def turtle(folder: Path, text: str, known: dict[str, str] | None = None) -> Batch:
    (folder / "a.ttl").write_text(HEAD + text, encoding="utf-8")
    return read(folder / "a.ttl", KNOWN if known is None else known)


def json_ld(folder: Path, value: Any) -> Batch:
    (folder / "a.jsonld").write_text(json.dumps(value), encoding="utf-8")
    return read(folder / "a.jsonld")


def test_a_record_of_every_kind_of_value(tmp_path: Path) -> None:
    batch = turtle(
        tmp_path,
        f'id:t2 a zr:Tenure ; {TENURE} ; zr:recordedBy "张" ; zr:recordedAt "2023-01-01T02:03:04"^^xsd:dateTime .',
    )
    assert batch.problems == ()
    row = batch.frames["Tenure"].row(0, named=True)
    assert (row["id"], row["kind"], row["heldBy"], row["from"]) == ("t2", "Acting", "p1", date(2023, 7, 15))
    assert (row["recordedBy"], str(row["recordedAt"]), row["_row"]) == ("张", "2023-01-01 02:03:04", None)


def test_languages_synonyms_several_values_and_iris_from_elsewhere(tmp_path: Path) -> None:
    text = (
        '<https://example.org/d> a zr:Domain ; rdfs:label "财务"@zh , "Finance"@en ; skos:altLabel "账务"@zh , "财会"@zh ; zr:broader id:d1 .'
        'id:%E5%B7%A5%20x a zr:Domain ; rdfs:label "工程"@zh-Hans .'
    )
    batch = turtle(tmp_path, text)
    assert batch.problems == ()
    assert sorted(batch.frames["Domain"].select("id", "zh", "en", "altLabel", "broader").rows()) == [
        ("https://example.org/d", "财务", "Finance", ["财会", "账务"], "d1"),
        ("工 x", "工程", None, None, None),
    ]


def test_subjects_of_other_vocabularies_are_passed_over(tmp_path: Path) -> None:
    batch = turtle(
        tmp_path, 'id:p2 a zr:Person ; rdfs:label "张"@zh . <x:y> a skos:ConceptScheme ; rdfs:label "z"@en .'
    )
    assert (batch.problems, batch.count) == ((), 1)


def test_taking_a_record_back(tmp_path: Path) -> None:
    batch = turtle(tmp_path, "id:t1 a zr:Tenure ; zr:withdrawn true .")
    assert batch.problems == ()
    assert batch.frames["Tenure"].select("id", "_withdrawn").rows() == [("t1", True)]


EARLY = """id:x a zr:DivisionOfLabor ; zr:mode zr:InChargeOf ; zr:underTenure id:t9 ; zr:inDomain id:d1 ;
  zr:from "2020-01-01"^^xsd:date ."""

DEFECTS = [
    (f"id:x a zr:Tenure ; {TENURE} ; zr:rank zr:CountyChief .", ("unknown-field", "x", "rank")),
    (
        f"id:x a zr:Tenure ; {TENURE} ; rdfs:comment 'y' .",
        ("unknown-field", "x", "http://www.w3.org/2000/01/rdf-schema#comment"),
    ),
    ("id:x a zr:Persona .", ("unknown-type", "x", "type")),
    ("id:x a zr:Gap .", ("unknown-type", "x", "type")),
    ("id:x zr:kind zr:Acting .", ("missing-field", "x", "type")),
    ('[] a zr:Person ; rdfs:label "张"@zh .', ("missing-field", None, "id")),
    ('id:x a zr:Person , zr:Source ; rdfs:label "张"@zh .', ("too-many", "x", "type")),
    ("id:x a zr:Person .", ("missing-field", "x", "zh")),
    ('id:x a zr:Person ; rdfs:label "张" .', ("bad-value", "x", "zh")),
    ('id:x a zr:Person ; rdfs:label "张"@zh , "李"@zh .', ("too-many", "x", "zh")),
    (f"id:x a zr:Tenure ; {TENURE} ; zr:ofPost id:po2 .", ("too-many", "x", "ofPost")),
    (f"id:x a zr:Tenure ; {TENURE.replace('id:p1', 'id:p9')} .", ("unknown-id", "x", "heldBy")),
    (f"id:x a zr:Tenure ; {TENURE.replace('id:p1', 'id:o1')} .", ("wrong-type", "x", "heldBy")),
    (
        f"id:x a zr:Tenure ; {TENURE.replace('id:p1', chr(34) + 'p1' + chr(34))} .",
        ("bad-value", "x", "heldBy"),
    ),
    (f"id:x a zr:Tenure ; {TENURE.replace('zr:Acting', 'zr:Actng')} .", ("unknown-code", "x", "kind")),
    (f"id:x a zr:Tenure ; {TENURE.replace('zr:Acting', 'zr:HeadSeat')} .", ("unknown-code", "x", "kind")),
    (f"id:x a zr:Tenure ; {TENURE.replace('07-15', '02-30')} .", ("bad-date", "x", "from")),
    (f"id:x a zr:Tenure ; {TENURE.replace('^^xsd:date', '')} .", ("bad-date", "x", "from")),
    (f'id:x a zr:Tenure ; {TENURE} ; zr:until "2023-07-15"^^xsd:date .', ("bad-interval", "x", "from")),
    (
        f'id:x a zr:Tenure ; {TENURE} ; zr:until "2023-08-15"^^xsd:date ; zr:untilAfter "2023-09-01"^^xsd:date .',
        ("bad-interval", "x", "untilAfter"),
    ),
    (f"id:x a zr:Tenure ; {TENURE.replace('zr:kind zr:Acting ;', '')} .", ("missing-field", "x", "kind")),
    (
        "id:x a zr:DivisionOfLabor ; zr:mode zr:InChargeOf ; zr:underTenure id:t1 .",
        ("missing-field", "x", "inDomain"),
    ),
    (
        f"id:t9 a zr:Tenure ; {TENURE} . {EARLY}",
        ("bad-interval", "x", "from"),
    ),
    (
        'id:x a zr:Duty ; rdfs:label "y"@zh ; zr:kind zr:LifeMeeting ; zr:from "2023-01-01"^^xsd:date ; zr:everyDays 0 .',
        ("bad-value", "x", "everyDays"),
    ),
    (
        'id:x a zr:Finding ; zr:status zr:Confirmed ; zr:meets id:c1 ; zr:subject id:o1 ; zr:asOf "2023-01-01"^^xsd:date .',
        ("evidence-required", "x", "evidence"),
    ),
    ('id:x a zr:Domain ; rdfs:label "y"@zh ; zr:broader id:x .', ("cycle", "x", "broader")),
]


@pytest.mark.parametrize(("text", "problem"), DEFECTS)
def test_a_planted_defect_is_found_once(tmp_path: Path, text: str, problem: tuple[str, ...]) -> None:
    assert told(turtle(tmp_path, text)) == [problem]


def test_records_that_are_already_there_are_not_judged_again(tmp_path: Path) -> None:
    batch = turtle(tmp_path, f"id:x a zr:Tenure ; {TENURE} .", {"p1": "Person", "po1": "Post"})
    assert batch.problems == ()


def test_without_knowing_what_is_there_a_reference_out_of_the_file_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(HEAD + f"id:x a zr:Tenure ; {TENURE} .")
    assert read(tmp_path / "a.ttl").problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "id:x a",
        "<unclosed",
        'id:x a zr:Person ; rdfs:label "张',
        "id:x nothing:known id:y .",
        "((((" * 20_000,
    ],
)
def test_broken_turtle(tmp_path: Path, text: str) -> None:
    assert codes(turtle(tmp_path, text)) in (["unreadable"], ["too-large"])


def test_broken_turtle_has_its_line(tmp_path: Path) -> None:
    (problem,) = turtle(tmp_path, "\n\nid:x a ;").problems
    assert problem.row == HEAD.count("\n") + 3


def test_bytes_that_are_no_text_and_a_graph_without_records(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(b"# \xff")
    assert codes(read(tmp_path / "a.ttl")) == ["unreadable"]
    assert codes(turtle(tmp_path, "")) == ["empty-file"]


PERSON = {"id": "p1", "type": "Person", "zh": "张", "alias": ["a", "b"]}
OWN = {"@id": "https://w3id.org/zeren/id/p1", "@type": "https://w3id.org/zeren/ns#Person"}
LABEL = {"http://www.w3.org/2000/01/rdf-schema#label": {"@value": "张", "@language": "zh"}}


@pytest.mark.parametrize(
    "value",
    [
        PERSON,
        [PERSON],
        {"@graph": [PERSON]},
        {**print_context.context(), "@graph": [PERSON]},
        {"@context": "https://w3id.org/zeren/context.json", **PERSON},
        {"@context": ["https://w3id.org/zeren/context.json", {"name": "zh"}], **PERSON},
        {"@context": {}, **OWN, **LABEL},
        {"@context": {}, "@id": "https://example.org/graph", "@graph": [{**OWN, **LABEL}]},
    ],
)
def test_json_ld_with_our_context_another_or_none(tmp_path: Path, value: Any) -> None:
    batch = json_ld(tmp_path, value)
    assert batch.problems == ()
    assert batch.frames["Person"].select("id", "zh").rows() == [("p1", "张")]


@pytest.mark.parametrize(
    "value",
    [
        {"@context": "https://schema.org/", **PERSON},
        {"@context": ["http://localhost/x", {}], **PERSON},
        {"@context": {"@import": "http://localhost/x"}, **PERSON},
        {"@context": {"zh": {"@id": "x:y", "@context": "http://localhost/x"}}, **PERSON},
        {"@graph": [{"@context": "file:///etc/passwd", **PERSON}]},
    ],
)
def test_no_context_is_ever_fetched(tmp_path: Path, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    (problem,) = json_ld(tmp_path, value).problems
    assert problem.code == "unreadable"
    assert "not fetched" in str(problem.reason)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "unreadable"),
        ("3", "unreadable"),
        ("[" * 100_000, "too-large"),
        ('{"id": "a", "id": "b"}', "too-many"),
        ('{"@id": 3}', "empty-file"),
    ],
)
def test_broken_json_ld(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.jsonld").write_text(text)
    assert codes(read(tmp_path / "a.jsonld")) == [code]
