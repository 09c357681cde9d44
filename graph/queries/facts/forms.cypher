// Which forms of accountability does a regulation have?
MATCH (x:Form)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS form, r.id AS regulation, x.number AS number, x.`order` AS `order`, x.subjectKind AS subject_kind
