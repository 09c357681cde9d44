// Against whom is a case under review, from when to when?
MATCH (c:CaseReview)-[:AGAINST]->(x:Organization)
RETURN c.id AS review, x.id AS subject, c.`from` AS `from`, c.until AS until
UNION ALL
MATCH (c:CaseReview)-[:AGAINST]->(x:Tenure)
RETURN c.id AS review, x.id AS subject, c.`from` AS `from`, c.until AS until
UNION ALL
MATCH (c:CaseReview)-[:AGAINST]->(x:Person)
RETURN c.id AS review, x.id AS subject, c.`from` AS `from`, c.until AS until
