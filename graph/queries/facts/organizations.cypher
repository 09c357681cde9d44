// Which organizations are there, of which kind and level, part of what?
MATCH (o:Organization)
OPTIONAL MATCH (o)-[:PART_OF]->(p:Organization)
OPTIONAL MATCH (o)-[:MENTIONED_BY]->(r:Regulation)
RETURN o.id AS organization, o.kind AS kind, o.level AS level, p.id AS part_of, r.id AS mentioned_by
