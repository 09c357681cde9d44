// Which duties does each finding say are breached?
MATCH (f:Finding)-[:BREACHES]->(d:Duty)
RETURN f.id AS finding, d.id AS duty
