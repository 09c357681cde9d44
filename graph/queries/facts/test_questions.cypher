// Which questions does each test leave open?
MATCH (x:Test)-[:LEAVES_OPEN]->(q:OpenQuestion)
RETURN x.id AS test, q.id AS question
