// By which test does each finding say that it was found?
MATCH (f:Finding)-[:TESTED_BY]->(x:Test)
RETURN f.id AS finding, x.id AS test
