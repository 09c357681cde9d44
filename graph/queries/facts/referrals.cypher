// Which steps of which leads are recorded?
MATCH (s:Organization)<-[:SENT_BY]-(r:Referral)-[:RECEIVED_BY]->(o:Organization), (r)-[:ON_LEAD]->(l:Lead)
RETURN r.id AS referral, l.id AS lead, r.`order` AS `order`, s.id AS sender, o.id AS receiver, r.date AS date
