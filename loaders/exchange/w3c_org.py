"""What does RDF in the W3C's Organization Ontology say of organizations, posts and members? (www.w3.org/TR/vocab-org)"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import FOAF, ORG, RDF, RDFS, SKOS, TIME, Literal, Namespace, URIRef

from loaders.exchange.entities import Entities, Holding, Thing
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib.term import Node

    from loaders.rdf_texts import Triple

    Said = Mapping[Node, Mapping[Node, Sequence[Node]]]

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_ORGANIZATIONS = {
    ORG.Organization,
    ORG.FormalOrganization,
    ORG.OrganizationalUnit,
    ORG.OrganizationalCollaboration,
    FOAF.Organization,
}
_PERSONS = {FOAF.Person, FOAF.Agent, VCARD.Individual}
_NAMES = (SKOS.prefLabel, FOAF.name, RDFS.label, VCARD.fn)
_ABOVE = (ORG.subOrganizationOf, ORG.unitOf, ORG.transitiveSubOrganizationOf)
_START, _END = (TIME.hasBeginning, TIME.hasEnd)
_POINTS = (TIME.inXSDDate, TIME.inXSDDateTime, TIME.inXSDDateTimeStamp, TIME.inXSDgYear, TIME.inXSDgYearMonth)


def entities(triples: Iterable[Triple]) -> Entities:
    """The entities that triples state."""
    gathered: dict[Node, dict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        gathered[subject][predicate].append(value)
    graph = {s: dict(p) for s, p in gathered.items()}
    types = {s: set(p.get(RDF.type, ())) for s, p in graph.items()}
    organizations = {str(s): _thing(graph, s, _ABOVE) for s in graph if types[s] & _ORGANIZATIONS}
    posts = {str(s): _thing(graph, s, (ORG.postIn,)) for s in graph if ORG.Post in types[s]}
    persons = {
        str(s): _thing(graph, s, ()) for s in graph if types[s] & _PERSONS and str(s) not in organizations
    }
    holdings = [*_memberships(graph, types), *_held(graph, posts)]
    for holding in holdings:  # somebody of whom only a name is said
        node = next((s for s in graph if str(s) == holding.person), None)
        if holding.person not in persons and node is not None:
            persons[holding.person] = _thing(graph, node, ())
    unnamed = [t.id for t in (*organizations.values(), *posts.values(), *persons.values()) if t.name == t.id]
    return Entities(
        organizations,
        persons,
        posts,
        tuple(holdings),
        tuple((i, message("exchange.nameless")) for i in unnamed),
    )


def _memberships(graph: Said, types: Mapping[Node, set[Node]]) -> Iterable[Holding]:
    for node, said in graph.items():
        if ORG.Membership not in types[node]:
            continue
        member, organization = _one(said, ORG.member), _one(said, ORG.organization)
        role = _one(said, ORG.role)
        post = role if role is not None and ORG.Post in types.get(role, set()) else None
        during = _one(said, ORG.memberDuring)
        if member is not None:
            yield Holding(
                str(node), str(member), str(organization) if organization is not None else None,
                str(post) if post is not None else None, None if role is None or post is not None else _name(graph, role),
                _day(graph, during, _START), _day(graph, during, _END),
            )  # fmt: skip


def _held(graph: Said, posts: Mapping[str, Thing]) -> Iterable[Holding]:
    """Posts that are said to be held, without a time."""
    pairs = {
        (person, post)
        for node, said in graph.items()
        for predicate, flip in ((ORG.heldBy, True), (ORG.holds, False))
        for other in said.get(predicate, ())
        for person, post in [(other, node) if flip else (node, other)]
    }
    for person, post in sorted(pairs, key=str):
        if str(post) in posts:
            yield Holding(f"{post} {person}", str(person), posts[str(post)].within, str(post), None)


def _thing(graph: Said, node: Node, above: Sequence[Node]) -> Thing:
    said = graph[node]
    parent = next((v for p in above for v in said.get(p, ())), None)
    also = tuple(str(v) for v in said.get(SKOS.altLabel, ()))
    return Thing(str(node), _name(graph, node), also, str(parent) if parent is not None else None)


def _name(graph: Said, node: Node) -> str:
    """Its Chinese name, else any, else what a literal says, else its IRI."""
    if isinstance(node, Literal):
        return str(node)
    names = [v for p in _NAMES for v in graph.get(node, {}).get(p, ()) if isinstance(v, Literal)]
    chinese = [v for v in names if (v.language or "").startswith("zh")]
    found: list[Node] = [*chinese, *names, node]
    return str(found[0])


def _one(said: Mapping[Node, Sequence[Node]], predicate: URIRef) -> Node | None:
    return next(iter(said.get(predicate, ())), None)


def _day(graph: Said, interval: Node | None, end: URIRef) -> str | None:
    point = _one(graph.get(interval, {}), end) if interval is not None else None
    if point is None or isinstance(point, Literal):
        return str(point)[:10] if point is not None else None
    said = graph.get(point, {})
    value = next((v for p in _POINTS for v in said.get(p, ())), None)
    return None if value is None else str(value)[:10]
