// By which tests is each circumstance found?
MATCH (c:Circumstance)-[:TESTED_BY]->(x:Test)
RETURN x.id AS test, c.id AS circumstance, x.mode AS mode, x.pattern AS pattern, x.dutyKind AS duty_kind, x.actKind AS act_kind,
  x.verdict AS verdict, x.who AS who, x.about AS about, x.openKind AS open_kind, x.unless AS unless, x.contrary AS contrary, x.`after` AS `after`,
  x.performedBy AS performed_by, x.periodic AS `periodic`, x.inPerson AS in_person, x.inOffice AS in_office,
  x.graceParameter AS grace, x.daysParameter AS days, x.shareParameter AS share, x.leastParameter AS least
