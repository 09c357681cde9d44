// To whom was each act directed?
MATCH (a:Act)-[:DIRECTED_TO]->(x:Tenure)
RETURN a.id AS act, x.id AS `to`
UNION ALL
MATCH (a:Act)-[:DIRECTED_TO]->(x:Organization)
RETURN a.id AS act, x.id AS `to`
