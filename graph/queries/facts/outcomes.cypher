// What did procedures come to, for whom?
MATCH (x:Outcome)-[:OF_PROCEDURE]->(p:Procedure)
WITH x, p
MATCH (x)-[:DONE_BY]->(d:Organization)
WITH x, p, d
MATCH (x)-[:AGAINST]->(s:Organization)
RETURN x.id AS outcome, p.id AS procedure, s.id AS subject, d.id AS decider, x.date AS date, x.kind AS kind, x.reason AS reason
UNION ALL
MATCH (x:Outcome)-[:OF_PROCEDURE]->(p:Procedure)
WITH x, p
MATCH (x)-[:DONE_BY]->(d:Organization)
WITH x, p, d
MATCH (x)-[:AGAINST]->(s:Tenure)
RETURN x.id AS outcome, p.id AS procedure, s.id AS subject, d.id AS decider, x.date AS date, x.kind AS kind, x.reason AS reason
