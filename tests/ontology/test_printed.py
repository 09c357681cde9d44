"""Printed files are as the vocabulary prints them now, and say all of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from loaders.rdf_texts import triples
from ontology import __main__ as command
from ontology import print_context, print_reference
from ontology.headings import loadable
from ontology.turtle import ZR
from ontology.vocabulary import Kind, vocabulary


def test_what_is_shipped_is_up_to_date() -> None:
    assert command.main(["--check"]) == 0


def test_a_file_out_of_date_is_named_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_ROOT", tmp_path)
    assert command.main(["--check"]) == 1
    assert "docs/reference.md is out of date: run python -m ontology" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    (tmp_path / "ontology").mkdir()
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0


def test_the_context_gives_every_key_its_property_and_type() -> None:
    sample = {
        Kind.TEXT: "x",
        Kind.DATE: "2023-01-01",
        Kind.DATETIME: "2023-01-01T00:00:00",
        Kind.INTEGER: 3,
        Kind.DECIMAL: "0.5",
    }
    for record_type in loadable():
        for prop in record_type.properties:
            code = next(iter(vocabulary().schemes[prop.scheme].codes)) if prop.scheme else None
            value = {Kind.CODE: code, Kind.REFERENCE: "y", Kind.BOOLEAN: True}.get(
                prop.kind, sample.get(prop.kind)
            )
            document = {**print_context.context(), "id": "x", "type": record_type.name, prop.key: value}
            graph = Graph()
            for triple in triples(json.dumps(document), json=True):
                graph.add(triple)
            subject = URIRef("https://w3id.org/zeren/id/x")
            assert graph.value(subject, RDF.type) == ZR[record_type.name]
            found = graph.value(subject, prop.iri)
            if prop.kind is Kind.REFERENCE:
                assert found == URIRef("https://w3id.org/zeren/id/y"), prop.key
            elif prop.kind is Kind.CODE:
                assert found == vocabulary().schemes[prop.scheme or ""].iris[code or ""], prop.key
            else:
                assert isinstance(found, Literal)
                assert found.language == prop.lang


def test_the_reference_names_everything() -> None:
    page = print_reference.reference()
    for record_type in vocabulary().types.values():
        assert f"### {record_type.name}\n" in page
        for prop in record_type.properties:
            assert f"| `{prop.key}` | {prop.labels['zh']} | {prop.labels['en']} |" in page
    for scheme in vocabulary().schemes.values():
        for code, labels in scheme.codes.items():
            assert f"| `{code}` | {labels['zh']} | {labels['en']} |" in page


def test_a_table_of_the_reference_has_as_many_cells_in_each_row() -> None:
    widths = [
        line.replace("\\|", "").count("|")
        for line in print_reference.reference().splitlines()
        if line.startswith("|")
    ]
    assert set(widths) == {4, 8}
