// Which issues does each duty address?
MATCH (d:Duty)-[:ADDRESSES]->(i:Issue)
RETURN d.id AS duty, i.id AS issue
