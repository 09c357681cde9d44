// To whom was each feedback addressed, when, out of which kind of inspection?
MATCH (f:Feedback)-[:ADDRESSED_TO]->(o:Organization)
WITH f, o
MATCH (f)-[:FROM_INSPECTION]->(i:Inspection)
RETURN f.id AS feedback, o.id AS addressee, f.date AS date, i.id AS inspection, i.kind AS inspection_kind
