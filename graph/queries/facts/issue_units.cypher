// Which units does each issue concern?
MATCH (i:Issue)-[:CONCERNS]->(o:Organization)
RETURN i.id AS issue, o.id AS unit
