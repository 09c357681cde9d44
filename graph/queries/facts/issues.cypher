// In which feedback does each issue stand?
MATCH (i:Issue)-[:UNDER_FEEDBACK]->(f:Feedback)
RETURN i.id AS issue, f.id AS feedback
