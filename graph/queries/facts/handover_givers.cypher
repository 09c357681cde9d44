// Who handed over?
MATCH (a:Act)-[:ACTED_BY]->(t:Tenure)
WHERE a.kind = 'Handover'
RETURN a.id AS act, t.id AS tenure
