// Which acts fulfil which duties, when?
MATCH (a:Act)-[:FULFILS]->(d:Duty)
RETURN a.id AS act, a.date AS date, d.id AS duty
