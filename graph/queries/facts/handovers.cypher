// Which handovers are recorded, and when?
MATCH (a:Act)
WHERE a.kind = 'Handover'
RETURN a.id AS act, a.date AS date
