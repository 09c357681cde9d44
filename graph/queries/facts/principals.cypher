// Whom does an assistant assist?
MATCH (v:DivisionOfLabor)-[:UNDER_PRINCIPAL]->(t:Tenure)
RETURN v.id AS division, t.id AS principal
