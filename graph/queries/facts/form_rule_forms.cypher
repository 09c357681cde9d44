// Of which forms does a form rule speak?
MATCH (x:FormRule)-[:ALLOWS_FORM]->(f:Form)
RETURN x.id AS rule, f.id AS form
