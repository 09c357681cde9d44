"""Rectification ledgers: flat tables, lists that are joined by number, one form an issue."""
