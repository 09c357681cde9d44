// Which circumstances does a regulation list, for which kind of subject?
MATCH (c:Circumstance)-[:PROVISION_OF]->(r:Regulation)
RETURN c.id AS circumstance, r.id AS regulation, c.number AS number, c.subjectKind AS subject_kind
