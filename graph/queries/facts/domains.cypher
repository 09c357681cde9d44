// Which domain lies under which?
MATCH (d:Domain)
OPTIONAL MATCH (d)-[:BROADER]->(b:Domain)
RETURN d.id AS domain, b.id AS broader
