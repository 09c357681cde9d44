// Which grade does a regulation lay on which kind of subject?
MATCH (x:ResponsibilityRule)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS rule, r.id AS regulation, x.number AS number, x.subjectKind AS subject_kind, x.responsibility AS responsibility
