// Who put each lead forward, in which capacity, when?
MATCH (l:Lead)-[:DISCOVERED_BY]->(o:Organization)
RETURN l.id AS lead, o.id AS discoverer, l.context AS context, l.date AS date
