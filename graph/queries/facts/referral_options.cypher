// What does each row of the decision table offer?
MATCH (x:ReferralRule)-[:OFFERS]->(o:Option)
RETURN x.id AS rule, o.id AS option, o.modality AS modality, o.action AS action, o.via AS via, o.target AS target
