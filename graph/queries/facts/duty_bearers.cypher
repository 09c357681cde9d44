// Which organization does each duty name?
MATCH (d:Duty)-[:BORNE_BY]->(o:Organization)
RETURN d.id AS duty, o.id AS bearer
