// Who has which power over which post, person or organization, from when to when?
MATCH (a:Authority)-[:OVER]->(x:Post)
WITH a, x
MATCH (a)-[:EXERCISED_BY]->(h:Organization)
RETURN a.id AS authority, a.kind AS kind, h.id AS holder, x.id AS over, a.`from` AS `from`, a.until AS until
UNION ALL
MATCH (a:Authority)-[:OVER]->(x:Person)
WITH a, x
MATCH (a)-[:EXERCISED_BY]->(h:Organization)
RETURN a.id AS authority, a.kind AS kind, h.id AS holder, x.id AS over, a.`from` AS `from`, a.until AS until
UNION ALL
MATCH (a:Authority)-[:OVER]->(x:Organization)
WITH a, x
MATCH (a)-[:EXERCISED_BY]->(h:Organization)
RETURN a.id AS authority, a.kind AS kind, h.id AS holder, x.id AS over, a.`from` AS `from`, a.until AS until
