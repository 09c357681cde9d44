// Which questions does each row of the decision table leave open?
MATCH (x:ReferralRule)-[:LEAVES_OPEN]->(q:OpenQuestion)
RETURN x.id AS rule, q.id AS question
