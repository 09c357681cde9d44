// Who took over?
MATCH (a:Act)-[:DIRECTED_TO]->(t:Tenure)
WHERE a.kind = 'Handover'
RETURN a.id AS act, t.id AS tenure
