// Which class of management follows from which relation to the committee?
MATCH (x:ManagementRule)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS rule, r.id AS regulation, x.relation AS relation, x.managedBy AS managed_by
