// Which findings does each lead contain?
MATCH (l:Lead)-[:CONTAINS]->(f:Finding)
RETURN l.id AS lead, f.id AS finding
