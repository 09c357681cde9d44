"""Everything a person sees: the command line, pages, documents and charts."""
