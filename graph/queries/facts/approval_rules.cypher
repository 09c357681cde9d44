// Who must approve which step of which organ against whom?
MATCH (x:ApprovalRule)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS rule, r.id AS regulation, x.number AS number, x.action AS action, x.approverRole AS role, x.organKind AS organ_kind, x.subjectKind AS subject_kind, x.within AS within,
  x.ledByCommittee AS led_by_committee, x.managedByCommittee AS managed_by_committee
