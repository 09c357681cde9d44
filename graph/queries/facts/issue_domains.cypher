// Of which domains is each issue?
MATCH (i:Issue)-[:IN_DOMAIN]->(d:Domain)
RETURN i.id AS issue, d.id AS domain
