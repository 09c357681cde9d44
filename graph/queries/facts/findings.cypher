// Against whom is each finding, under which circumstance, breached when?
MATCH (s:Organization)<-[:AGAINST]-(f:Finding)-[:MEETS]->(c:Circumstance)
RETURN f.id AS finding, s.id AS subject, c.id AS circumstance, f.breachDate AS breach_date
UNION ALL
MATCH (s:Tenure)<-[:AGAINST]-(f:Finding)-[:MEETS]->(c:Circumstance)
RETURN f.id AS finding, s.id AS subject, c.id AS circumstance, f.breachDate AS breach_date
