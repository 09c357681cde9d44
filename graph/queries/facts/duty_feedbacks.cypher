// Under which feedback does each duty stand?
MATCH (d:Duty)-[:UNDER_FEEDBACK]->(f:Feedback)
RETURN d.id AS duty, f.id AS feedback
