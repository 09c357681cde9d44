// Which regulations are recorded, in force from when to when?
MATCH (r:Regulation)
RETURN r.id AS regulation, r.number AS number, r.`from` AS `from`, r.until AS until
