// What is due, from when to when?
MATCH (d:Duty)
RETURN d.id AS duty, d.kind AS kind, d.`from` AS `from`, d.due AS due, d.everyDays AS every_days
