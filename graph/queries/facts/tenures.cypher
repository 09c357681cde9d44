// Who held which post, from when to when?
MATCH (t:Tenure)-[:HELD_BY]->(p:Person), (t)-[:OF_POST]->(s:Post)
RETURN t.id AS tenure, t.kind AS kind, s.id AS post, p.id AS person, t.`from` AS `from`, t.fromBy AS from_by, t.until AS until,
  t.untilAfter AS until_after
