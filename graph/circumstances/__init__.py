"""Which circumstances of a regulation do the records already prove, and how near is everything else?

Every test of a circumstance is a row of the regulation (ontology `Test`); here stands one module for each family of patterns,
and none of them knows a circumstance. What is found is a candidate: only a person confirms.
"""
