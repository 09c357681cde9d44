// Which organization became which, when and how?
MATCH (c:OrgChange)-[:CHANGES]->(o:Organization)
OPTIONAL MATCH (c)-[:RESULTS_IN]->(r:Organization)
RETURN c.id AS change, c.kind AS kind, c.date AS date, o.id AS original, r.id AS resulting
