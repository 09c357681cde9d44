// Who held which post of which organization, from when to when?
MATCH (p:Person)<-[:HELD_BY]-(t:Tenure)-[:OF_POST]->(s:Post)-[:IN_ORGANIZATION]->(o:Organization)
RETURN t.id AS tenure, t.kind AS kind, o.id AS organization, s.id AS post, s.seat AS seat, p.id AS person, t.`from` AS `from`, t.fromBy AS from_by, t.until AS until, t.untilAfter AS until_after
