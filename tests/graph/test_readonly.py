"""The guard of ad-hoc Cypher: what is plainly one reading statement passes, everything else does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.queries import names, query
from graph.readonly import DENIED, STARTS, refuse_writing
from ontology.errors import QueryRefused

PASS = [
    "MATCH (n) RETURN n",
    "match (n) return n",
    "OPTIONAL MATCH (n:Issue) RETURN n.id",
    "optional\n\tmatch (n) RETURN n",
    "WITH 1 AS x RETURN x",
    "UNWIND [1, 2] AS x RETURN x",
    "RETURN 1",
    "RETURN 1 AS a UNION RETURN 2 AS a",
    "MATCH (n) WHERE EXISTS { MATCH (n)-[:BORNE_BY]->(:Organization) } RETURN COUNT { MATCH (n)-->() }",
    "MATCH (n) WHERE n.zh CONTAINS '党建' RETURN n.zh AS 名称",
    # words of writing that are data or names
    "RETURN 'CREATE (n) DELETE n; DROP DATABASE x'",
    'RETURN "CALL dbms.shutdown(); LOAD CSV"',
    "RETURN 'it''s' + 'CREATE'",
    r"RETURN 'it\'s; CREATE (n)'",
    r"RETURN 'ends in a backslash \\', 'MERGE'",
    "MATCH (n:`DELETE me`) RETURN n.`SET`",
    "MATCH (n:Load) RETURN n",
    "MATCH (n)-[:USE]->() RETURN n",
    "MATCH (n) RETURN n.set, n.load, n.create",
    "RETURN {`load`: 1}.load",
    "MATCH (n {id: $set}) RETURN n",
    "MATCH (n) RETURN n.created, n.setting, n.uses, n.callout, n.dropped",
    "// CREATE (n)\nMATCH (n) RETURN n",
    "MATCH (n) /* DELETE n; */ RETURN n",
    "MATCH (n) RETURN n // DELETE n",
    "RETURN 'http://example.org/*', \"a // b\"",
    "RETURN 1.5, 1..2",
    # semicolons and what may follow
    "MATCH (n) RETURN n;",
    "MATCH (n) RETURN n ;  \n",
    "MATCH (n) RETURN n; // done",
    "MATCH (n) RETURN n; /* done; */",
    "MATCH (n)\r\nRETURN n\r\n",
    "MATCH (n)\u3000RETURN n",
]

REFUSE = [
    "",
    "   ",
    ";",
    "// nothing",
    "MATCH (n) RETURN n; MATCH (m) RETURN m",
    "MATCH (n) RETURN n;;",
    "MATCH (n) RETURN n; CREATE (m)",
    # other beginnings
    "CREATE (n)",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n",
    "CYPHER runtime=slotted MATCH (n) RETURN n",
    "SHOW USERS",
    "OPTIONAL CALL db.labels()",
    "LOAD CSV FROM 'http://example.org' AS r RETURN r",
    "COPY (MATCH (n) RETURN n) TO '/tmp/x.csv'",
    "CALL db.labels()",
    "CHECKPOINT",
    "BEGIN TRANSACTION",
    "(MATCH (n) RETURN n)",
    ":use system",
    # writing after reading
    "MATCH (n) SET n.x = 1",
    "MATCH (n) sEt n.x = 1",
    "MATCH (n)SET n.x = 1",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) NODETACH DELETE n",
    "MATCH (n) REMOVE n.x RETURN n",
    "MATCH (n) MERGE (m) RETURN m",
    "MATCH (n) INSERT (m)",
    "MATCH (n) WITH n CREATE (m) RETURN m",
    "MATCH (n) FOREACH (x IN [1] | SET n.x = x)",
    "WITH 1 AS x LOAD CSV FROM 'http://example.org' AS r RETURN r",
    "UNWIND [1] AS x CALL { CREATE (n) } RETURN x",
    "MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS",
    "MATCH (n) CALL apoc.load.json('file:///etc/passwd') YIELD value RETURN value",
    "RETURN 1 AS a UNION SHOW USERS",
    "MATCH (n) RETURN n UNION LOAD FROM '/etc/passwd' RETURN *",
    "MATCH (n) USE system RETURN n",
    "RETURN EXISTS { CREATE (n) }",
    # behind blanks and comments
    "MATCH\u00a0(n) RETURN n",
    "MATCH (n)\ue000RETURN n",
    "MATCH (n) SET\u3000n.x = 1",
    "MATCH (n)\u00a0SET\u00a0n.x = 1",
    "MATCH (n)\u3000SET n.x = 1",
    "MATCH (n)\u2028SET n.x = 1",
    "MATCH (n)\x1fSET n.x = 1",
    "MATCH (n)\x0bSET n.x = 1",
    "MATCH (n)\ufeffSET n.x = 1",
    "MATCH (n)/**/SET/**/n.x = 1",
    "MATCH (n) // a comment\nSET n.x = 1",
    "MATCH (n) // a comment\rSET n.x = 1",
    "MATCH (n) // '\rRETURN n //'\nSET n.x = 1",
    "MATCH (n) /* /* */ SET n.x = 1 /* */ */ RETURN n",
    "MATCH (n) /* /* */ SET n.x = 1",
    "MATCH (n) /* ' */ SET n.x = 1 /* ' */",
    'MATCH (n) // "\nSET n.x = 1 // "',
    "MATCH (n) WHERE n.x = '/*' SET n.y = '*/'",
    "MATCH (n) WHERE n.x = '//' SET n.y = 1",
    r"MATCH (n) WHERE n.x = '\\' SET n.y = '\\'",
    "MATCH (n:`a`) SET n.`b` = 1",
    "MATCH (n:`a``b`) SET n.x = 1",
    # escapes that Neo4j replaces first, and odd letters
    r"MATCH (n) \u0053ET n.x = 1",
    r"MATCH (n) \U0053ET n.x = 1",
    r"RETURN '\u0027 CREATE (n) //'",
    "MATCH (n) ſET n.x = 1",
    "MATCH (n) ＳＥＴ n.x = 1",
    "MATCH (n) \u200bSET n.x = 1",
    # right beside something else
    "MATCH (n) WHERE n.x = 'x'SET n.x = 1",
    'MATCH (n) WHERE n.x = "x"SET n.x = 1',
    "MATCH (n)  WITH n AS `x`SET x.x = 1",
    "MATCH (n) WHERE n.x = 1SET n.x = 2",
    "MATCH (n) WHERE n.x = 0x1fDELETE n",
    "MATCH (n) WHERE n.x = $1SET n.x = 2",
    "RETURN {load: 1}",
    # not a name although after a dot or a colon
    "RETURN 1.CREATE (n)",
    "RETURN 1. CREATE (n)",
    "MATCH (n) RETURN n. SET",
    "RETURN [1, 2][0..CREATE]",
    "RETURN x::SET",
    "RETURN n: DELETE",
    # without an end
    "RETURN 'abc",
    'RETURN "abc',
    "RETURN `abc",
    "RETURN 1 /* abc",
    r"RETURN 'abc\'",
]


@pytest.mark.parametrize("text", PASS)
def test_reading_passes(text: str) -> None:
    assert refuse_writing(text) == text.strip() or ";" in text


@pytest.mark.parametrize("text", REFUSE)
def test_all_else_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="not run"):
        refuse_writing(text)


@pytest.mark.parametrize("word", sorted(DENIED))
@pytest.mark.parametrize(
    "around", ["MATCH (n) {} n", "RETURN 1 {}", "WITH 1 AS x\n{}\nRETURN x", "RETURN [x IN [1] | {}]"]
)
def test_every_denied_word_is_refused(word: str, around: str) -> None:
    for form in (word, word.lower(), word.title()):
        with pytest.raises(QueryRefused):
            refuse_writing(around.format(form))


@pytest.mark.parametrize("name", names())
def test_every_shipped_query_passes(name: str) -> None:
    assert refuse_writing(query(name))


def test_what_follows_the_statement_is_cut_off() -> None:
    assert refuse_writing(" MATCH (n) RETURN ';' ; // done") == "MATCH (n) RETURN ';'"


def test_the_message_says_what_to_do() -> None:
    with pytest.raises(
        QueryRefused, match="word set; ad-hoc queries only read; if set is a name here, put it in backticks"
    ):
        refuse_writing("MATCH (n) set n.x = 1")


@given(
    st.lists(
        st.sampled_from(["'", '"', "`", "\\", "/*", "*/", "//", "\n", ";", " ", "SET", "x", ".", ":"]),
        max_size=30,
    )
)
def test_no_text_breaks_it_and_no_bare_word_slips_through(parts: list[str]) -> None:
    text = "MATCH (n) " + "".join(parts)
    try:
        statement = refuse_writing(text)
    except QueryRefused:
        return
    assert statement.startswith(STARTS)
    if not set("'\"`\\/.:") & set(statement):
        assert "SET" not in statement.split()
