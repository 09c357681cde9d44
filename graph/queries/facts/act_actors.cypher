// Who acted?
MATCH (a:Act)-[:ACTED_BY]->(t:Tenure)
RETURN a.id AS act, t.id AS tenure
