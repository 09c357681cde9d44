"""Whom and what do words mean: organizations, persons, domains, each with its reason; what is not sure is asked of a person."""
