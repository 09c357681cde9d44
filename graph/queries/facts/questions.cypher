// What does a regulation leave open, and what raises it?
MATCH (x:OpenQuestion)
OPTIONAL MATCH (x)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS question, r.id AS regulation, x.number AS number, x.raisedBy AS raised_by
