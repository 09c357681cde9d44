// Who has which power over which post, person or organization, from when to when?
MATCH (h:Organization)<-[:EXERCISED_BY]-(a:Authority)-[:OVER]->(x:Post)
RETURN a.id AS authority, a.kind AS kind, h.id AS holder, x.id AS over, a.`from` AS `from`, a.until AS until
UNION ALL
MATCH (h:Organization)<-[:EXERCISED_BY]-(a:Authority)-[:OVER]->(x:Person)
RETURN a.id AS authority, a.kind AS kind, h.id AS holder, x.id AS over, a.`from` AS `from`, a.until AS until
UNION ALL
MATCH (h:Organization)<-[:EXERCISED_BY]-(a:Authority)-[:OVER]->(x:Organization)
RETURN a.id AS authority, a.kind AS kind, h.id AS holder, x.id AS over, a.`from` AS `from`, a.until AS until
