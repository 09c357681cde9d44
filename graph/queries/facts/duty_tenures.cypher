// Whom does each duty name?
MATCH (d:Duty)-[:ASSIGNED_TO]->(t:Tenure)
RETURN d.id AS duty, t.id AS tenure
