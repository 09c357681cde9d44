// Who organized each inspection?
MATCH (i:Inspection)-[:ORGANISED_BY]->(o:Organization)
RETURN i.id AS inspection, o.id AS organizer
