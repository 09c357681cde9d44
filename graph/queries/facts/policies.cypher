// Which numbers did the users choose where the text gives none?
MATCH (x:Policy)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS policy, r.id AS regulation, x.name AS name, x.value AS value
