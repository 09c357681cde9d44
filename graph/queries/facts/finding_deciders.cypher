// Who decided on each finding?
MATCH (f:Finding)-[:DECIDED_BY]->(o:Organization)
RETURN f.id AS finding, o.id AS decider
UNION ALL
MATCH (f:Finding)-[:DECIDED_BY]->(t:Tenure)
RETURN f.id AS finding, t.id AS decider
