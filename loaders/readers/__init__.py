"""One module a kind of document; a module that has a `READER` is found by its presence (loaders/documents/registry.py)."""
