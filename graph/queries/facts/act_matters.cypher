// What does each act concern?
MATCH (a:Act)-[:CONCERNS]->(x:Duty)
RETURN a.id AS act, x.id AS about
UNION ALL
MATCH (a:Act)-[:CONCERNS]->(x:Issue)
RETURN a.id AS act, x.id AS about
UNION ALL
MATCH (a:Act)-[:CONCERNS]->(x:Feedback)
RETURN a.id AS act, x.id AS about
