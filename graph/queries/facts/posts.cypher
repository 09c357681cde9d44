// Of which organization is each post, and which seat is it?
MATCH (s:Post)-[:IN_ORGANIZATION]->(o:Organization)
RETURN s.id AS post, s.seat AS seat, o.id AS organization
