// To what does a regulation apply, and which parts do organs and authority play in it?
MATCH (x:Scope)-[:PROVISION_OF]->(r:Regulation)
RETURN x.id AS scope, r.id AS regulation, x.level AS level, x.inspectionKind AS inspection_kind, x.organizationKind AS organization_kind,
  x.committeeKind AS committee_kind, x.personnelKind AS personnel_kind, x.disciplineKind AS discipline_kind,
  x.cadreAuthority AS cadre_authority, x.organizationAuthority AS organization_authority, x.disciplineAuthority AS discipline_authority
