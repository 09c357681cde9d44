// Which rows does the decision table of a regulation have?
MATCH (x:ReferralRule)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS rule, r.id AS regulation, x.number AS number, x.`order` AS `order`, x.conflict AS conflict, x.context AS context,
  x.discovererKind AS discoverer_kind, x.level AS level, x.subjectKind AS subject_kind, x.within AS within, x.managedBy AS managed_by,
  x.assumeWithin AS assume_within, x.underReview AS under_review, x.superior AS superior
