// Which extensions were asked for and approved, when and by whom?
MATCH (e:Extension)-[:EXTENDS]->(d:Duty)
OPTIONAL MATCH (e)-[:APPROVED_BY]->(o:Organization)
RETURN e.id AS extension, d.id AS duty, e.date AS date, e.newDue AS new_due, e.approvedOn AS approved_on, o.id AS approved_by
