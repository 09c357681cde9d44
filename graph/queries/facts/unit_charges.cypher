// Which divisions of labor put which unit into whose hands, and how?
MATCH (v:DivisionOfLabor)-[:COVERS]->(o:Organization)
WITH v, o
MATCH (v)-[:UNDER_TENURE]->(t:Tenure)
RETURN v.id AS division, t.id AS tenure, v.mode AS mode, v.`from` AS `from`, v.fromBy AS from_by, v.until AS until, v.untilAfter AS until_after, o.id AS unit
