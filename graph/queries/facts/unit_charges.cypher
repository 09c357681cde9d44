// Which divisions of labor put which unit into whose hands, and how?
MATCH (t:Tenure)<-[:UNDER_TENURE]-(v:DivisionOfLabor)-[:COVERS]->(o:Organization)
RETURN v.id AS division, t.id AS tenure, v.mode AS mode, v.`from` AS `from`, v.fromBy AS from_by, v.until AS until, v.untilAfter AS until_after, o.id AS unit
