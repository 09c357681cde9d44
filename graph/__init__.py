"""The stores behind one protocol, their queries, and what is decided from the facts."""
