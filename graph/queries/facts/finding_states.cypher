// How far has each finding come, and with which reason?
MATCH (f:Finding)
RETURN f.id AS finding, f.status AS status, f.reason AS reason
