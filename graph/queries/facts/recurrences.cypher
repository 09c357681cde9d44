// Which issue is an earlier one come back?
MATCH (i:Issue)-[:RECURRENCE_OF]->(e:Issue)
RETURN i.id AS issue, e.id AS earlier
