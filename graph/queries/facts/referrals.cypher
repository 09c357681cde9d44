// Which steps of which leads are recorded?
MATCH (r:Referral)-[:ON_LEAD]->(l:Lead)
WITH r, l
MATCH (r)-[:SENT_BY]->(s:Organization)
WITH r, l, s
MATCH (r)-[:RECEIVED_BY]->(o:Organization)
RETURN r.id AS referral, l.id AS lead, r.`order` AS `order`, s.id AS sender, o.id AS receiver, r.date AS date
