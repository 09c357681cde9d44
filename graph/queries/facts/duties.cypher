// What is due, from when to when, from which organization, under which feedback?
MATCH (d:Duty)
OPTIONAL MATCH (d)-[:BORNE_BY]->(o:Organization)
OPTIONAL MATCH (d)-[:UNDER_FEEDBACK]->(f:Feedback)
RETURN d.id AS duty, d.kind AS kind, d.`from` AS `from`, d.due AS due, d.everyDays AS every_days, o.id AS bearer, f.id AS feedback
