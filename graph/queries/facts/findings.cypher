// Against whom is each finding, under which circumstance, breached when?
MATCH (f:Finding)-[:AGAINST]->(s:Organization)
WITH f, s
MATCH (f)-[:MEETS]->(c:Circumstance)
RETURN f.id AS finding, s.id AS subject, c.id AS circumstance, f.breachDate AS breach_date
UNION ALL
MATCH (f:Finding)-[:AGAINST]->(s:Tenure)
WITH f, s
MATCH (f)-[:MEETS]->(c:Circumstance)
RETURN f.id AS finding, s.id AS subject, c.id AS circumstance, f.breachDate AS breach_date
