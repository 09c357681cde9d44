"""One module a kind of source: each yields records and a report of every problem."""
