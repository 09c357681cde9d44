// What do the subjects of findings say themselves?
MATCH (s:Statement)-[:ON_FINDING]->(f:Finding)
WITH s, f
MATCH (s)-[:STATED_BY]->(o:Organization)
RETURN s.id AS statement, f.id AS finding, o.id AS stated_by, s.date AS date, s.reason AS reason
UNION ALL
MATCH (s:Statement)-[:ON_FINDING]->(f:Finding)
WITH s, f
MATCH (s)-[:STATED_BY]->(t:Tenure)
RETURN s.id AS statement, f.id AS finding, t.id AS stated_by, s.date AS date, s.reason AS reason
