// Which questions does each rule leave open?
MATCH (x:ReferralRule)-[:LEAVES_OPEN]->(q:OpenQuestion)
RETURN x.id AS rule, q.id AS question
UNION ALL
MATCH (x:ResponsibilityRule)-[:LEAVES_OPEN]->(q:OpenQuestion)
RETURN x.id AS rule, q.id AS question
UNION ALL
MATCH (x:ApprovalRule)-[:LEAVES_OPEN]->(q:OpenQuestion)
RETURN x.id AS rule, q.id AS question
UNION ALL
MATCH (x:FormRule)-[:LEAVES_OPEN]->(q:OpenQuestion)
RETURN x.id AS rule, q.id AS question
