"""Ad-hoc Cypher reads, and nothing else gets past the guard."""

import pytest

from graph.readonly import refuse_writing
from ontology.errors import QueryRefused

READS = [
    "MATCH (t:Tenure) RETURN t.id",
    "  match (t:Tenure)\n return t.id ;  ",
    "OPTIONAL MATCH (t) RETURN t",
    "WITH 1 AS one RETURN one",
    "UNWIND [1, 2] AS n RETURN n",
    "RETURN 'DROP TABLE; CREATE (n)' AS words",
    'RETURN "LOAD CSV FROM" AS words // CREATE',
    "/* DELETE */ MATCH (n) RETURN n",
    "MATCH (n) WHERE n.set = 1 RETURN n",
    "MATCH (n:Create) RETURN n.delete",
    "MATCH (n) RETURN n.`SET` AS `LOAD`",
    "MATCH (n) WHERE n.zh CONTAINS '区委' RETURN n.zh",
    "MATCH (n) RETURN 'it\\'s; CALL' AS x",
]

ATTACKS = [
    "CREATE (n)",
    "MATCH (n) DELETE n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) SET n.x = 1",
    "MATCH (n) REMOVE n.x",
    "MERGE (n)",
    "MATCH (n) RETURN n; CREATE (m)",
    "MATCH (n) RETURN n;;",
    "LOAD CSV FROM 'http://127.0.0.1/' AS row RETURN row",
    "MATCH (n) CALL { CREATE (m) } RETURN n",
    "CALL dbms.listConfig()",
    "CALL timeout=0",
    "SHOW USERS",
    "TERMINATE TRANSACTIONS 'x'",
    "COPY (MATCH (n) RETURN n) TO '/tmp/x.csv'",
    "EXPORT DATABASE '/tmp/x'",
    "IMPORT DATABASE '/tmp/x'",
    "ATTACH '/tmp/x' AS y",
    "INSTALL httpfs",
    "CHECKPOINT",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n",
    "BEGIN TRANSACTION",
    "USE system MATCH (n) RETURN n",
    "MATCH (n) /* x */ /**/ DE/**/LETE n CREATE (m)",
    "MATCH (n) RETURN n /* never closed CREATE (m)",
    "MATCH (n) RETURN 'never closed CREATE (m)",
    "MATCH (n)\u200b RETURN n",
    "MATCH\u00a0(n) RETURN n",
    "\ufeffMATCH (n) RETURN n",
    "FOREACH (x IN [1] | CREATE (n))",
    "MATCH (n) FOREACH (x IN [1] | SET n.x = x)",
    "(MATCH (n) RETURN n)",
    "",
    "   // only a comment",
    "; MATCH (n) RETURN n",
    "'x' MATCH (n) RETURN n",
]


@pytest.mark.parametrize("text", READS)
def test_a_reading_query_passes_without_its_semicolon(text: str) -> None:
    assert refuse_writing(text) == text.strip().rstrip(";").strip()


@pytest.mark.parametrize("text", ATTACKS)
def test_anything_else_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(QueryRefused):
        refuse_writing(text)
