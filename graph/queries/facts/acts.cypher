// What was done, when, by which organization, with which verdict?
MATCH (a:Act)-[:DONE_BY]->(o:Organization)
RETURN a.id AS act, a.kind AS kind, a.date AS date, a.verdict AS verdict, o.id AS by
