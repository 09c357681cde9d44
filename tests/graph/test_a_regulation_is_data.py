"""An invented regulation is loaded, decides, refers and explains on both stores, with no line of Python written for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.analysis import analyse
from graph.explain import explain
from graph.publish import load
from graph.referral import build_index, decide_all, hops
from graph.store import Store, open_store
from loaders import recognise, yaml_records
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

RULES = Path(__file__).parents[1] / "regulations" / "harbour.yaml"
AS_OF = date(2023, 6, 30)
PORT = """
- {id: o-grp, type: Organization, zh: 港务党组, kind: PartyGroup, level: City}
- {id: o-team, type: Organization, zh: 驻港组, kind: AccreditedTeam, level: City, partOf: o-grp}
- {id: o-hr, type: Organization, zh: 人事处, kind: FunctionalDept, level: City, partOf: o-grp}
- {id: o-quay, type: Organization, zh: 码头公司, kind: Enterprise, level: City, partOf: o-grp}
- {id: p1, type: Person, zh: 人员一}
- {id: p2, type: Person, zh: 人员二}
- {id: p3, type: Person, zh: 人员三}
- {id: po1, type: Post, zh: 码头公司经理, seat: HeadSeat, inOrganization: o-quay}
- {id: po2, type: Post, zh: 码头公司副经理, seat: MemberSeat, inOrganization: o-quay}
- {id: po3, type: Post, zh: 港务党组书记, seat: HeadSeat, inOrganization: o-grp}
- {id: t1, type: Tenure, kind: Acting, heldBy: p1, ofPost: po1, from: "2022-01-01"}
- {id: t2, type: Tenure, kind: Substantive, heldBy: p2, ofPost: po2, from: "2022-01-01"}
- {id: t3, type: Tenure, kind: Substantive, heldBy: p3, ofPost: po3, from: "2022-01-01"}
- {id: d1, type: Domain, zh: 装卸}
- {id: v2, type: DivisionOfLabor, mode: InChargeOf, underTenure: t2, inDomain: d1, from: "2022-01-01"}
- {id: in1, type: Inspection, zh: 专项, kind: Special, organisedBy: o-grp}
- {id: fb1, type: Feedback, fromInspection: in1, addressee: o-quay, date: "2023-01-10"}
- {id: is1, type: Issue, zh: 装卸记录缺失, underFeedback: fb1, inDomain: d1}
- {id: du1, type: Duty, zh: 补齐记录, kind: RectificationTask, bearer: o-quay, addresses: is1, underFeedback: fb1, from: "2023-02-01", due: "2023-03-31"}
- {id: au1, type: Authority, kind: ManagesCadre, holder: o-grp, over: po2, from: "2022-01-01"}
- {id: au2, type: Authority, kind: DisciplineJurisdiction, holder: o-team, over: po2, from: "2022-01-01"}
- {id: fi1, type: Finding, status: Candidate, meets: harbour-c1, subject: t2, breaches: du1, breachDate: "2023-04-01", asOf: "2023-06-30"}
- {id: le1, type: Lead, contains: fi1, discoverer: o-hr, context: FunctionalWork, date: "2023-05-05"}
"""


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the port and its regulation, and nothing that ships."""
    server: Neo4jServer | None = None
    if request.param == "embedded":
        opened = open_store(str(tmp_path / "store"), create=True)
    else:
        server = request.getfixturevalue("neo4j_server")
        wipe(server)
        user, password = server.auth
        opened = open_store(server.uri.replace("://", f"://{user}:{password}@"))
    load(opened, recognise.read([RULES]) + yaml_records.read_text(PORT, "port"), as_of=AS_OF, who="test")
    yield opened
    opened.close()
    if server is not None:
        wipe(server)


def test_its_grades_its_organs_its_numbers(store: Store) -> None:
    facts = store.facts()
    analysis = analyse(facts, AS_OF)
    answers = analysis.answers()
    said = {(r["grade"], r["bearer"], r["provision"], tuple(r["open"])) for r in answers.to_dicts()}
    assert said == {
        ("SupervisoryResponsibility", "o-quay", "甲-1", ()),
        ("DirectResponsibility", "t2", "甲-2", ()),
        ("LeadershipResponsibility", "t1", "甲-3", ("harbour-q1", "harbour-q3")),  # an acting head
    }
    assert set(answers["regulation"]) == {"harbour"}

    index = build_index(facts)
    [referral] = decide_all(index, AS_OF)
    assert (referral.rule, referral.provision, referral.action) == (
        "harbour-t1",
        "丙-2",
        "ReviewThenTransfer",
    )
    assert referral.path == ("o-hr", "o-grp", "o-team")
    assert [(a.organ, a.approver, a.heads) for a in referral.approvals] == [("o-hr", "o-grp", ("t3",))]
    assert [hop.approver for hop in hops(index.lead("le1"), referral)] == ["o-grp", None]
    assert [(f.form, f.organ, f.power, f.provision) for f in referral.forms] == [
        ("harbour-f1", "o-team", "MayPropose", "戊-2")
    ]

    explained = explain(analysis, facts, "is1")
    assert [r.regulation for r in explained.regulations] == ["harbour"]
    assert {q.number for q in explained.questions} == {"问一", "问三"}
    assert {i.answer["grade"] for i in explained.items} == {grade for grade, *_ in said}
