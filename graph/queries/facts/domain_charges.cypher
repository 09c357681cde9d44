// Which divisions of labor put which domain into whose hands, and how?
MATCH (v:DivisionOfLabor)-[:UNDER_TENURE]->(t:Tenure)
WITH v, t
MATCH (v)-[:IN_DOMAIN]->(d:Domain)
RETURN v.id AS division, t.id AS tenure, v.mode AS mode, v.`from` AS `from`, v.fromBy AS from_by, v.until AS until, v.untilAfter AS until_after, d.id AS domain
