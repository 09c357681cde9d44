// How does each finding stand, decided when and why, over which facts?
MATCH (f:Finding)
RETURN f.id AS finding, f.status AS status, f.reason AS reason, f.decidedOn AS decided_on, f.factsDigest AS facts_digest
