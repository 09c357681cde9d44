"""Which JSON-LD context makes the keys of records mean the properties of the vocabulary?"""

from __future__ import annotations

import json
from typing import Any

from ontology.headings import loadable
from ontology.turtle import ZR
from ontology.vocabulary import ID, Kind, Property

_PREFIXES = {
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "zr": str(ZR),
}
_TYPES = {
    Kind.TEXT: "xsd:string",
    Kind.DATE: "xsd:date",
    Kind.DATETIME: "xsd:dateTime",
    Kind.INTEGER: "xsd:integer",
    Kind.DECIMAL: "xsd:decimal",
    Kind.BOOLEAN: "xsd:boolean",
    Kind.CODE: "@vocab",
    Kind.REFERENCE: "@id",
}


def context() -> dict[str, Any]:
    """The context as a JSON object, with every key and short key that a file may use."""
    terms: dict[str, Any] = {}
    properties = [prop for record_type in loadable() for prop in record_type.properties]
    for prop in properties:
        terms.setdefault(prop.key, _term(prop.key, prop))
    for prop in properties:
        if prop.short_key:
            terms.setdefault(prop.short_key, _term(prop.short_key, prop))
    head = {"@version": 1.1, "@vocab": str(ZR), "@base": ID, **_PREFIXES, "id": "@id", "type": "@type"}
    terms["withdrawn"] = {"@type": "xsd:boolean"}
    return {"@context": head | dict(sorted(terms.items()))}


def text() -> str:
    """The context as the file ontology/context.json holds it: a term a line."""
    lines = [f"{_json(key)}: {_json(value)}" for key, value in context()["@context"].items()]
    body = ",\n  ".join(lines)
    return f'{{"@context": {{\n  {body}\n}}}}\n'


def _term(key: str, prop: Property) -> dict[str, str]:
    name = str(prop.iri).removeprefix(str(ZR))
    for prefix, namespace in _PREFIXES.items():
        if prefix != "zr" and name.startswith(namespace):
            name = f"{prefix}:{name.removeprefix(namespace)}"
    meaning = {"@id": name} if name != key else {}
    return meaning | ({"@language": prop.lang} if prop.lang else {"@type": _TYPES[prop.kind]})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
