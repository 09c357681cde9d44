// Which verdicts were given on which issues, when?
MATCH (a:Act)-[:CONCERNS]->(i:Issue)
WHERE a.verdict IS NOT NULL
RETURN a.id AS act, a.date AS date, a.verdict AS verdict, i.id AS issue
