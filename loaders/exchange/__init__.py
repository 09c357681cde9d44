"""Persons, organizations, posts and who held which: what other programs exchange, one module a format."""
