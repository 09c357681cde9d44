// Which organ may use, or only propose, some forms against whom?
MATCH (x:FormRule)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS rule, r.id AS regulation, x.number AS number, x.`order` AS `order`, x.power AS power, x.approverRole AS role, x.organKind AS organ_kind, x.subjectKind AS subject_kind, x.within AS within,
  x.ledByCommittee AS led_by_committee, x.managedByCommittee AS managed_by_committee
