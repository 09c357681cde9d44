// What was handed over?
MATCH (a:Act)-[:CONCERNS]->(x:Duty)
WHERE a.kind = 'Handover'
RETURN a.id AS act, x.id AS about
UNION ALL
MATCH (a:Act)-[:CONCERNS]->(x:Issue)
WHERE a.kind = 'Handover'
RETURN a.id AS act, x.id AS about
UNION ALL
MATCH (a:Act)-[:CONCERNS]->(x:Feedback)
WHERE a.kind = 'Handover'
RETURN a.id AS act, x.id AS about
