// Which procedures were opened on which leads, by whom?
MATCH (p:Procedure)-[:ON_LEAD]->(l:Lead)
WITH p, l
MATCH (p)-[:OPENED_BY]->(o:Organization)
RETURN p.id AS procedure, l.id AS lead, o.id AS opened_by, p.date AS date
